"""msal and azure-identity as shipped sign a person in: by a browser, by a code of their own, by a device's code."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import jwt
import msal
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import AuthorizationCodeCredential, DeviceCodeCredential, InteractiveBrowserCredential

from tests.foreign.person import Person
from tests.foreign.served import Application, Served

SCOPES = ["User.Read"]
DEFAULT = "https://graph.microsoft.com/.default"
BACK = "http://localhost:4711"


@pytest.fixture
def person(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    person = Person(served)
    monkeypatch.setattr("webbrowser.open", person.opens)
    yield person
    person.leaves()


@pytest.fixture(scope="module")
def public(served: Served) -> Application:
    served.settings(device_interval_s=1)
    return served.app(
        "pub", "", delegated=SCOPES, requested=SCOPES, publicRedirects=["http://localhost"], publicFlows=True
    )


@pytest.fixture(scope="module")
def confidential(served: Served) -> Application:
    return served.app("conf", "s", delegated=SCOPES, requested=SCOPES, webRedirects=["http://localhost"])


def upn(token: str) -> Any:
    return jwt.decode(token, options={"verify_signature": False})["upn"]


def test_msal_signs_in_by_the_browser_it_opens(served: Served, public: Application, person: Person):
    app = msal.PublicClientApplication(public.id, authority=served.authority)

    result = app.acquire_token_interactive(
        SCOPES, prompt="select_account", login_hint=served.account, timeout=60
    )
    silent = app.acquire_token_silent_with_error(SCOPES, app.get_accounts()[0], force_refresh=True)

    assert person.seen == [served.account]
    assert upn(result["access_token"]) == upn(silent["access_token"]) == served.account
    assert result["id_token_claims"]["preferred_username"] == served.account


def test_msal_hears_of_a_person_who_gives_up(
    served: Served, public: Application, person: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("webbrowser.open", person.cancels)
    app = msal.PublicClientApplication(public.id, authority=served.authority)

    result = app.acquire_token_interactive(SCOPES, timeout=60)

    assert result["error"] == "access_denied"


def test_msal_redeems_a_code_with_the_apps_secret(served: Served, confidential: Application, person: Person):
    app = msal.ConfidentialClientApplication(confidential.id, "s", authority=served.authority)
    flow = app.initiate_auth_code_flow(SCOPES, redirect_uri=BACK, response_mode="form_post")
    answer = person.answer_of(flow["auth_uri"])

    first = app.acquire_token_by_auth_code_flow(dict(flow), answer)
    again = app.acquire_token_by_auth_code_flow(dict(flow), answer)

    assert upn(first["access_token"]) == served.account
    assert (again["error"], again["error_codes"]) == ("invalid_grant", [54005])


def test_msal_notices_an_answer_to_another_request(served: Served, confidential: Application, person: Person):
    app = msal.ConfidentialClientApplication(confidential.id, "s", authority=served.authority)
    flows = [
        app.initiate_auth_code_flow(SCOPES, redirect_uri=BACK, response_mode="form_post") for _ in range(2)
    ]
    answer = person.answer_of(flows[0]["auth_uri"])

    with pytest.raises(ValueError, match="state"):
        app.acquire_token_by_auth_code_flow(flows[1], answer)
    swapped = app.acquire_token_by_auth_code_flow(flows[1], {**answer, "state": flows[1]["state"]})

    assert swapped["error_codes"] == [501481]


def test_msal_signs_a_device_in(served: Served, public: Application, person: Person):
    app = msal.PublicClientApplication(public.id, authority=served.authority)
    flow = app.initiate_device_flow(SCOPES)

    pending = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
    person.types(flow["verification_uri"], flow["user_code"])
    person.leaves()
    result = app.acquire_token_by_device_flow({**flow, "latest_attempt_at": 0})

    assert pending["error"] == "authorization_pending"
    assert upn(result["access_token"]) == served.account


def test_msal_hears_of_a_device_that_is_declined(served: Served, public: Application, person: Person):
    app = msal.PublicClientApplication(public.id, authority=served.authority)
    flow = app.initiate_device_flow(SCOPES)
    person.types(flow["verification_uri"], flow["user_code"], "deny")
    person.leaves()

    assert app.acquire_token_by_device_flow(flow)["error"] == "authorization_declined"


def test_azure_identity_signs_in_by_the_browser_it_opens(served: Served, public: Application, person: Person):
    with InteractiveBrowserCredential(
        client_id=public.id, tenant_id=served.tenant_id, login_hint=served.account, timeout=60
    ) as credential:
        token = credential.get_token(DEFAULT)
        again = credential.get_token(DEFAULT)

    assert upn(token.token) == served.account
    assert again.token == token.token
    assert person.seen == [served.account]


def test_azure_identity_hears_of_a_person_who_gives_up(
    served: Served, public: Application, person: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("webbrowser.open", person.cancels)
    with (
        InteractiveBrowserCredential(
            client_id=public.id, tenant_id=served.tenant_id, timeout=60
        ) as credential,
        pytest.raises(ClientAuthenticationError, match="canceled"),
    ):
        credential.get_token(DEFAULT)


def test_azure_identity_signs_a_device_in(served: Served, public: Application, person: Person):
    def prompt(address: str, code: str, ends: datetime) -> None:
        person.types(address, code)

    with DeviceCodeCredential(
        client_id=public.id, tenant_id=served.tenant_id, prompt_callback=prompt, timeout=60
    ) as credential:
        token = credential.get_token(DEFAULT)

    assert upn(token.token) == served.account


def test_azure_identity_redeems_a_code_once_and_renews(
    served: Served, confidential: Application, person: Person
):
    """It sends no verifier, so the code is asked for without a challenge."""
    asked = (
        f"client_id={confidential.id}&response_type=code&redirect_uri={BACK}&scope=User.Read%20offline_access"
    )
    code = person.answer_of(f"{served.authority}/oauth2/v2.0/authorize?{asked}")["code"]
    parts = (served.tenant_id, confidential.id, code, BACK)

    with AuthorizationCodeCredential(*parts, client_secret="s") as credential:
        token = credential.get_token("https://graph.microsoft.com/User.Read")
    with (
        AuthorizationCodeCredential(*parts, client_secret="s") as again,
        pytest.raises(ClientAuthenticationError, match="AADSTS54005"),
    ):
        again.get_token("https://graph.microsoft.com/User.Read")

    assert upn(token.token) == served.account
