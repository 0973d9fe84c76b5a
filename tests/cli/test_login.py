"""`m365bot login` and `logout` as they are typed, a person at a browser beside them."""

import io
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime

import httpx
import pytest

from m365bot import app, settings
from m365bot.cli import entry
from m365bot.cli.commands import user
from m365bot.graph import account, pin
from m365bot.journal.trail import Wanted
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, Said
from tests.sandbox.entra.browser import Browser

SERVICE = "dx-tsushin@example.jp"
JUNE = datetime(2025, 6, 2, tzinfo=UTC)


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def bot(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """Nobody is signed in yet, and this machine has no screen."""
    for name in ("M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    return bot


class Screen(io.StringIO):
    """What is printed; a person reads an address off it and goes there."""

    def __init__(self, web: httpx.Client, tenant: Sandbox, name: str) -> None:
        super().__init__()
        self._web, self._tenant, self._name = web, tenant, name
        self._person: threading.Thread | None = None

    def write(self, words: str) -> int:
        url = words.strip()
        if url.startswith("http://127.0.0.1") and "\n" not in url:
            self._person = threading.Thread(target=self._goes_to, args=(url,))
            self._person.start()
        return super().write(words)

    def _goes_to(self, url: str) -> None:
        browser = Browser(self._web)
        browser.visit(url)
        browser.sign_in(self._name, self._tenant.tenant.password)
        browser.press("")
        browser.deliver()

    def left(self) -> None:
        if self._person:
            self._person.join()


def login(web: httpx.Client, tenant: Sandbox, name: str = SERVICE, *more: str) -> Said:
    screen, err = Screen(web, tenant, name), io.StringIO()
    with redirect_stdout(screen), redirect_stderr(err):
        code = entry.main(["login", "--no-browser", *more])
    screen.left()
    return Said(code, screen.getvalue(), err.getvalue())


def test_the_service_account_signs_in(bot: Bot, tenant: Sandbox, web: httpx.Client):
    said = login(web, tenant)

    assert (said.exit, said.err) == (0, "")
    signed_in, known = said.out.splitlines()[-2:]
    assert signed_in == f"{SERVICE} でサインインしました。"
    assert f"このアカウント(オブジェクト ID {tenant.tenant.user(SERVICE).id})だけ" in known
    assert account.standing(bot.state).who.name == SERVICE


def noted(bot: Bot) -> list[dict[str, str]]:
    """What the audit chain says of sign-ins, the newest first."""
    with app.books(settings.read(), app.LOOKING) as books:
        links = books.trail.page(Wanted(kind="account"), None, 10).links
    return [link.says["account"] for link in links]


def test_whom_the_name_is_stands_in_the_audit_chain(bot: Bot, tenant: Sandbox, web: httpx.Client):
    met, same = login(web, tenant), login(web, tenant)
    pin.put(bot.state, tenant.tenant.id, account.Who(SERVICE, "id-of-before"), SERVICE, at=JUNE)
    refused, anew = login(web, tenant), login(web, tenant, SERVICE, "--new-account")

    assert [one.exit for one in (met, same, refused, anew)] == [0, 0, 5, 0]
    assert "だけを受け付け" not in same.out
    assert "--new-account" in refused.err
    assert "前のアカウントに替えて" in anew.out
    assert [one["how"] for one in noted(bot)] == ["replaced", "same", "met"]
    assert {one["id"] for one in noted(bot)} == {tenant.tenant.user(SERVICE).id}
    assert {one["who"] for one in noted(bot)} == {user.name()}


def test_a_chain_that_cannot_be_written_is_told_and_the_sign_in_stays(
    bot: Bot, tenant: Sandbox, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("M365BOT_DATABASE_URL", "sqlite:////dev/null/m365bot.db")

    said = login(web, tenant)

    assert said.exit == 0
    assert "監査の記録に残せませんでした" in said.err
    assert account.standing(bot.state).who.name == SERVICE


def test_another_account_ends_in_5(bot: Bot, tenant: Sandbox, web: httpx.Client):
    said = login(web, tenant, "a.endo@example.jp")

    assert said.exit == 5
    assert SERVICE in said.err
    assert not account.standing(bot.state).is_known


@pytest.mark.slow
def test_nobody_at_the_browser_ends_in_5(bot: Bot):
    said = bot.says("login", "--timeout", "1")

    assert said.exit == 5
    assert "1秒待ちましたが" in said.err
    assert [line for line in said.out.splitlines() if line.startswith("http://")]


def test_an_address_and_a_code_stand_on_lines_of_their_own(bot: Bot, tenant: Sandbox):
    tenant.tenant.settings.device_code_s = 0  # nobody types it in time

    said = bot.says("login", "--device-code")

    tenant.tenant.settings.device_code_s = 900
    lines = said.out.splitlines()
    assert said.exit == 5
    assert lines[1].endswith("/common/oauth2/deviceauth")
    assert lines[3] in {each.user_code for each in tenant.tenant.sign_ins.devices.values()}


def test_a_file_that_others_could_read_is_told(bot: Bot, tenant: Sandbox, web: httpx.Client):
    login(web, tenant)
    (bot.state / account.FILE).chmod(0o644)

    said = login(web, tenant)

    assert said.exit == 0
    assert "ほかの利用者も読める" in said.err
    assert not account.standing(bot.state).others_may_read


def test_logout_forgets_and_says_what_remains(bot: Bot, tenant: Sandbox, web: httpx.Client):
    login(web, tenant)

    first, second = bot.says("logout"), bot.says("logout")

    assert (first.exit, second.exit) == (0, 0)
    assert "90日" in first.out
    assert "セッションの取り消し" in first.out
    assert "記録はありません" in second.out
    assert not (bot.state / account.FILE).exists()


def test_logout_tells_of_a_key_that_the_settings_still_hold(bot: Bot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN", "secret-words")

    said = bot.says("logout")

    assert "M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN" in said.out
    assert "secret-words" not in said.out + said.err


def test_a_list_of_runs_tells_of_an_account_that_was_refused(bot: Bot, tenant: Sandbox, web: httpx.Client):
    login(web, tenant)
    quiet = bot.says("runs", "list")
    account.Store(bot.state, None).refused(at=JUNE, error="invalid_grant", number=50173)

    told, document = bot.says("runs", "list"), bot.says("runs", "list", "--json")

    assert quiet.err == document.err == ""
    assert "2025-06-02 09:00" in told.err
    assert "AADSTS50173" in told.err
    assert "`m365bot login`" in told.err
