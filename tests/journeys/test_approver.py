"""An approver signs in for one decision: who it was is proved, and only approvers of the day count."""

import io
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

import httpx
import pytest

from m365bot.cli import entry
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, Said
from tests.journeys.conftest import PROGRAMME, Desk
from tests.sandbox.entra.browser import Browser

AT = "2025-06-27T09:00"
CHIEF, OFFICER, SOMEBODY = "kacho@example.jp", "kenshu@example.jp", "a.endo@example.jp"
APPROVERS = "approvers: [{mail: kacho@example.jp, name: 香林 修}]"

pytestmark = pytest.mark.weather("documented")


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client


class Screen(io.StringIO):
    """What is printed; a person reads an address off it and goes there."""

    def __init__(self, web: httpx.Client, tenant: Sandbox, name: str) -> None:
        super().__init__()
        self._web, self._tenant, self._name = web, tenant, name
        self._people: list[threading.Thread] = []

    def write(self, words: str) -> int:
        url = words.strip()
        if url.startswith("http://127.0.0.1") and "\n" not in url:
            self._people.append(threading.Thread(target=self._goes_to, args=(url,)))
            self._people[-1].start()
        return super().write(words)

    def _goes_to(self, url: str) -> None:
        browser = Browser(self._web)
        browser.visit(url)
        browser.sign_in(self._name, self._tenant.tenant.password)
        browser.press("")
        browser.deliver()

    def left(self) -> None:
        for person in self._people:
            person.join()


def approves(web: httpx.Client, tenant: Sandbox, run_id: str, name: str, *words: str) -> Said:
    return signs_in_and("approve", web, tenant, run_id, name, *words)


def signs_in_and(
    decides: str, web: httpx.Client, tenant: Sandbox, run_id: str, name: str, *words: str
) -> Said:
    """Whatever is printed to whichever side: an address is gone to."""
    out, err = Screen(web, tenant, name), Screen(web, tenant, name)
    with redirect_stdout(out), redirect_stderr(err):
        code = entry.main(["runs", decides, run_id, "--sign-in", "--no-browser", *words])
    out.left()
    err.left()
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture
def waiting(bot: Bot, desk: Desk) -> str:
    """An issue that kenshu@example.jp wrote; nobody counts who does not sign in."""
    desk.change(PROGRAMME, "approvals: {unverified: allowed}", "approvals: {unverified: refused}")
    bot.run("provision", at="2025-06-02T06:30")
    return bot.run("newsletter", at=AT, exits=4)["run_id"]


def test_only_an_approver_of_the_day_who_did_not_write_it_decides_and_the_record_says_who(
    bot: Bot, desk: Desk, tenant: Sandbox, web: httpx.Client, waiting: str
):
    nobody_signed_in = bot.says("runs", "approve", waiting)
    somebody = approves(web, tenant, waiting, SOMEBODY)
    desk.change(PROGRAMME, APPROVERS, "approvers: [{mail: kenshu@example.jp}, {mail: kacho@example.jp}]")
    author = approves(web, tenant, waiting, OFFICER)
    chief = approves(web, tenant, waiting, CHIEF, "--reason", "よし", "--json")

    assert [each.exit for each in (nobody_signed_in, somebody, author, chief)] == [1, 1, 1, 0], chief.err
    assert "--sign-in" in nobody_signed_in.err
    assert "承認する人(programme.yaml の approvers)ではありません" in somebody.err
    assert "DX通信" in somebody.out  # what is decided about is shown first
    assert "この内容を起案したか" in author.err
    assert chief.document["run_id"] == f"{waiting}:apply"
    word = bot.says("runs", "show", waiting, "--json").document["approval"]
    assert (word["who"], word["verified"], word["single_officer"]) == (CHIEF, True, False)
    assert (word["tenant"], word["account"]) == (tenant.tenant.id, tenant.tenant.user(CHIEF).id)
    assert "kacho@example.jp(サインインで確認)" in bot.says("runs", "show", waiting).out
    assert bot.says("runs", "verify").exit == 0


def test_an_approver_signs_in_to_reject_and_the_record_says_who(
    bot: Bot, desk: Desk, tenant: Sandbox, web: httpx.Client, waiting: str
):
    desk.change(PROGRAMME, APPROVERS, "approvers: [{mail: kacho@example.jp}]")

    somebody = signs_in_and("reject", web, tenant, waiting, SOMEBODY)
    chief = signs_in_and("reject", web, tenant, waiting, CHIEF, "--reason", "日付が違う")

    assert (somebody.exit, chief.exit) == (1, 0), chief.err
    assert "DX通信" in chief.out  # what is decided about is shown first
    shown = bot.says("runs", "show", waiting, "--json").document
    word = shown["approval"]
    assert (shown["status"], word["decision"]) == ("rejected", "rejected")
    assert (word["who"], word["verified"], word["reason"]) == (CHIEF, True, "日付が違う")
    assert bot.says("runs", "verify").exit == 0


def test_a_way_to_sign_in_without_signing_in_is_refused(bot: Bot, tenant: Sandbox):
    said = bot.says("runs", "approve", "some-run", "--device-code")

    assert said.exit == 2
    assert "--sign-in" in said.err
