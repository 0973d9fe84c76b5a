"""Channels and tabs: names, people, files that come late, who sees them."""

import pytest

from m365bot.sandbox.teams import channel_names
from tests.sandbox.driver import WEB_TAB, Driver, code

OWNER, OTHER, THIRD = "d.mori@example.jp", "a.endo@example.jp", "dx-tsushin@example.jp"
PAGE = "https://example.sharepoint.com/sites/dx"


@pytest.mark.parametrize(
    "name", ["a/b", "a..b", "_a", ".a", "a.", "CON", "com1", "forms", "a" * 51, "a\x01", " ", "x_vti_y"]
)
def test_a_name_that_teams_refuses_is_refused(name: str) -> None:
    assert channel_names.refused(name)


@pytest.mark.parametrize("name", ["R7 演習", "a＆b", "コンピュータ：基礎", "com10", "a" * 50, "🙂"])
def test_a_name_that_the_written_rules_allow_passes(name: str) -> None:
    assert channel_names.refused(name) is None


def test_a_name_is_taken_without_regard_to_case_also_by_a_deleted_channel(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    first = driver.app.post(f"/teams/{team.id}/channels", json={"displayName": "Power BI"})
    driver.sandbox.advance(2)
    live = driver.app.post(f"/teams/{team.id}/channels", json={"displayName": "power bi"})
    driver.app.delete(f"/teams/{team.id}/channels/{first.json()['id']}")
    driver.sandbox.advance(2)
    deleted = driver.app.post(f"/teams/{team.id}/channels", json={"displayName": "POWER BI"})
    driver.sandbox.advance(31 * 86_400)
    driver.sign_out()
    free = driver.app.post(f"/teams/{team.id}/channels", json={"displayName": "Power BI"})

    assert [each.status_code for each in (first, live, deleted, free)] == [201, 400, 400, 201]
    assert code(live) == code(deleted) == "NameAlreadyExists"


def test_a_private_channel_is_made_together_with_its_people(driver: Driver) -> None:
    owner, other, stranger = (driver.user(each) for each in (OWNER, OTHER, THIRD))
    team = driver.team("dx", [owner], [other])

    def create(name: str, *members: dict) -> object:
        driver.sandbox.advance(2)
        body = {"displayName": name, "membershipType": "private", "members": list(members)}
        return driver.app.post(f"/teams/{team.id}/channels", json=body)

    good = create("a", driver.member(owner, "owner"), driver.member(other))
    ownerless = create("b", driver.member(other))
    outside = create("c", driver.member(owner, "owner"), driver.member(stranger))

    assert (good.status_code, ownerless.status_code, outside.status_code) == (201, 400, 400)
    driver.sandbox.advance(2)
    rows = driver.app.get(f"/teams/{team.id}/channels/{good.json()['id']}/members").json()["value"]
    assert {row["userId"]: row["roles"] for row in rows} == {owner: ["owner"], other: []}


def test_people_see_the_private_channels_they_are_in_and_apps_see_all(driver: Driver) -> None:
    owner, other = driver.user(OWNER), driver.user(OTHER)
    guest = driver.user("g@partner.example", guest=True)
    team = driver.team("dx", [owner], [other, guest])
    hidden = driver.channel(team, "運営", {owner: ["owner"]})
    driver.channel(team, "演習", {owner: ["owner"], guest: []})

    def names(client) -> list[str]:
        driver.sandbox.advance(2)
        return [row["displayName"] for row in client.get(f"/teams/{team.id}/channels").json()["value"]]

    assert names(driver.app) == ["General", "運営", "演習"]
    assert names(driver.as_person(OTHER)) == ["General"]
    assert names(driver.as_person("g@partner.example")) == ["General", "演習"]
    driver.sandbox.advance(2)
    assert driver.as_person(OTHER).get(f"/teams/{team.id}/channels/{hidden.id}").status_code == 403


def test_the_folder_of_a_channel_comes_late_and_a_private_ones_is_its_sites_root(driver: Driver) -> None:
    owner = driver.user(OWNER)
    team = driver.team("dx", [owner])
    body = {"displayName": "班1", "membershipType": "private", "members": [driver.member(owner, "owner")]}
    key = driver.app.post(f"/teams/{team.id}/channels", json=body).json()["id"]

    driver.sandbox.advance(2)
    early = driver.app.get(f"/teams/{team.id}/channels/{key}/filesFolder")
    driver.sandbox.advance(61)
    late = driver.app.get(f"/teams/{team.id}/channels/{key}/filesFolder")

    assert (early.status_code, code(early)) == (404, "NotFound")
    assert early.json()["error"]["innerError"]["code"] == "ItemNotFound"
    assert late.json()["name"] == "root"
    assert late.json()["createdDateTime"] == "0001-01-01T00:00:00Z"


def test_general_is_the_primary_channel_and_stays(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])

    primary = driver.app.get(f"/teams/{team.id}/primaryChannel").json()
    deleted = driver.app.delete(f"/teams/{team.id}/channels/{primary['id']}")

    assert primary["displayName"] == "General"
    assert deleted.status_code == 400


def test_a_tab_is_hidden_in_lists_at_most_four_seconds_and_a_repeat_makes_a_second(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    body = {
        "displayName": "資料",
        "teamsApp@odata.bind": WEB_TAB,
        "configuration": {"entityId": None, "contentUrl": PAGE, "removeUrl": None, "websiteUrl": PAGE},
    }
    place = f"/teams/{team.id}/channels/{team.general}/tabs"

    for _ in range(2):
        assert driver.app.post(place, json=body).status_code == 201
        driver.sandbox.advance(4)

    rows = driver.app.get(f"{place}?$expand=teamsApp").json()["value"]
    assert [row["teamsApp"]["id"] for row in rows] == ["com.microsoft.teamspace.tab.web"] * 2
    driver.sandbox.advance(2)
    plain = driver.app.get(f"{place}?$select=displayName&$filter=displayName eq '資料'").json()["value"]
    assert plain == [{"displayName": "資料"}] * 2


def test_what_is_not_simulated_is_said_by_name(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])

    shared = driver.app.post(
        f"/teams/{team.id}/channels", json={"displayName": "x", "membershipType": "shared"}
    )
    path = driver.app.get("/planner/tasks/1")
    option = driver.app.get(f"/teams/{team.id}?$top=1")

    assert (shared.status_code, path.status_code, option.status_code) == (501, 501, 501)
    assert "/planner/tasks/1" in path.json()["error"]["message"]
    assert option.json()["error"]["message"] == "The sandbox does not simulate $top of GET /teams/{team-id}."
