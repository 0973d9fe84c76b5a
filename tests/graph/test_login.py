"""A person signs the service account in: by a browser that a test drives, against the practice tenant."""

import dataclasses
import socket
import ssl
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import structlog

from m365bot.errors import ConfigError, SignInNeeded
from m365bot.graph import account, pin
from m365bot.graph.auth import Tokens
from m365bot.graph.connection import Connection
from m365bot.graph.login import How, Kept, Login, Trust
from m365bot.resources.ports.graph import Identity
from m365bot.sandbox.entra import apps
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from tests.graph import certificates
from tests.graph.people import SERVICE, Device, Doing, Person, connection_of, signing_in
from tests.sandbox.entra.browser import Browser


@pytest.fixture(scope="module")
def _served() -> Iterator[Sandbox]:
    with Sandbox(settings=Settings.without_waits()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_served: Sandbox) -> Sandbox:
    _served.reset()
    return _served


@pytest.fixture(scope="module")
def web() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def connection(sandbox: Sandbox, tmp_path: Path) -> Connection:
    return connection_of(sandbox, tmp_path)


def sign_in(
    connection: Connection,
    web: httpx.Client,
    doing: Doing,
    patience: float = 10,
    trust: Trust = Trust.KNOWN,
) -> Kept:
    person = Person(web, doing)
    try:
        return Login(connection, patience, trust=trust).by_browser(person.shown)
    finally:
        person.leaves()


def kept(connection: Connection) -> tuple[str, ...]:
    return account.Store(connection.state_dir, None).refresh_tokens()


async def test_the_service_account_signs_in_and_its_token_is_kept(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    who = sign_in(connection, web, signing_in(sandbox))
    tokens = Tokens(connection)

    found = account.standing(connection.state_dir)
    assert who.who == found.who == account.Who(SERVICE, sandbox.tenant.user(SERVICE).id)
    assert found.signed_in == found.refreshed
    assert stat.S_IMODE((connection.state_dir / account.FILE).stat().st_mode) == 0o600
    assert await tokens.of(Identity.ACCOUNT)
    tokens.close()


def test_a_browser_in_the_foreground_is_back_before_it_is_waited_for(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    def shown(url: str) -> None:
        browser = Browser(web)
        browser.visit(url)
        signing_in(sandbox)(browser)

    assert Login(connection, 0).by_browser(shown).who.name == SERVICE


def test_the_page_proposes_the_account_and_whoever_is_signed_in_there_is_not_taken(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    seen = {}

    def look(browser: Browser) -> None:
        seen.update(browser.form.fields)
        signing_in(sandbox)(browser)

    sign_in(connection, web, look)

    assert (seen["username"], seen["prompt"]) == (SERVICE, "select_account")
    assert seen["code_challenge_method"] == "S256"
    assert seen["response_mode"] == "form_post"
    assert seen["nonce"]


@pytest.mark.slow
def test_over_tls_too(tmp_path: Path):
    with Sandbox(settings=Settings.without_waits(), with_tls=True) as sandbox:
        trust = ssl.create_default_context(cafile=sandbox.place.ca_file)
        with httpx.Client(trust_env=False, verify=trust) as web:
            sign_in(connection_of(sandbox, tmp_path), web, signing_in(sandbox))

    assert kept(connection_of(sandbox, tmp_path))


def test_the_certificate_redeems_the_code(
    connection: Connection, sandbox: Sandbox, web: httpx.Client, tmp_path: Path
):
    made = certificates.make("m365bot")
    file = tmp_path / "m365bot.pem"
    file.write_text(made.key_pem + made.pem)
    file.chmod(0o600)
    apps.add(sandbox.tenant, {"client_id": connection.client_id, "certificate": made.pem})

    with_it = dataclasses.replace(connection, client_secret=None, certificate=file)
    sign_in(with_it, web, signing_in(sandbox))

    assert kept(connection)


async def test_without_a_credential_the_app_signs_in_as_a_public_client(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    bot = sandbox.tenant.apps[connection.client_id]
    bot.web_redirects, bot.public_redirects = [], ["http://localhost"]

    sign_in(dataclasses.replace(connection, client_secret=None), web, signing_in(sandbox))
    tokens = Tokens(connection)

    assert await tokens.of(Identity.ACCOUNT)  # renewed as it was had
    tokens.close()


def test_another_account_is_refused_and_nothing_is_kept(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    with pytest.raises(SignInNeeded, match="別のアカウント") as told:
        sign_in(connection, web, signing_in(sandbox, "a.endo@example.jp"))

    assert told.value.exit_code == 5
    assert "a.endo" not in str(told.value)
    assert kept(connection) == ()


def test_another_account_leaves_the_one_of_before_signed_in(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    sign_in(connection, web, signing_in(sandbox))
    before = kept(connection)

    with pytest.raises(SignInNeeded):
        sign_in(connection, web, signing_in(sandbox, "a.endo@example.jp"))

    assert kept(connection) == before


def gives_the_name_to_another(sandbox: Sandbox, name: str = "a.endo@example.jp") -> str:
    """As whoever may rename accounts in the directory can. Returns the id of who has it now."""
    known, other = sandbox.tenant.user(SERVICE), sandbox.tenant.user(name)
    known.upn, known.mail = f"old-{SERVICE}", None
    other.upn, other.mail = SERVICE, SERVICE
    return other.id


@pytest.mark.parametrize("is_signed_out", [False, True])
def test_another_account_that_has_the_name_now_is_refused(
    is_signed_out: bool, connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    sign_in(connection, web, signing_in(sandbox))
    if is_signed_out:
        account.Store(connection.state_dir, None).forget()
    gives_the_name_to_another(sandbox)
    before = kept(connection)

    with pytest.raises(SignInNeeded, match="--new-account") as told:
        sign_in(connection, web, signing_in(sandbox))

    assert told.value.exit_code == 5
    assert kept(connection) == before


def test_an_account_made_anew_takes_the_place_of_the_one_of_before_by_a_word(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    met = sign_in(connection, web, signing_in(sandbox))
    new = gives_the_name_to_another(sandbox)

    replaced = sign_in(connection, web, signing_in(sandbox), trust=Trust.NEW)
    again = sign_in(connection, web, signing_in(sandbox))

    assert [one.how for one in (met, replaced, again)] == [How.MET, How.REPLACED, How.SAME]
    assert replaced.who.id == again.who.id == new != met.who.id


def test_another_name_in_config_is_another_account(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    sign_in(connection, web, signing_in(sandbox))
    renamed = dataclasses.replace(connection, service_account="a.endo@example.jp")

    assert sign_in(renamed, web, signing_in(sandbox, "a.endo@example.jp")).how is How.MET
    assert sign_in(renamed, web, signing_in(sandbox, "a.endo@example.jp")).how is How.SAME


def test_another_tenant_has_another_account(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    """An office that practised before it set up its own."""
    practised = account.Who(SERVICE, "id-of-practice")
    pin.put(connection.state_dir, "a-practice-tenant", practised, SERVICE, at=datetime.now(UTC))

    assert sign_in(connection, web, signing_in(sandbox)).how is How.MET


@pytest.mark.parametrize("is_signed_out", [False, True])
def test_a_sign_in_from_before_ids_were_held_to_counts(
    is_signed_out: bool, connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    sign_in(connection, web, signing_in(sandbox))
    (connection.state_dir / pin.FILE).unlink()
    if is_signed_out:  # once it signed in again, its id outlives the token
        sign_in(connection, web, signing_in(sandbox))
        account.Store(connection.state_dir, None).forget()
    gives_the_name_to_another(sandbox)

    with pytest.raises(SignInNeeded, match="--new-account"):
        sign_in(connection, web, signing_in(sandbox))


def test_a_no_is_told(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    def no(browser: Browser) -> None:
        browser.press("cancel")
        browser.press("")
        browser.deliver()

    with pytest.raises(SignInNeeded, match="断られました"):
        sign_in(connection, web, no)


def test_permissions_that_nobody_consented_to_are_told(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    sandbox.tenant.apps[connection.client_id].delegated = ["User.Read"]

    def no(browser: Browser) -> None:
        browser.sign_in(SERVICE, sandbox.tenant.password)
        browser.press("deny")
        browser.press("")
        browser.deliver()

    with pytest.raises(SignInNeeded, match="同意") as told:
        sign_in(connection, web, no)
    assert told.value.number == 90094


def test_a_browser_that_never_comes_back_ends_the_waiting(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    with pytest.raises(SignInNeeded, match="待ちましたが"):
        sign_in(connection, web, lambda browser: None, patience=0.05)

    assert kept(connection) == ()


def test_an_answer_that_somebody_else_sends_is_not_taken(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    statuses = []

    def attacked(browser: Browser) -> None:
        home = httpx.URL(browser.form.fields["redirect_uri"])
        for form in ({"error": "access_denied", "state": "guessed"}, {"code": "x"}, {}):
            statuses.append(browser.client.post(home, data=form).status_code)
        statuses.append(browser.client.get(f"{home}/?code=x").status_code)
        statuses.append(browser.client.post(home, headers={"Host": "evil.example.jp"}).status_code)
        signing_in(sandbox)(browser)

    sign_in(connection, web, attacked)

    assert statuses == [400] * 5


def test_a_code_that_was_used_already_is_told(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    def used(browser: Browser) -> None:
        browser.sign_in(SERVICE, sandbox.tenant.password)
        browser.press("")
        for code in sandbox.tenant.sign_ins.codes.values():
            code.used = True
        browser.deliver()

    with pytest.raises(SignInNeeded, match="AADSTS54005"):
        sign_in(connection, web, used)


def test_an_app_whose_address_is_of_the_wrong_kind_is_told(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    bot = sandbox.tenant.apps[connection.client_id]
    bot.web_redirects, bot.public_redirects = [], ["http://localhost"]

    with pytest.raises(SignInNeeded, match="AADSTS700025"):
        sign_in(connection, web, signing_in(sandbox))


def test_a_port_that_is_taken_is_told(connection: Connection, sandbox: Sandbox):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(ConfigError, match="ポート"):
            Login(connection).by_browser(lambda url: None, port=other.getsockname()[1])


def test_where_nothing_can_be_kept_nobody_signs_in_for_nothing(connection: Connection, sandbox: Sandbox):
    connection.state_dir.write_text("a file where the folder should be")

    with pytest.raises(OSError, match="state"):
        Login(connection).by_browser(lambda url: pytest.fail("nobody is to sign in"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"then": 503, "match": "GET *openid-configuration"}, "混み合って"),
        (
            {
                "match": "GET *openid-configuration",
                "then": {"status": 200, "body": "<html>", "headers": {"Content-Type": "text/html"}},
            },
            "ウェブページ",
        ),
    ],
)
def test_what_stands_in_the_way_is_told(
    rule: dict[str, object], words: str, connection: Connection, sandbox: Sandbox
):
    sandbox.faults([rule])

    with pytest.raises(SignInNeeded, match=words):
        Login(connection).by_browser(lambda url: None)


def test_no_token_and_no_code_is_in_the_log(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    with structlog.testing.capture_logs() as logs:
        sign_in(connection, web, signing_in(sandbox))

    assert [log["event"] for log in logs] == ["account.signed_in"]
    assert kept(connection)[0] not in str(logs)


def by_device(
    connection: Connection, sandbox: Sandbox, web: httpx.Client, button: str = "sign_in", name: str = SERVICE
) -> Device:
    def doing(browser: Browser, code: str) -> None:
        browser.press(button, user_code=code, username=name, password=sandbox.tenant.password)

    device = Device(sandbox, web, doing)
    Login(connection, wait=device.wait).by_device(device.show)
    return device


async def test_a_device_code_signs_the_service_account_in(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    device = by_device(connection, sandbox, web)
    tokens = Tokens(connection)

    assert device.shown[0].endswith("/common/oauth2/deviceauth")
    assert device.looks == [5, 5, 5]
    assert await tokens.of(Identity.ACCOUNT)  # renewed without the app's secret, as it was had
    tokens.close()


def test_a_device_code_of_another_account_is_refused(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    with pytest.raises(SignInNeeded, match="別のアカウント"):
        by_device(connection, sandbox, web, name="a.endo@example.jp")

    assert kept(connection) == ()


def test_a_device_code_that_is_declined_is_told(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    with pytest.raises(SignInNeeded, match="断られました"):
        by_device(connection, sandbox, web, "deny")


def test_a_device_code_that_nobody_types_ends(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    device = Device(sandbox, web, lambda browser, code: None)

    with pytest.raises(SignInNeeded, match="期限"):
        Login(connection, wait=device.wait).by_device(device.show)

    assert sum(device.looks) == 900


def test_a_device_waits_longer_where_it_is_told_to(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    def slowly(browser: Browser, code: str) -> None:
        sandbox.tenant.settings.device_interval_s = 8

    device = Device(sandbox, web, slowly)
    with pytest.raises(SignInNeeded):
        Login(connection, wait=device.wait).by_device(device.show)

    sandbox.tenant.settings.device_interval_s = 5
    assert device.looks[:6] == [5, 5, 5, 10, 10, 10]


def test_a_look_that_gets_no_answer_is_made_again(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    def flaky(browser: Browser, code: str) -> None:
        sandbox.faults([{"match": "POST */token", "then": 503, "times": 1}])
        browser.press("sign_in", user_code=code, username=SERVICE, password=sandbox.tenant.password)

    device = Device(sandbox, web, flaky)
    Login(connection, wait=device.wait).by_device(device.show)

    assert kept(connection)


def test_an_app_without_public_flows_is_told(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    sandbox.tenant.apps[connection.client_id].public_flows = False

    with pytest.raises(SignInNeeded, match="AADSTS7000218"):
        by_device(connection, sandbox, web)


def test_an_app_that_nobody_registered_is_told(connection: Connection, sandbox: Sandbox):
    unknown = dataclasses.replace(connection, client_id="00000000-0000-4000-8000-000000000009")

    with pytest.raises(SignInNeeded, match="AADSTS700016"):
        Login(unknown).by_device(lambda url, code: None)
