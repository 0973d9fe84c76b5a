"""A person signs in to be known: whose account it is is proved, and nothing is kept."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric import rsa

from m365bot.errors import SignInNeeded
from m365bot.graph import msal_http
from m365bot.graph.connection import Connection
from m365bot.graph.identity import Identification, SignedIn, proved
from m365bot.sandbox.entra import tokens
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from tests.graph.people import Device, Person, connection_of, signing_in
from tests.sandbox.entra.browser import Browser

CHIEF = "kacho@example.jp"
OTHER_TENANT = "11111111-2222-4333-8444-555555555555"


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


def identified(connection: Connection, web: httpx.Client, doing: Callable[[Browser], None]) -> SignedIn:
    person = Person(web, doing)
    try:
        return Identification(connection, 10).by_browser(person.shown)
    finally:
        person.leaves()


def expected(sandbox: Sandbox) -> SignedIn:
    return SignedIn(sandbox.tenant.id, sandbox.tenant.user(CHIEF).id, CHIEF)


def test_whoever_signs_in_is_known_by_the_directorys_ids(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    assert identified(connection, web, signing_in(sandbox, CHIEF)) == expected(sandbox)


def test_nothing_is_asked_for_but_who_it_is_and_nothing_is_kept(
    connection: Connection, sandbox: Sandbox, web: httpx.Client
):
    seen = {}

    def look(browser: Browser) -> None:
        seen.update(browser.form.fields)
        signing_in(sandbox, CHIEF)(browser)

    with structlog.testing.capture_logs() as logs:
        identified(connection, web, look)

    assert set(seen["scope"].split()) == {"openid", "profile"}
    assert seen["prompt"] == "login"
    assert seen["nonce"]
    assert not connection.state_dir.exists()
    assert logs == [{"event": "approver.signed_in", "public": False, "log_level": "info"}]


def test_a_devices_code_does_as_well(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    def doing(browser: Browser, code: str) -> None:
        browser.press("sign_in", user_code=code, username=CHIEF, password=sandbox.tenant.password)

    device = Device(sandbox, web, doing)

    assert Identification(connection, wait=device.wait).by_device(device.show) == expected(sandbox)


def test_a_code_that_was_used_already_is_refused(connection: Connection, sandbox: Sandbox, web: httpx.Client):
    def used(browser: Browser) -> None:
        browser.sign_in(CHIEF, sandbox.tenant.password)
        browser.press("")
        for code in sandbox.tenant.sign_ins.codes.values():
            code.used = True
        browser.deliver()

    with pytest.raises(SignInNeeded, match="AADSTS54005"):
        identified(connection, web, used)


def claims(sandbox: Sandbox, connection: Connection, **others: Any) -> dict[str, Any]:
    now = int(time.time())
    own = {"aud": connection.client_id, "iss": f"https://login.microsoftonline.com/{sandbox.tenant.id}/v2.0"}
    who = {"oid": sandbox.tenant.user(CHIEF).id, "tid": sandbox.tenant.id, "preferred_username": CHIEF}
    return {**own, **who, "iat": now, "nbf": now, "exp": now + 3600, **others}


def proves(token: str, connection: Connection) -> SignedIn:
    with msal_http.Http(connection) as http:
        return proved(token, connection, http)


def test_the_authoritys_own_token_is_proved(connection: Connection, sandbox: Sandbox):
    assert proves(tokens.sign(claims(sandbox, connection)), connection) == expected(sandbox)


def test_a_token_that_somebody_else_signed_is_refused(connection: Connection, sandbox: Sandbox):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode(claims(sandbox, connection), key, algorithm="RS256", headers={"kid": tokens.key_id()})

    with pytest.raises(SignInNeeded, match="確かめられません"):
        proves(forged, connection)


def test_a_token_that_nobody_signed_is_refused(connection: Connection, sandbox: Sandbox):
    bare = jwt.encode(claims(sandbox, connection), "", algorithm="none", headers={"kid": tokens.key_id()})

    with pytest.raises(SignInNeeded, match="確かめられません"):
        proves(bare, connection)


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(connection: Connection, sandbox: Sandbox):
    secret = tokens.public_key()["n"]
    forged = jwt.encode(
        claims(sandbox, connection), secret, algorithm="HS256", headers={"kid": tokens.key_id()}
    )

    with pytest.raises(SignInNeeded, match="確かめられません"):
        proves(forged, connection)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"aud": "00000000-0000-4000-8000-000000000009"}, "確かめられません"),
        ({"iss": f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"}, "確かめられません"),
        ({"tid": OTHER_TENANT}, "別の組織"),
        ({"tid": ""}, "別の組織"),
        ({"oid": None}, "確かめられません"),
        ({"oid": ""}, "確かめられません"),
        ({"exp": 1_700_000_000}, "時計"),
        ({"nbf": 4_000_000_000}, "時計"),
    ],
)
def test_a_token_of_another_app_tenant_or_time_is_refused(
    others: dict[str, Any], words: str, connection: Connection, sandbox: Sandbox
):
    token = tokens.sign(claims(sandbox, connection, **others))

    with pytest.raises(SignInNeeded, match=words) as told:
        proves(token, connection)

    assert told.value.exit_code == 5


@pytest.mark.parametrize("token", ["", "a.b.c", "…"])
def test_what_is_no_token_is_refused(token: str, connection: Connection, sandbox: Sandbox):
    with pytest.raises(SignInNeeded, match="確かめられません"):
        proves(token, connection)


def test_keys_that_cannot_be_had_are_told(connection: Connection, sandbox: Sandbox):
    token = tokens.sign(claims(sandbox, connection))
    sandbox.faults([{"then": 503, "match": "GET *discovery/v2.0/keys"}])

    with pytest.raises(SignInNeeded, match="混み合って"):
        proves(token, connection)
