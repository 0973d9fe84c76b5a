"""msal as shipped: secret, certificate, password, refresh token; instance discovery stays on."""

from collections.abc import Mapping
from typing import Any

import jwt
import msal
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.foreign.served import Served
from tests.graph import certificates
from tests.tunnel import LOGIN, Tunnel

APP_SCOPES = ["https://graph.microsoft.com/.default"]
GRAPH = "https://graph.microsoft.com/v1.0"


def claims(result: Mapping[str, Any]) -> Mapping[str, Any]:
    assert "access_token" in result, result
    read: Mapping[str, Any] = jwt.decode(result["access_token"], options={"verify_signature": False})
    return read


def me(result: Mapping[str, Any]) -> str:
    answer = requests.get(
        f"{GRAPH}/me", headers={"Authorization": f"Bearer {result['access_token']}"}, timeout=60
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["userPrincipalName"])


def of_secret(served: Served, secret: str) -> msal.ConfidentialClientApplication:
    app = served.app("secret", "the right one", application=["User.Read.All"], delegated=["User.Read"])
    return msal.ConfidentialClientApplication(app.id, secret, authority=served.authority)


def test_an_app_signs_in_by_its_secret(served: Served, tunnel: Tunnel) -> None:
    result = of_secret(served, "the right one").acquire_token_for_client(APP_SCOPES)

    assert claims(result)["roles"] == ["User.Read.All"]
    assert claims(result)["tid"] == served.tenant_id
    assert tunnel.visits[LOGIN] >= 1


def test_a_token_is_kept_until_it_ends(served: Served) -> None:
    app = of_secret(served, "the right one")

    first, second = (app.acquire_token_for_client(APP_SCOPES) for _ in range(2))

    assert second["token_source"] == "cache"
    assert second["access_token"] == first["access_token"]


def test_a_wrong_secret_is_told_as_entra_tells_it(served: Served) -> None:
    result = of_secret(served, "a wrong one").acquire_token_for_client(APP_SCOPES)

    assert result["error"] == "invalid_client"
    assert result["error_codes"] == [7000215]
    assert "AADSTS7000215" in result["error_description"]
    assert result["correlation_id"]


def test_a_tenant_nobody_knows_is_told_before_a_token_is_asked_for(served: Served) -> None:
    authority = "https://login.microsoftonline.com/00000000-1111-2222-3333-444444444444"

    with pytest.raises(ValueError, match="double check your tenant name or GUID"):
        client = msal.ConfidentialClientApplication("some-app", "secret", authority=authority)
        client.acquire_token_for_client(APP_SCOPES)


@pytest.mark.parametrize("named_by", ["sha1", "sha256"])
def test_an_app_signs_in_by_its_certificate(served: Served, named_by: str) -> None:
    """With a thumbprint msal signs RS256 and sends x5t; without one PS256 and x5t#S256."""
    made = certificates.make("foreign")
    app = served.app("certificate", "", application=["User.Read.All"], certificate=made.pem)
    credential = {"private_key": made.key_pem, "public_certificate": made.pem}
    if named_by == "sha1":
        credential["thumbprint"] = sha1_of(made.pem)

    client = msal.ConfidentialClientApplication(app.id, credential, authority=served.authority)
    result = client.acquire_token_for_client(APP_SCOPES)

    assert claims(result)["appid"] == app.id


def sha1_of(pem: str) -> str:
    return x509.load_pem_x509_certificate(pem.encode()).fingerprint(hashes.SHA1()).hex()


def test_a_certificate_nobody_registered_is_refused(served: Served) -> None:
    made, other = certificates.make("foreign"), certificates.make("somebody else's")
    app = served.app("certificate", "", application=["User.Read.All"], certificate=made.pem)
    credential = {"private_key": other.key_pem, "public_certificate": other.pem}

    client = msal.ConfidentialClientApplication(app.id, credential, authority=served.authority)
    result = client.acquire_token_for_client(APP_SCOPES)

    assert result["error"] == "invalid_client"
    assert result["error_codes"] == [700027]


@pytest.mark.filterwarnings("ignore:This API has been deprecated for public client flows:DeprecationWarning")
def test_a_person_signs_in_by_password_at_a_public_app(served: Served, tunnel: Tunnel) -> None:
    app = served.app("public", "", delegated=["User.Read"])
    client = msal.PublicClientApplication(app.id, authority=served.authority)

    result = client.acquire_token_by_username_password(served.account, served.password, ["User.Read"])

    assert claims(result)["upn"] == served.account
    assert claims(result)["scp"] == "User.Read"
    assert result["id_token_claims"]["preferred_username"] == served.account
    assert me(result) == served.account
    assert any("/common/userrealm/" in row["path"] for row in served.log())


def test_a_person_signs_in_by_password_at_a_confidential_app(served: Served) -> None:
    client = of_secret(served, "the right one")

    result = client.acquire_token_by_username_password(served.account, served.password, ["User.Read"])

    assert me(result) == served.account


def test_a_wrong_password_is_told_as_entra_tells_it(served: Served) -> None:
    result = of_secret(served, "the right one").acquire_token_by_username_password(
        served.account, "not mine", ["User.Read"]
    )

    assert result["error"] == "invalid_grant"
    assert result["error_codes"] == [50126]


def test_an_account_once_signed_in_is_found_again_and_refreshed(served: Served) -> None:
    """get_accounts asks /common/discovery/instance for the cloud's other names where it finds nobody."""
    client = of_secret(served, "the right one")
    nobody = client.get_accounts()
    client.acquire_token_by_username_password(served.account, served.password, ["User.Read"])

    account = client.get_accounts(served.account)[0]
    kept = client.acquire_token_silent(["User.Read"], account)
    fresh = client.acquire_token_silent_with_error(["User.Read"], account, force_refresh=True)

    assert nobody == []
    assert account["username"] == served.account
    assert account["home_account_id"].endswith(served.tenant_id)
    assert kept["token_source"] == "cache"
    assert fresh["token_source"] == "identity_provider"
    assert me(fresh) == served.account
    assert any("/common/discovery/instance" in row["path"] for row in served.log())


def test_a_refresh_token_signs_a_person_in_and_stays_good(served: Served) -> None:
    said = served.said
    bot = msal.ConfidentialClientApplication(
        said["client_id"], said["client_secret"], authority=served.authority
    )
    given = said["env"]["M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN"]

    first, again = (bot.acquire_token_by_refresh_token(given, ["User.Read"]) for _ in range(2))

    assert me(first) == me(again) == served.account
    assert first["refresh_token"] not in (given, again["refresh_token"])


def test_a_refresh_token_of_another_app_is_refused(served: Served) -> None:
    given = served.said["env"]["M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN"]

    result = of_secret(served, "the right one").acquire_token_by_refresh_token(given, ["User.Read"])

    assert result["error"] == "invalid_grant"


def test_a_scope_nobody_consented_to_is_refused(served: Served) -> None:
    result = of_secret(served, "the right one").acquire_token_by_username_password(
        served.account, served.password, ["Files.ReadWrite.All"]
    )

    assert result["error"] == "invalid_grant"
    assert result["error_codes"] == [65001]
    assert result["suberror"] == "consent_required"


def test_a_guest_signs_in_with_the_invited_address(served: Served) -> None:
    served.seed(users=[{"mail": "teacher@college.example", "displayName": "外部講師", "guest": True}])
    client = of_secret(served, "the right one")

    result = client.acquire_token_by_username_password(
        "teacher@college.example", served.password, ["User.Read"]
    )

    assert me(result).startswith("teacher_college.example#EXT#@")
