"""Signing in: secrets, certificates, passwords, refresh tokens; and what a wrong one answers."""

import time
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from m365bot.sandbox.entra import apps, grants
from tests.sandbox.driver import EVERYTHING, Driver, code

DEFAULT = "https://graph.microsoft.com/.default"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def claims_of(answer: httpx.Response) -> dict:
    return jwt.decode(answer.json()["access_token"], options={"verify_signature": False})


def test_an_apps_token_says_what_it_may(driver: Driver) -> None:
    env = driver.sandbox.env
    answer = driver.token(
        grant_type="client_credentials",
        scope=DEFAULT,
        client_id=env["M365BOT_CLIENT_ID"],
        client_secret=env["M365BOT_CLIENT_SECRET"],
    )

    claims = claims_of(answer)
    assert set(claims["roles"]) == set(apps.BOT_APPLICATION)
    assert (claims["tid"], claims["app_displayname"]) == (driver.tenant.id, "m365bot")
    assert claims["oid"] == driver.tenant.apps[env["M365BOT_CLIENT_ID"]].principal_id


def test_a_persons_token_says_who_and_what(driver: Driver) -> None:
    answer = driver.token(
        grant_type="password",
        username="a.endo@example.jp",
        password=driver.tenant.password,
        scope="User.Read https://graph.microsoft.com/ChannelMessage.Send openid",
    )

    claims = claims_of(answer)
    assert claims["scp"] == "ChannelMessage.Send User.Read"
    assert (claims["upn"], claims["oid"]) == ("a.endo@example.jp", driver.user("a.endo@example.jp"))
    assert "id_token" in answer.json()
    assert "refresh_token" not in answer.json()


@pytest.mark.parametrize(("scope", "others"), [("User.Read", 403), ("User.ReadBasic.All", 200)])
def test_a_scope_for_the_own_profile_shows_nobody_elses(scope: str, others: int, driver: Driver) -> None:
    answer = driver.token(
        grant_type="password", username="a.endo@example.jp", password=driver.tenant.password, scope=scope
    )
    client = driver.client(answer, f"own {scope}")

    statuses = [client.get(f"/users/{name}@example.jp").status_code for name in ("a.endo", "a.yamada")]

    assert statuses == [200, others]


@pytest.mark.parametrize(
    ("form", "number", "error"),
    [
        ({"client_secret": "wrong"}, 7000215, "invalid_client"),
        ({"client_secret": ""}, 7000218, "invalid_client"),
        ({"client_id": "00000000-0000-4000-8000-000000000009"}, 700016, "unauthorized_client"),
        ({"scope": "User.Read"}, 1002012, "invalid_scope"),
        ({"scope": ""}, 900144, "invalid_request"),
        ({"grant_type": "device_code"}, 70003, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "nonsense"}, 70000, "invalid_grant"),
        (
            {"grant_type": "password", "username": "a.endo@example.jp", "password": "x"},
            50126,
            "invalid_grant",
        ),
        (
            {"grant_type": "password", "username": "nobody@example.jp", "password": "x"},
            50034,
            "invalid_grant",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_number(driver: Driver, form: dict, number: int, error: str) -> None:
    answer = driver.token(**{"grant_type": "client_credentials", "scope": DEFAULT, **form})

    assert answer.status_code in (400, 401)
    assert (answer.json()["error"], answer.json()["error_codes"]) == (error, [number])
    assert f"AADSTS{number}" in answer.json()["error_description"]


def test_a_refresh_token_gives_another_and_goes_on(driver: Driver) -> None:
    env = driver.sandbox.env
    form = {
        "grant_type": "refresh_token",
        "client_id": env["M365BOT_CLIENT_ID"],
        "client_secret": env["M365BOT_CLIENT_SECRET"],
        "refresh_token": env["M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN"],
    }

    first, second = driver.token(**form), driver.token(**form)
    driver.sandbox.advance(91 * 86_400)
    stale = driver.token(**form)

    tokens = {form["refresh_token"], first.json()["refresh_token"], second.json()["refresh_token"]}
    assert len(tokens) == 3
    assert claims_of(first)["upn"] == "dx-tsushin@example.jp"
    assert (stale.status_code, stale.json()["error_codes"]) == (400, [700082])


def test_a_scope_nobody_consented_to_is_refused(driver: Driver) -> None:
    env = driver.sandbox.env

    answer = driver.token(
        grant_type="password",
        client_id=env["M365BOT_CLIENT_ID"],
        client_secret=env["M365BOT_CLIENT_SECRET"],
        username="a.endo@example.jp",
        password=driver.tenant.password,
        scope="Mail.Send",
    )

    assert (answer.json()["suberror"], answer.json()["error_codes"]) == ("consent_required", [65001])


def test_an_access_token_expires_by_the_sandboxs_clock(driver: Driver) -> None:
    client = driver.app
    driver.sandbox.advance(3601)

    answer = client.get("/users/a.endo@example.jp")

    assert (answer.status_code, code(answer)) == (401, "InvalidAuthenticationToken")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["", "Bearer x.y.z", "Basic abc"])
def test_a_bad_token_is_refused(driver: Driver, header: str) -> None:
    answer = driver.plain.get(
        f"{driver.sandbox.graph_url}/me", headers={"Authorization": header} if header else {}
    )

    assert (answer.status_code, code(answer)) == (401, "InvalidAuthenticationToken")


def test_a_removed_password_ends_and_a_new_one_is_shown_once(driver: Driver) -> None:
    key = driver.tenant.apps[EVERYTHING].id
    made = driver.app.post(
        f"/applications/{key}/addPassword", json={"passwordCredential": {"displayName": "x"}}
    )
    shown = driver.app.get(f"/applications(appId='{EVERYTHING}')").json()["passwordCredentials"]
    text = made.json()["secretText"]
    good = driver.token(grant_type="client_credentials", scope=DEFAULT, client_secret=text)
    driver.app.post(f"/applications/{key}/removePassword", json={"keyId": made.json()["keyId"]})
    gone = driver.token(grant_type="client_credentials", scope=DEFAULT, client_secret=text)

    assert (good.status_code, gone.status_code) == (200, 401)
    assert all(each["secretText"] is None for each in shown)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate_of(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "m365bot")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=9))
    return builder.sign(key, hashes.SHA256())


def assertion(driver: Driver, key: rsa.RSAPrivateKey, algorithm: str, **changes: object) -> httpx.Response:
    certificate = certificate_of(key)
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    apps.add(driver.tenant, {"client_id": EVERYTHING, "certificate": pem})
    thumb = {"x5t": grants._thumb(certificate, hashes.SHA1())}
    if algorithm == "PS256":
        thumb = {"x5t#S256": grants._thumb(certificate, hashes.SHA256())}
    now = int(time.time())
    audience = f"{driver.sandbox.authority_url}/{driver.tenant.id}/oauth2/v2.0/token"
    claims = {"iss": EVERYTHING, "sub": EVERYTHING, "aud": audience, "nbf": now, "exp": now + 300, **changes}
    text = jwt.encode(claims, key, algorithm=algorithm, headers=thumb)
    return driver.token(
        grant_type="client_credentials",
        scope=DEFAULT,
        client_secret="",
        client_assertion_type=ASSERTION,
        client_assertion=text,
    )


@pytest.mark.parametrize("algorithm", ["PS256", "RS256"])
def test_a_certificate_signs_an_app_in(driver: Driver, key: rsa.RSAPrivateKey, algorithm: str) -> None:
    driver.sandbox.advance(40 * 86_400)  # assertions are judged by the machine's time

    assert assertion(driver, key, algorithm).status_code == 200


def test_an_assertion_of_a_strange_key_or_time_is_refused(driver: Driver, key: rsa.RSAPrivateKey) -> None:
    late = assertion(driver, key, "PS256", exp=1)
    foreign = assertion(driver, key, "PS256", iss="somebody")
    driver.tenant.apps[EVERYTHING].certificates.clear()

    assert late.json()["error_codes"] == [700024]
    assert foreign.json()["error_codes"] == [700027]


def test_metadata_points_at_the_address_it_was_asked_at(driver: Driver) -> None:
    place = f"{driver.sandbox.authority_url}/{driver.tenant.id}"
    metadata = driver.plain.get(f"{place}/v2.0/.well-known/openid-configuration").json()
    realm = driver.plain.get(f"{driver.sandbox.authority_url}/common/userrealm/a@example.jp").json()
    keys = driver.plain.get(metadata["jwks_uri"]).json()["keys"]

    assert metadata["token_endpoint"] == f"{place}/oauth2/v2.0/token"
    assert realm["account_type"] == "Managed"
    token = driver.token(grant_type="client_credentials", scope=DEFAULT).json()["access_token"]
    key = jwt.PyJWK(keys[0])
    assert jwt.decode(token, key, algorithms=["RS256"], audience="https://graph.microsoft.com")


def test_a_permission_given_later_is_in_the_next_token(driver: Driver) -> None:
    env = driver.sandbox.env
    mine = driver.app.get(f"/servicePrincipals(appId='{env['M365BOT_CLIENT_ID']}')").json()["id"]
    graph = driver.app.get(f"/servicePrincipals(appId='{apps.GRAPH}')").json()
    role = next(each["id"] for each in graph["appRoles"] if each["value"] == "Sites.FullControl.All")
    body = {"principalId": mine, "resourceId": graph["id"], "appRoleId": role}

    first = driver.app.post(f"/servicePrincipals/{mine}/appRoleAssignments", json=body)
    second = driver.app.post(f"/servicePrincipals/{mine}/appRoleAssignments", json=body)

    assert (first.status_code, second.status_code) == (201, 400)
    rows = driver.app.get(f"/servicePrincipals/{mine}/appRoleAssignments").json()["value"]
    assert role in [row["appRoleId"] for row in rows]
