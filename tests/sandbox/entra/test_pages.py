"""Signing in at the pages: a code for a browser, PKCE, consent, and what a wrong request is told."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
import pytest

from m365bot.sandbox.entra import apps
from tests.sandbox.driver import Driver
from tests.sandbox.entra.browser import Browser

APP = "00000000-0000-4000-8000-00000000000a"
BACK = "http://localhost:4711"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
SOMEBODY = "a.endo@example.jp"


@pytest.fixture
def browser(driver: Driver, anybody: Browser) -> Browser:
    apps.add(
        driver.tenant,
        {
            "client_id": APP,
            "client_secret": "s",
            "displayName": "研修アプリ",
            "delegated": ["User.Read"],
            "requested": ["User.Read"],
            "webRedirects": ["http://localhost", "https://app.example.jp/back"],
            "publicRedirects": ["http://127.0.0.1/cli"],
        },
    )
    return anybody


def address(driver: Driver, **changes: str | None) -> str:
    asked: dict[str, str | None] = {
        "client_id": APP,
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": "openid offline_access User.Read",
        "state": "st",
        "nonce": "no",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{driver.sandbox.authority_url}/{driver.tenant.id}/oauth2/v2.0/authorize?{query}"


def signed_in(driver: Driver, browser: Browser, name: str = SOMEBODY, **changes: str | None) -> Any:
    browser.visit(address(driver, **changes))
    browser.sign_in(name, driver.tenant.password)
    return browser.answer


def redeemed(driver: Driver, code: str, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": APP,
        "client_secret": "s",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    return driver.token(**form)


def refusal(answer: httpx.Response) -> tuple[str, list[int]]:
    return answer.json()["error"], answer.json()["error_codes"]


def test_a_person_signs_in_and_the_app_gets_a_code_for_a_token(driver: Driver, browser: Browser):
    answer = signed_in(driver, browser)

    token = redeemed(driver, answer["code"]).json()

    assert browser.url.startswith(f"{BACK}/?")
    assert answer["state"] == "st"
    claims = jwt.decode(token["access_token"], options={"verify_signature": False})
    assert (claims["upn"], claims["scp"]) == (SOMEBODY, "User.Read")
    assert jwt.decode(token["id_token"], options={"verify_signature": False})["nonce"] == "no"
    assert token["refresh_token"]


def test_who_signs_in_to_be_known_alone_opens_nothing(driver: Driver, browser: Browser):
    answer = signed_in(driver, browser, scope="openid profile")

    told = redeemed(driver, answer["code"], scope="openid profile").json()

    claims = jwt.decode(told["access_token"], options={"verify_signature": False})
    assert claims["scp"] == ""
    assert "refresh_token" not in told
    assert jwt.decode(told["id_token"], options={"verify_signature": False})["preferred_username"] == SOMEBODY


def test_a_code_is_good_for_one_token(driver: Driver, browser: Browser):
    code = signed_in(driver, browser)["code"]
    redeemed(driver, code)

    assert refusal(redeemed(driver, code)) == ("invalid_grant", [54005])


@pytest.mark.parametrize(
    ("changes", "error", "number"),
    [
        ({"code_verifier": "w" * 50}, "invalid_grant", 501481),
        ({"code_verifier": ""}, "invalid_grant", 501481),
        ({"redirect_uri": "http://localhost:4712"}, "invalid_grant", 50011),
        ({"redirect_uri": ""}, "invalid_request", 900144),
        ({"client_secret": ""}, "invalid_client", 7000218),
        ({"client_secret": "other"}, "invalid_client", 7000215),
        ({"code": "made up"}, "invalid_grant", 70000),
        ({"code": ""}, "invalid_request", 900144),
    ],
)
def test_a_code_is_redeemed_by_whoever_asked_for_it_alone(
    changes: dict[str, str], error: str, number: int, driver: Driver, browser: Browser
):
    code = signed_in(driver, browser)["code"]

    answer = redeemed(driver, **{"code": code, **changes})

    assert refusal(answer) == (error, [number])
    assert redeemed(driver, code).status_code == 200


def test_a_code_ends_after_ten_minutes(driver: Driver, browser: Browser):
    code = signed_in(driver, browser)["code"]
    driver.sandbox.advance(601)

    assert refusal(redeemed(driver, code)) == ("invalid_grant", [70008])


def test_a_public_clients_code_is_redeemed_without_a_credential(driver: Driver, browser: Browser):
    back = "http://127.0.0.1:5000/cli"
    code = signed_in(driver, browser, redirect_uri=back)["code"]

    with_secret = redeemed(driver, code, redirect_uri=back)
    without = redeemed(driver, code, redirect_uri=back, client_secret="")
    refreshed = driver.token(
        grant_type="refresh_token",
        client_id=APP,
        client_secret="",
        refresh_token=without.json()["refresh_token"],
    )

    assert refusal(with_secret) == ("invalid_client", [700025])
    assert (without.status_code, refreshed.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"client_id": "00000000-0000-4000-8000-00000000000b"}, 700016),
        ({"client_id": None}, 900144),
        ({"redirect_uri": None}, 900144),
        ({"redirect_uri": "http://localhost:4711/elsewhere"}, 50011),
        ({"redirect_uri": "http://localhost.example.jp"}, 50011),
        ({"redirect_uri": "https://app.example.jp/Back"}, 50011),
        ({"redirect_uri": "https://app.example.jp:444/back"}, 50011),
    ],
)
def test_an_address_that_is_not_the_apps_is_told_on_the_page_and_gets_nothing(
    changes: dict[str, str | None], number: int, driver: Driver, browser: Browser
):
    browser.visit(address(driver, **changes))

    assert browser.answer is None
    assert browser.page.status_code == 400
    assert f"AADSTS{number}" in browser.page.text


def test_an_app_without_addresses_is_told_so(driver: Driver, browser: Browser):
    browser.visit(address(driver, client_id=apps.viewer_id(driver.tenant)))

    assert "AADSTS500113" in browser.page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "telepathy"}, "invalid_request"),
        ({"scope": None}, "invalid_request"),
        ({"scope": "https://other.example.jp/x"}, "invalid_scope"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "perhaps"}, "invalid_request"),
    ],
)
def test_what_is_wrong_with_a_request_is_told_to_the_app(
    changes: dict[str, str | None], error: str, driver: Driver, browser: Browser
):
    browser.visit(address(driver, **changes))

    assert browser.answer
    assert (browser.answer["error"], browser.answer["state"]) == (error, "st")
    assert "code" not in browser.answer


def test_the_account_proposed_stands_in_the_form(driver: Driver, browser: Browser):
    browser.visit(address(driver, prompt="select_account", login_hint='dx"><b>@example.jp'))

    assert browser.form.fields["username"] == 'dx"><b>@example.jp'
    assert "<b>" not in browser.page.text


@pytest.mark.parametrize(
    ("name", "password", "number"), [(SOMEBODY, "wrong", 50126), ("nobody@example.jp", "x", 50034)]
)
def test_who_mistypes_may_try_again(name: str, password: str, number: int, driver: Driver, browser: Browser):
    browser.visit(address(driver))
    browser.sign_in(name, password)
    assert f"AADSTS{number}" in browser.page.text

    browser.sign_in(SOMEBODY, driver.tenant.password)

    assert browser.answer
    assert browser.answer["code"]


def test_a_disabled_account_does_not_get_in(driver: Driver, browser: Browser):
    driver.tenant.user(SOMEBODY).enabled = False

    assert signed_in(driver, browser) is None
    assert "AADSTS50057" in browser.page.text


def test_who_gives_up_is_told_to_the_app(driver: Driver, browser: Browser):
    browser.visit(address(driver))

    browser.press("cancel")

    assert browser.answer
    assert (browser.answer["error"], browser.answer["error_subcode"]) == ("access_denied", "cancel")


@pytest.mark.parametrize("mode", ["form_post", "fragment", "query"])
def test_the_app_is_answered_as_it_asked_to_be(mode: str, driver: Driver, browser: Browser):
    signed_in(driver, browser, response_mode=mode)
    if mode == "form_post":
        assert browser.answer is None
        assert BACK in browser.page.headers["content-security-policy"]
        browser.press("")

    assert browser.answer
    assert redeemed(driver, browser.answer["code"]).status_code == 200
    assert ("#" in browser.url, "?" in browser.url) == (mode == "fragment", mode == "query")


def test_what_was_never_consented_to_is_asked_for_once(driver: Driver, browser: Browser):
    asked = {"scope": "User.Read Chat.Read"}
    assert signed_in(driver, browser, **asked) is None
    assert "Chat.Read" in browser.page.text

    browser.press("accept")
    first = browser.answer
    second = signed_in(driver, browser, **asked)

    assert first
    claims = jwt.decode(
        redeemed(driver, second["code"]).json()["access_token"], options={"verify_signature": False}
    )
    assert claims["scp"] == "Chat.Read User.Read"


def test_consent_is_a_persons_own(driver: Driver, browser: Browser):
    signed_in(driver, browser, scope="Chat.Read")
    browser.press("accept")

    assert signed_in(driver, browser, "a.yamada@example.jp", scope="Chat.Read") is None


def test_a_no_is_told_to_the_app(driver: Driver, browser: Browser):
    signed_in(driver, browser, scope="Chat.Read")

    browser.press("deny")

    assert browser.answer
    assert browser.answer["error"] == "access_denied"
    assert "AADSTS65004" in browser.answer["error_description"]


def test_what_only_an_administrator_may_allow_is_told(driver: Driver, browser: Browser):
    signed_in(driver, browser, scope="ChannelMessage.Read.All")
    assert browser.form.buttons == ["deny"]

    browser.press("deny")

    assert browser.answer
    assert "AADSTS90094" in browser.answer["error_description"]


def test_an_administrator_consents_for_everybody(driver: Driver, browser: Browser):
    driver.tenant.user("a.yamada@example.jp").admin = True
    signed_in(driver, browser, "a.yamada@example.jp", scope="ChannelMessage.Read.All")
    browser.press("accept", for_all="1")

    assert signed_in(driver, browser, scope="ChannelMessage.Read.All")["code"]


def test_a_tenant_may_leave_consent_to_administrators(driver: Driver, browser: Browser):
    driver.tenant.settings.user_consent = False
    try:
        assert signed_in(driver, browser, scope="Chat.Read") is None
        assert "AADSTS90094" in browser.page.text
        assert signed_in(driver, browser)["code"]
    finally:
        driver.tenant.settings.user_consent = True


def test_a_page_of_before_leads_back_to_the_beginning(driver: Driver, browser: Browser):
    signed_in(driver, browser, scope="Chat.Read")
    ticket = browser.form.fields["ticket"]
    browser.press("deny")
    form = {
        **dict(httpx.URL(address(driver, scope="Chat.Read")).params),
        "action": "accept",
        "ticket": ticket,
    }

    page = browser.client.post(address(driver).partition("?")[0], data=form)

    assert 'name="password"' in page.text


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example.jp"}, {"Origin": "https://evil.example.jp"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_no_page_of_elsewhere_may_sign_anybody_in(headers: dict[str, str], driver: Driver, browser: Browser):
    form = {"action": "sign_in", "username": SOMEBODY, "password": driver.tenant.password}
    asked = dict(httpx.URL(address(driver)).params)

    answer = driver.plain.post(address(driver).partition("?")[0], data=asked | form, headers=headers)

    assert answer.status_code == 403


def test_a_link_from_elsewhere_opens_the_page(driver: Driver, browser: Browser):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    assert driver.plain.get(address(driver), headers=headers).status_code == 200


def test_nobodys_password_is_in_the_log(driver: Driver, browser: Browser):
    signed_in(driver, browser)

    assert driver.tenant.password not in json.dumps(driver.sandbox.log())


def test_an_apps_own_roles_stand_in_the_id_token_of_whoever_was_assigned_them(
    driver: Driver, browser: Browser
):
    apps.add(
        driver.tenant,
        {"client_id": APP, "appRoles": {"officer": "研修担当"}, "roles": {SOMEBODY: ["officer"]}},
    )

    with_role = redeemed(driver, signed_in(driver, browser)["code"]).json()["id_token"]
    without = redeemed(driver, signed_in(driver, browser, "a.yamada@example.jp")["code"]).json()["id_token"]

    assert jwt.decode(with_role, options={"verify_signature": False})["roles"] == ["officer"]
    assert "roles" not in jwt.decode(without, options={"verify_signature": False})


def test_a_role_is_assigned_through_graph_and_nobody_gets_one_that_is_not_defined(
    driver: Driver, browser: Browser
):
    apps.add(driver.tenant, {"client_id": APP, "appRoles": {"officer": "研修担当"}})
    principal = driver.app.get(f"/servicePrincipals(appId='{APP}')").json()
    (role,) = principal["appRoles"]
    address = f"/servicePrincipals/{principal['id']}/appRoleAssignedTo"
    row = {
        "principalId": driver.tenant.user(SOMEBODY).id,
        "resourceId": principal["id"],
        "appRoleId": role["id"],
    }

    made = driver.app.post(address, json=row)
    again = driver.app.post(address, json=row)
    unknown = driver.app.post(address, json={**row, "appRoleId": APP})

    assert (made.status_code, again.status_code, unknown.status_code) == (201, 400, 400)
    assert [each["principalType"] for each in driver.app.get(address).json()["value"]] == ["User"]
    token = redeemed(driver, signed_in(driver, browser)["code"]).json()["id_token"]
    assert jwt.decode(token, options={"verify_signature": False})["roles"] == ["officer"]
