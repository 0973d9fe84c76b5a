"""Teams and their people: the announced waits, bulk adds, roles, who sees what."""

from tests.sandbox.driver import Driver, code
from tests.sandbox.test_groups import NEW

OWNER, OTHER, THIRD = "d.mori@example.jp", "a.endo@example.jp", "dx-tsushin@example.jp"


def test_a_team_is_put_on_a_group_once_it_is_old_enough(driver: Driver) -> None:
    bound = [f"https://graph.microsoft.com/v1.0/users/{driver.user(OWNER)}"]
    body = {**NEW, "owners@odata.bind": bound, "members@odata.bind": bound}
    key = driver.app.post("/groups", json=body).json()["id"]
    settings = {"memberSettings": {"allowCreateUpdateChannels": False}}

    young = driver.app.put(f"/groups/{key}/team", json=settings)
    driver.sandbox.advance(26)
    made = driver.app.put(f"/groups/{key}/team", json=settings)
    again = driver.app.put(f"/groups/{key}/team", json=settings)
    unseen = driver.app.get(f"/teams/{key}")
    driver.sandbox.advance(7)

    assert [each.status_code for each in (young, made, again, unseen)] == [404, 201, 409, 404]
    shown = driver.app.get(f"/teams/{key}").json()
    assert (shown["displayName"], shown["visibility"]) == ("R7", "private")
    assert shown["memberSettings"]["allowCreateUpdateChannels"] is False


def test_a_team_without_an_owner_is_refused(driver: Driver) -> None:
    group = driver.group("dx")

    answer = driver.app.put(f"/groups/{group.id}/team", json={})

    assert (answer.status_code, code(answer)) == (400, "BadRequest")


def test_naming_the_team_in_the_put_is_refused_by_name(driver: Driver) -> None:
    group = driver.group("dx", [driver.user(OWNER)])

    answer = driver.app.put(f"/groups/{group.id}/team", json={"displayName": "R7"})

    assert "displayName" in answer.json()["error"]["message"]


def test_many_are_added_at_once_and_each_succeeds_or_fails_alone(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    unknown = "18a80140-b0fb-4489-b360-2f6efaf225a0"
    values = [driver.member(driver.user(OTHER)), driver.member(unknown)]

    answer = driver.app.post(f"/teams/{team.id}/members/add", json={"values": values})

    assert answer.status_code == 207
    errors = {row["userId"]: row["error"] for row in answer.json()["value"]}
    assert errors == {driver.user(OTHER): None, unknown: {"code": "NotFound", "message": ""}}
    names = [row["email"] for row in driver.app.get(f"/teams/{team.id}/members").json()["value"]]
    assert sorted(names) == [OTHER, OWNER]


def test_more_than_two_hundred_at_once_are_refused(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])

    values = [driver.member(driver.user(OTHER))] * 201

    assert driver.app.post(f"/teams/{team.id}/members/add", json={"values": values}).status_code == 400


def test_who_is_in_already_stays_and_a_role_can_be_given_and_taken(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)], [driver.user(OTHER)])

    again = driver.app.post(f"/teams/{team.id}/members", json=driver.member(driver.user(OTHER), "owner"))
    place = f"/teams/{team.id}/members/{again.json()['id']}"
    back = driver.app.patch(place, json={**driver.member(driver.user(OTHER)), "roles": []} | {}).status_code
    taken = driver.app.patch(place, json={"roles": []})

    assert (again.status_code, again.json()["roles"]) == (201, ["owner"])
    assert back == 400  # user@odata.bind is not documented there
    assert taken.json()["roles"] == []


def test_the_last_owner_cannot_leave(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    key = driver.app.get(f"/teams/{team.id}/members").json()["value"][0]["id"]

    answer = driver.app.delete(f"/teams/{team.id}/members/{key}")

    assert (answer.status_code, code(answer)) == (400, "BadRequest")


def test_leaving_the_team_drops_private_channels_and_returning_does_not_bring_them_back(
    driver: Driver,
) -> None:
    owner, other = driver.user(OWNER), driver.user(OTHER)
    team = driver.team("dx", [owner], [other])
    channel = driver.channel(team, "班1", {owner: ["owner"], other: []})
    rows = driver.app.get(f"/teams/{team.id}/members").json()["value"]
    key = next(row["id"] for row in rows if row["userId"] == other)

    driver.app.delete(f"/teams/{team.id}/members/{key}")
    driver.app.post(f"/teams/{team.id}/members/add", json={"values": [driver.member(other)]})

    driver.sandbox.advance(2)
    rows = driver.app.get(f"/teams/{team.id}/channels/{channel.id}/members").json()["value"]
    assert [row["userId"] for row in rows] == [owner]


def test_a_guest_cannot_own(driver: Driver) -> None:
    guest = driver.user("g@partner.example", guest=True)
    team = driver.team("dx", [driver.user(OWNER)])

    answer = driver.app.post(f"/teams/{team.id}/members", json=driver.member(guest, "owner"))
    plain = driver.app.post(f"/teams/{team.id}/members", json=driver.member(guest))

    assert (answer.status_code, plain.json()["roles"]) == (400, ["guest"])


def test_a_stranger_is_refused_and_a_member_finds_own_teams(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])

    stranger = driver.as_person(OTHER)
    member = driver.as_person(OWNER)

    assert stranger.get(f"/teams/{team.id}").status_code == 403
    assert stranger.get("/me/joinedTeams").json()["value"] == []
    assert [row["id"] for row in member.get("/me/joinedTeams").json()["value"]] == [team.id]


def test_a_member_of_the_group_reaches_the_team_later(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    link = {"@odata.id": f"https://graph.microsoft.com/v1.0/directoryObjects/{driver.user(OTHER)}"}
    driver.app.post(f"/groups/{team.id}/members/$ref", json=link)

    early = driver.app.get(f"/teams/{team.id}/members").json()["value"]
    driver.sandbox.advance(36)
    late = driver.app.get(f"/teams/{team.id}/members").json()["value"]

    assert (len(early), len(late)) == (1, 2)


def test_me_needs_a_person(driver: Driver) -> None:
    answer = driver.app.get("/me")

    assert (answer.status_code, code(answer)) == (400, "BadRequest")


def test_a_new_team_by_itself_comes_with_an_operation_to_read(driver: Driver) -> None:
    body = {
        "template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
        "displayName": "R8",
        "members": [driver.member(driver.user(OWNER), "owner")],
    }

    made = driver.app.post("/teams", json=body)
    place = made.headers["Location"]
    early = driver.app.get(place).json()["status"]
    driver.sandbox.advance(46)
    late = driver.app.get(place).json()

    assert made.status_code == 202
    assert place.startswith("/teams('")
    assert (early, late["status"]) == ("inProgress", "succeeded")
    assert driver.app.get(f"/teams/{late['targetResourceId']}").json()["displayName"] == "R8"


def test_requests_in_bracket_form_and_with_a_double_slash_are_the_same(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])

    first = driver.app.get(f"/teams('{team.id}')")
    second = driver.app.get(f"/../v1.0//teams/{team.id}")

    assert (first.status_code, second.status_code) == (200, 200)
