"""What is served besides what m365bot itself needs, asked for by hand: requests with a token of msal's."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import requests

from tests.foreign import plain
from tests.foreign.sdk import ROOT
from tests.foreign.served import Application, Served

GRAPH_APP = "00000003-0000-0000-c000-000000000000"


@pytest.fixture(scope="module")
def app(served: Served) -> Application:
    return served.app("besides")


@pytest.fixture(scope="module")
def client(served: Served, app: Application) -> Iterator[requests.Session]:
    with plain.session(served, app) as client:
        yield client


@pytest.fixture(scope="module")
def team(served: Served, client: requests.Session) -> str:
    """A team on a group that was there before."""
    served.seed(
        groups=[
            {
                "displayName": "R7",
                "mailNickname": "r7",
                "owners": [served.account],
                "members": [served.account],
            }
        ]
    )
    group = got(client, "/groups?$filter=mailNickname eq 'r7'")["value"][0]["id"]
    answer = client.put(f"{ROOT}/groups/{group}/team", json={}, timeout=60)
    assert answer.status_code == 201, answer.text
    served.passes(60)
    return str(group)


def got(client: requests.Session, path: str) -> dict[str, Any]:
    answer = client.get(f"{ROOT}{path}", timeout=60)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def names(client: requests.Session, path: str, key: str = "id") -> set[str]:
    return {each[key] for each in got(client, path)["value"]}


def test_people_are_listed(client: requests.Session, served: Served) -> None:
    assert served.account in names(client, "/users?$top=999", "userPrincipalName")


def test_an_address_with_a_slash_too_many_is_read(client: requests.Session, served: Served) -> None:
    answer = client.get(f"{ROOT}//users/{served.account}", timeout=60)

    assert answer.json()["userPrincipalName"] == served.account


def test_teams_are_filtered_among_groups(client: requests.Session, team: str) -> None:
    found = got(
        client, "/groups?$filter=resourceProvisioningOptions/Any(x:x eq 'Team')&$select=id,displayName"
    )

    assert team in {each["id"] for each in found["value"]}
    assert set(found["value"][0]) == {"id", "displayName"}


def test_keys_in_brackets_are_keys(client: requests.Session, team: str) -> None:
    channels = got(client, f"/teams('{team}')/channels")["value"]

    assert got(client, f"/teams('{team}')")["id"] == team
    assert got(client, f"/teams('{team}')/channels('{channels[0]['id']}')")["id"] == channels[0]["id"]


def test_a_teams_site_and_files_are_reached_from_its_group(client: requests.Session, team: str) -> None:
    site = got(client, f"/groups/{team}/sites/root")
    drive = got(client, f"/groups/{team}/drive")

    assert site["webUrl"] == "https://example.sharepoint.com/sites/r7"
    assert "General" in names(client, f"/drives/{drive['id']}/root/children", "name")
    assert {site["id"]} < names(client, "/sites/getAllSites")
    assert names(client, "/sites/getAllSites()") == names(client, "/sites/getAllSites")


def test_a_person_lists_the_own_teams(served: Served, app: Application, team: str) -> None:
    with plain.session(served, app, served.account) as mine:
        assert names(mine, "/me/joinedTeams") == {team}


def test_the_own_application_is_found(client: requests.Session, app: Application) -> None:
    (found,) = got(client, f"/applications?$filter=appId eq '{app.id}'")["value"]

    assert found["displayName"] == "besides"
    assert got(client, f"/applications(appId='{app.id}')")["id"] == found["id"]


def test_the_roles_of_an_app_are_read_as_admins_do(client: requests.Session, served: Served) -> None:
    """Assignments name roles by id; the ids are Microsoft Graph's own principal's."""
    bot = got(client, f"/servicePrincipals(appId='{served.said['client_id']}')")
    graph = got(client, f"/servicePrincipals(appId='{GRAPH_APP}')")
    roles = {each["id"]: each["value"] for each in graph["appRoles"]}

    rows = got(client, f"/servicePrincipals/{bot['id']}/appRoleAssignments")["value"]

    assert {each["resourceId"] for each in rows} == {graph["id"]}
    assert {"Group.ReadWrite.All", "User.Read.All"} <= {roles[each["appRoleId"]] for each in rows}


def test_a_role_given_and_taken_is_in_the_next_token(client: requests.Session, served: Served) -> None:
    other = served.app("other", application=["User.Read.All"])
    principal = got(client, f"/servicePrincipals(appId='{other.id}')")["id"]
    graph = got(client, f"/servicePrincipals(appId='{GRAPH_APP}')")
    role = next(each["id"] for each in graph["appRoles"] if each["value"] == "Group.Create")
    wanted = {"principalId": principal, "resourceId": graph["id"], "appRoleId": role}

    given = client.post(f"{ROOT}/servicePrincipals/{principal}/appRoleAssignments", json=wanted, timeout=60)
    served.passes(300)  # grants need minutes (docs/facts.md 79)
    with_it = roles_of(plain.token(served, other))
    link = f"{ROOT}/servicePrincipals/{principal}/appRoleAssignments/{given.json()['id']}"
    taken = client.delete(link, timeout=60)
    served.passes(300)

    assert (given.status_code, taken.status_code) == (201, 204)
    assert with_it == {"User.Read.All", "Group.Create"}
    assert roles_of(plain.token(served, other)) == {"User.Read.All"}


def roles_of(token: str) -> set[str]:
    return set(jwt.decode(token, options={"verify_signature": False})["roles"])


def test_a_secret_made_by_graph_signs_in(client: requests.Session, served: Served) -> None:
    served.app("rotating", "the old one")
    found = got(client, f"/applications(appId='{served.app('rotating').id}')")

    made = client.post(
        f"{ROOT}/applications/{found['id']}/addPassword",
        json={"passwordCredential": {"displayName": "2026"}},
        timeout=60,
    ).json()
    served.passes(300)

    assert plain.token(served, Application(found["appId"], made["secretText"]))
    assert "2026" in {
        each["displayName"] for each in got(client, f"/applications/{found['id']}")["passwordCredentials"]
    }


def test_a_token_tells_who_asks(served: Served, app: Application) -> None:
    mine = jwt.decode(plain.token(served, app, served.account), options={"verify_signature": False})
    own = jwt.decode(plain.token(served, app), options={"verify_signature": False})

    assert mine["upn"] == served.account
    assert own["app_displayname"] == "besides" and own["appid"] == app.id
    assert mine["tid"] == own["tid"] == served.tenant_id
    assert mine["oid"] != own["oid"]


def test_a_token_is_signed_by_a_published_key(served: Served, app: Application) -> None:
    metadata = requests.get(f"{served.authority}/v2.0/.well-known/openid-configuration", timeout=60).json()
    keys = requests.get(metadata["jwks_uri"], timeout=60).json()
    token = plain.token(served, app)

    key = next(each for each in keys["keys"] if each["kid"] == jwt.get_unverified_header(token)["kid"])

    by_the_sandboxs_clock = {"verify_iat": False, "verify_nbf": False, "verify_exp": False}
    read = jwt.decode(
        token,
        jwt.PyJWK(key),
        audience="https://graph.microsoft.com",
        algorithms=["RS256"],
        options=by_the_sandboxs_clock,
    )
    assert read["tid"] == served.tenant_id


def test_the_cloud_tells_its_names() -> None:
    answer = requests.get(
        "https://login.microsoftonline.com/common/discovery/instance",
        params={
            "api-version": "1.1",
            "authorization_endpoint": "https://login.microsoftonline.com/common/oauth2/authorize",
        },
        timeout=60,
    )

    (cloud,) = answer.json()["metadata"]
    assert cloud["preferred_network"] == "login.microsoftonline.com"
    assert "login.microsoftonline.com" in cloud["aliases"]


@pytest.mark.parametrize(
    "path",
    ["/sites/root/pages/microsoft.graph.sitePage?$expand=canvasLayout", "/me/mailFolders/sentitems/messages"],
)
def test_pages_and_sent_items_are_read(served: Served, app: Application, path: str) -> None:
    with plain.session(served, app, served.account) as mine:
        got(mine, path)


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("/planner/plans", 501, "/planner/plans"),
        ("/users?$frobnicate=1", 400, "$frobnicate"),
        ("/users?$select=shoeSize", 400, "shoeSize"),
        ("/users/nobody@example.jp", 404, "nobody@example.jp"),
    ],
)
def test_what_is_not_simulated_is_refused_by_name(
    client: requests.Session, path: str, status: int, named: str
) -> None:
    answer = client.get(f"{ROOT}{path}", timeout=60)

    assert answer.status_code == status
    assert named in answer.json()["error"]["message"]


def test_without_a_token_nothing_is_told() -> None:
    answer = requests.get(f"{ROOT}/users", timeout=60)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
