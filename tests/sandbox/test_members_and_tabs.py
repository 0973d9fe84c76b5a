"""Who is in a group, a team or a private channel, one by one; and a tab that is read, and taken away."""

from typing import Any

import httpx
import pytest

from tests.sandbox.driver import WEB_TAB, Driver, code

OWNER, OTHER, THIRD = "d.mori@example.jp", "a.endo@example.jp", "dx-tsushin@example.jp"


def asks(driver: Driver, method: str, path: str, **sent: Any) -> httpx.Response:
    """A team is asked four times a second at most."""
    driver.sandbox.advance(2)
    return driver.app.request(method, path, **sent)


@pytest.fixture
def people(driver: Driver) -> tuple[str, str, str]:
    owner, other, third = (driver.user(name) for name in (OWNER, OTHER, THIRD))
    return owner, other, third


# groups


def test_references_of_a_groups_people_are_listed(driver: Driver, people: tuple[str, str, str]) -> None:
    owner, other, _ = people
    group = driver.group("dx", [owner], [owner, other])

    rows = asks(driver, "GET", f"/groups/{group.id}/members/$ref").json()["value"]

    assert sorted(row["@odata.id"].split("/")[-2] for row in rows) == sorted([owner, other])


def test_one_is_taken_out_of_a_group_once(driver: Driver, people: tuple[str, str, str]) -> None:
    owner, other, _ = people
    group = driver.group("dx", [owner], [owner, other])
    where = f"/groups/{group.id}/members/{other}/$ref"

    first, again = asks(driver, "DELETE", where), asks(driver, "DELETE", where)

    assert (first.status_code, again.status_code) == (204, 404)
    assert list(group.members) == [owner]


def test_an_owner_is_added_once_and_a_guest_never(driver: Driver, people: tuple[str, str, str]) -> None:
    owner, other, _ = people
    guest = driver.user("sensei@partner.example.com", guest=True)
    group = driver.group("dx", [owner])

    def added(user: str) -> httpx.Response:
        return asks(driver, "POST", f"/groups/{group.id}/owners/$ref", json={"@odata.id": driver.bind(user)})

    assert [added(each).status_code for each in (other, other, guest)] == [204, 400, 400]
    assert list(group.owners) == [owner, other]


# teams


def test_a_teams_member_is_read_by_its_id_and_several_go_at_once(
    driver: Driver, people: tuple[str, str, str]
) -> None:
    owner, other, third = people
    team = driver.team("dx", [owner], [other, third])
    rows = asks(driver, "GET", f"/teams/{team.id}/members").json()["value"]
    ids = {row["userId"]: row["id"] for row in rows}

    one = asks(driver, "GET", f"/teams/{team.id}/members/{ids[other]}").json()
    values = [driver.member(each) for each in (other, third)]
    gone = asks(driver, "POST", f"/teams/{team.id}/members/remove", json={"values": values})
    later = asks(driver, "GET", f"/teams/{team.id}/members/{ids[other]}")

    assert (one["userId"], one["roles"]) == (other, [])
    assert [row["error"] for row in gone.json()["value"]] == [None, None]
    assert later.status_code == 404


# private channels


def test_a_members_role_in_a_private_channel_is_changed_but_not_the_last_owners(
    driver: Driver, people: tuple[str, str, str]
) -> None:
    owner, other, _ = people
    team = driver.team("dx", [owner], [other])
    channel = driver.channel(team, "講師", {owner: ["owner"], other: []})
    place = f"/teams/{team.id}/channels/{channel.id}/members"
    ids = {row["userId"]: row["id"] for row in asks(driver, "GET", place).json()["value"]}
    kind = "#microsoft.graph.aadUserConversationMember"

    def becomes(user: str, *roles: str) -> httpx.Response:
        body = {"@odata.type": kind, "roles": list(roles)}
        return asks(driver, "PATCH", f"{place}/{ids[user]}", json=body)

    last = becomes(owner)
    raised = becomes(other, "owner")
    lowered = becomes(owner)

    assert [each.status_code for each in (last, raised, lowered)] == [400, 200, 200]
    assert asks(driver, "GET", f"{place}/{ids[other]}").json()["roles"] == ["owner"]
    assert channel.members == {owner: [], other: ["owner"]}


def test_nobody_outside_a_private_channel_is_a_member_of_it(
    driver: Driver, people: tuple[str, str, str]
) -> None:
    owner, other, _ = people
    team = driver.team("dx", [owner], [other])
    channel, open_to_all = driver.channel(team, "講師", {owner: ["owner"]}), driver.channel(team, "全体")
    rows = asks(driver, "GET", f"/teams/{team.id}/channels/{open_to_all.id}/members").json()["value"]

    private = asks(driver, "GET", f"/teams/{team.id}/channels/{channel.id}/members").json()["value"]

    assert {row["userId"] for row in rows} == {owner, other}
    assert {row["userId"] for row in private} == {owner}


# tabs


def test_a_tab_is_read_with_its_app_where_that_is_asked_for_and_is_gone_once(
    driver: Driver, people: tuple[str, str, str]
) -> None:
    team = driver.team("dx", [people[0]])
    place = f"/teams/{team.id}/channels/{team.general}/tabs"
    address = "https://example.sharepoint.com/sites/dx"
    body = {
        "displayName": "記録",
        "teamsApp@odata.bind": WEB_TAB,
        "configuration": {"contentUrl": address, "websiteUrl": address},
    }
    where = f"{place}/{asks(driver, 'POST', place, json=body).json()['id']}"

    plain = asks(driver, "GET", where).json()
    with_app = asks(driver, "GET", f"{where}?$expand=teamsApp").json()
    gone, again = asks(driver, "DELETE", where), asks(driver, "DELETE", where)

    assert (plain["displayName"], plain["configuration"]["contentUrl"]) == ("記録", address)
    assert "teamsApp" not in plain
    assert with_app["teamsApp"]["id"] == "com.microsoft.teamspace.tab.web"
    assert (gone.status_code, again.status_code, code(again)) == (204, 404, "NotFound")
