"""Whoever comes to the console signs in at the practice tenant: known by a proved id token, with the roles it names."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from m365bot.errors import SignInNeeded
from m365bot.graph.connection import Connection
from m365bot.graph.entrance import Begun, Entrance, Entrant
from m365bot.sandbox.entra import apps
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from tests import connecting
from tests.sandbox.entra.browser import Browser

BACK = "http://localhost:8371/sign-in/back"
CHIEF, NOBODY = "kacho@example.jp", "a.yamada@example.jp"


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
    return connecting.to(sandbox, tmp_path / "state")


@pytest.fixture
def entrance(connection: Connection) -> Entrance:
    return Entrance(connection)


def answered(web: httpx.Client, sandbox: Sandbox, begun: Begun, name: str = CHIEF) -> Mapping[str, str]:
    browser = Browser(web)
    browser.visit(begun.address)
    browser.sign_in(name, sandbox.tenant.password)
    browser.press("")  # what the service does by script
    assert browser.answer is not None, browser.page.text
    return browser.answer


def test_whoever_signs_in_is_known_with_the_roles_an_administrator_assigned(
    entrance: Entrance, sandbox: Sandbox, web: httpx.Client
):
    begun = entrance.begin(BACK)

    found = entrance.finish(begun.flow, answered(web, sandbox, begun))

    user = sandbox.tenant.user(CHIEF)
    roles = frozenset({"approver", "section_chief"})
    assert found == Entrant(sandbox.tenant.id, user.id, CHIEF, "香林 修", roles)


def test_an_account_without_a_role_comes_in_with_none(
    entrance: Entrance, sandbox: Sandbox, web: httpx.Client
):
    begun = entrance.begin(BACK)

    assert entrance.finish(begun.flow, answered(web, sandbox, begun, NOBODY)).roles == frozenset()


def test_only_who_it_is_is_asked_for_and_no_refresh_token_comes_of_it(
    entrance: Entrance, sandbox: Sandbox, web: httpx.Client, connection: Connection
):
    before = len(sandbox.tenant.refresh_tokens)
    begun = entrance.begin(BACK)
    asked = {name: found[0] for name, found in parse_qs(urlsplit(begun.address).query).items()}

    entrance.finish(begun.flow, answered(web, sandbox, begun))

    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"] and asked["state"]
    assert len(sandbox.tenant.refresh_tokens) == before
    assert not connection.state_dir.exists()


def test_a_code_is_good_once(entrance: Entrance, sandbox: Sandbox, web: httpx.Client):
    begun = entrance.begin(BACK)
    answer = answered(web, sandbox, begun)
    entrance.finish(begun.flow, answer)

    with pytest.raises(SignInNeeded, match="AADSTS54005"):
        entrance.finish(begun.flow, answer)


def test_a_code_of_another_sign_in_is_refused(entrance: Entrance, sandbox: Sandbox, web: httpx.Client):
    mine, theirs = entrance.begin(BACK), entrance.begin(BACK)
    answer = answered(web, sandbox, theirs)

    with pytest.raises(SignInNeeded) as other_state:
        entrance.finish(mine.flow, answer)
    with pytest.raises(SignInNeeded) as other_verifier:
        entrance.finish(mine.flow, {**answer, "state": mine.flow["state"]})

    assert other_state.value.error == "foreign_answer"
    assert other_verifier.value.number == 501481


def test_a_token_of_another_nonce_is_refused(entrance: Entrance, sandbox: Sandbox, web: httpx.Client):
    begun = entrance.begin(BACK)
    answer = answered(web, sandbox, begun)
    for code in sandbox.tenant.sign_ins.codes.values():
        code.nonce = "of-another-sign-in"

    with pytest.raises(SignInNeeded) as refused:
        entrance.finish(begun.flow, answer)

    assert refused.value.error == "foreign_answer"


@pytest.mark.parametrize("answer", [{}, {"code": "c"}, {"state": "s"}, {"error": "access_denied"}])
def test_an_answer_without_our_state_is_refused(answer: dict[str, str], entrance: Entrance):
    with pytest.raises(SignInNeeded) as refused:
        entrance.finish(entrance.begin(BACK).flow, answer)

    assert refused.value.error == "foreign_answer"


def test_an_address_that_is_not_registered_is_refused_by_the_page(entrance: Entrance, web: httpx.Client):
    browser = Browser(web)

    browser.visit(entrance.begin("http://localhost:8371/elsewhere").address)

    assert "50011" in browser.page.text


def test_who_gives_up_at_the_page_is_told_so(entrance: Entrance, web: httpx.Client):
    begun = entrance.begin(BACK)
    browser = Browser(web)
    browser.visit(begun.address)
    browser.press("cancel")
    browser.press("")

    with pytest.raises(SignInNeeded) as refused:
        entrance.finish(begun.flow, browser.answer or {})

    assert refused.value.error == "access_denied"


def test_a_role_that_is_taken_away_is_gone_at_the_next_sign_in(
    entrance: Entrance, sandbox: Sandbox, web: httpx.Client
):
    bot = sandbox.tenant.apps[apps.bot_id(sandbox.tenant)]
    bot.role_holders[sandbox.tenant.user(CHIEF).id] = ["viewer"]
    begun = entrance.begin(BACK)

    assert entrance.finish(begun.flow, answered(web, sandbox, begun)).roles == {"viewer"}


def test_a_certificate_does_as_well_as_a_secret_and_without_either_nobody_begins(connection: Connection):
    from m365bot.errors import ConfigError

    with pytest.raises(ConfigError, match="M365BOT_CERTIFICATE"):
        Entrance(replace(connection, client_secret=None)).begin(BACK)
