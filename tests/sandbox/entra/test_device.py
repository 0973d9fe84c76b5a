"""A device's code: asked for, typed by a person, polled for."""

from typing import Any

import httpx
import jwt
import pytest

from m365bot.sandbox.entra import apps
from tests.sandbox.driver import Driver
from tests.sandbox.entra.browser import Browser

APP = "00000000-0000-4000-8000-00000000000c"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SOMEBODY = "a.endo@example.jp"


@pytest.fixture
def begun(driver: Driver) -> Any:
    apps.add(driver.tenant, {"client_id": APP, "displayName": "端末", "delegated": ["User.Read"]})
    return begin(driver)


def begin(driver: Driver, app: str = APP, scope: str = "openid offline_access User.Read") -> Any:
    url = f"{driver.sandbox.authority_url}/{driver.tenant.id}/oauth2/v2.0/devicecode"
    return driver.plain.post(url, data={"client_id": app, "scope": scope}).json()


def polled(driver: Driver, begun: Any, **changes: str) -> httpx.Response:
    driver.sandbox.advance(5)
    form = {"client_id": APP, "client_secret": "", "device_code": begun["device_code"], **changes}
    return driver.token(grant_type=GRANT, **form)


def typed(driver: Driver, browser: Browser, begun: Any, button: str = "sign_in", **changes: str) -> Browser:
    browser.visit(begun["verification_uri"])
    form = {"user_code": begun["user_code"], "username": SOMEBODY, "password": driver.tenant.password}
    browser.press(button, **form | changes)
    return browser


def test_a_device_waits_until_a_person_has_typed_its_code(driver: Driver, anybody: Browser, begun: Any):
    waiting = polled(driver, begun).json()

    typed(driver, anybody, begun, user_code=begun["user_code"].lower())
    token = polled(driver, begun).json()

    assert (waiting["error"], waiting["error_codes"]) == ("authorization_pending", [70016])
    assert jwt.decode(token["access_token"], options={"verify_signature": False})["upn"] == SOMEBODY
    assert token["refresh_token"]
    assert (begun["expires_in"], begun["interval"]) == (900, 5)
    assert begun["user_code"] in begun["message"]


def test_who_polls_too_often_is_slowed_down(driver: Driver, begun: Any):
    polled(driver, begun)

    answer = driver.token(grant_type=GRANT, client_id=APP, client_secret="", device_code=begun["device_code"])

    assert answer.json()["error"] == "slow_down"


def test_a_code_ends_after_a_quarter_of_an_hour(driver: Driver, anybody: Browser, begun: Any):
    driver.sandbox.advance(901)

    answer = polled(driver, begun).json()
    page = typed(driver, anybody, begun).page

    assert (answer["error"], answer["error_codes"]) == ("expired_token", [70019])
    assert "AADSTS70019" in page.text


def test_a_person_may_say_no(driver: Driver, anybody: Browser, begun: Any):
    typed(driver, anybody, begun, "deny", password="")

    assert polled(driver, begun).json()["error"] == "authorization_declined"


def test_a_device_code_is_good_for_one_token(driver: Driver, anybody: Browser, begun: Any):
    typed(driver, anybody, begun)
    polled(driver, begun)

    assert polled(driver, begun).json()["error"] == "bad_verification_code"


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"user_code": "WRONG2222"}, 70018),
        ({"password": "wrong"}, 50126),
        ({"username": "nobody@example.jp"}, 50034),
    ],
)
def test_what_is_mistyped_is_told_and_may_be_typed_again(
    changes: dict[str, str], number: int, driver: Driver, anybody: Browser, begun: Any
):
    browser = typed(driver, anybody, begun, **changes)
    assert f"AADSTS{number}" in browser.page.text

    typed(driver, anybody, begun)

    assert polled(driver, begun).status_code == 200


def test_a_code_is_typed_once(driver: Driver, anybody: Browser, begun: Any):
    typed(driver, anybody, begun)

    assert "AADSTS70018" in typed(driver, anybody, begun).page.text


def test_what_was_never_consented_to_is_asked_for_on_the_same_page(
    driver: Driver, anybody: Browser, begun: Any
):
    wanting = begin(driver, scope="Chat.Read")
    browser = typed(driver, anybody, wanting)
    assert "Chat.Read" in browser.page.text
    assert polled(driver, wanting).json()["error"] == "authorization_pending"

    browser.press("sign_in", username=SOMEBODY, password=driver.tenant.password, consent="1")

    assert polled(driver, wanting).json()["scope"] == "Chat.Read"


def test_what_needs_an_administrator_is_told(driver: Driver, anybody: Browser, begun: Any):
    assert "AADSTS90094" in typed(driver, anybody, begin(driver, scope="ChannelMessage.Read.All")).page.text


def test_an_app_without_public_flows_proves_itself(driver: Driver, anybody: Browser, begun: Any):
    """Example 76 of the kit: `Allow public client flows` is off."""
    row = {"client_id": APP, "client_secret": "s"}
    apps.add(driver.tenant, row)
    typed(driver, anybody, begun)

    answer = polled(driver, begun)

    assert (answer.json()["error"], answer.json()["error_codes"]) == ("invalid_client", [7000218])


def test_an_app_that_nobody_knows_gets_no_code(driver: Driver):
    unknown = begin(driver, app="00000000-0000-4000-8000-00000000000d")

    assert unknown["error_codes"] == [700016]
    assert begin(driver, scope="")["error"] == "invalid_request"
