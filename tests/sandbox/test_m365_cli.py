"""What @pnp/cli-microsoft365 11.11 sends, word for word: team add --ownerUserNames, channel add, user add --userNames.

The program itself is run by tests/foreign where it is installed; here its requests are, everywhere.
"""

from typing import Any

from tests.sandbox.driver import Driver

OWNER, OTHER = "d.mori@example.jp", "a.endo@example.jp"
ACCEPT = {"accept": "application/json;odata.metadata=none"}
NAMED = "$filter=displayName%20eq%20%27CLI%20team%27&$select=id"


def user_id(driver: Driver, name: str) -> str:
    row = {
        "id": 1,
        "method": "GET",
        "url": f"/users/{name.replace('@', '%40')}?$select=id",
        "headers": ACCEPT,
    }
    (answer,) = driver.app.post("/$batch", json={"requests": [row]}, headers=ACCEPT).json()["responses"]
    assert answer["status"] == 200
    return str(answer["body"]["id"])


def made_team(driver: Driver) -> str:
    body = {
        "template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
        "displayName": "CLI team",
        "description": "x",
        "members": [driver.member(user_id(driver, OWNER), "owner")],
    }
    accepted = driver.app.post("/teams", json=body, headers=ACCEPT)
    assert accepted.status_code == 202
    driver.sandbox.advance(60)
    minimal = {"accept": "application/json;odata.metadata=minimal"}
    work = driver.app.get(accepted.headers["Location"], headers=minimal).json()
    assert work["status"] == "succeeded"
    return str(work["targetResourceId"])


def test_team_add_with_owners_by_name(driver: Driver) -> None:
    driver.user(OWNER)

    key = made_team(driver)

    assert driver.app.get(f"/groups/{key}", headers=ACCEPT).json()["displayName"] == "CLI team"


def test_channel_add_by_the_teams_name(driver: Driver) -> None:
    driver.user(OWNER)
    key = made_team(driver)
    (found,) = driver.app.get(f"/teams?{NAMED}", headers={**ACCEPT, "odata-version": "4.0"}).json()["value"]
    body: Any = b'{"membershipType":"standard","displayName":"climicro"}'
    sent = {**ACCEPT, "content-type": "application/json;odata=nometadata"}

    made = driver.app.post(f"/teams/{found['id']}/channels", content=body, headers=sent)

    assert found["id"] == key
    assert (made.status_code, made.json()["displayName"]) == (201, "climicro")


def test_user_add_by_names(driver: Driver) -> None:
    driver.user(OWNER)
    other = driver.user(OTHER)
    key = made_team(driver)
    (found,) = driver.app.get(f"/groups?{NAMED}", headers={**ACCEPT, "odata-version": "4.0"}).json()["value"]
    kind = driver.app.get(f"/groups/{found['id']}?$select=groupTypes", headers=ACCEPT).json()
    link = f"https://graph.microsoft.com/v1.0/directoryObjects/{user_id(driver, OTHER)}"
    row = {
        "id": 1,
        "method": "PATCH",
        "url": f"/groups/{key}",
        "headers": {"content-type": "application/json;odata.metadata=none"},
        "body": {"members@odata.bind": [link]},
    }

    (answer,) = driver.app.post("/$batch", json={"requests": [row]}).json()["responses"]

    assert kind["groupTypes"] == ["Unified"]
    assert (answer["id"], answer["status"]) == ("1", 204)
    assert other in driver.tenant.groups[key].members


def test_a_filter_on_teams_by_what_it_does_not_take_is_refused(driver: Driver) -> None:
    answer = driver.app.get("/teams?$filter=shoeSize eq 3")

    assert answer.status_code == 400
    assert "shoeSize" in answer.json()["error"]["message"]
