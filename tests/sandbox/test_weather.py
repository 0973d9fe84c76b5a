"""The weather: set, shown, kept, and what each of its values does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from m365bot.sandbox.asgi import create
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.stored.teams import Team
from m365bot.sandbox.weather.values import VALUES
from tests.sandbox.driver import WEB_TAB, Driver, code
from tests.sandbox.test_groups import NEW

OWNER, OTHER, GUEST = "d.mori@example.jp", "a.endo@example.jp", "guest@partner.example"


@pytest.fixture(autouse=True)
def _unthrottled(driver: Driver) -> Iterator[None]:
    """Limits are tried elsewhere."""
    driver.tenant.settings.throttling = False
    yield
    driver.tenant.settings.throttling = True


@pytest.fixture
def control(driver: Driver) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=driver.sandbox.control_url, verify=False
    ) as client:  # http: no authority to read
        yield client


def team_of(driver: Driver) -> Team:
    owner = driver.user(OWNER)
    return driver.team("dx", [owner], [owner])


# Set and shown


def test_it_is_documented_until_somebody_says_otherwise(control: httpx.Client) -> None:
    shown = control.get("/weather").json()

    assert shown["profile"] == "documented"
    assert shown["values"].keys() == VALUES.keys()
    for row in shown["values"].values():
        assert row["value"] == row["documented"]
        assert row.keys() >= {"value", "documented", "harsh", "unit", "source", "kind"}


def test_the_harsh_profile_holds_the_worst_of_each(control: httpx.Client) -> None:
    values = control.put("/weather", json={"profile": "harsh"}).json()["values"]

    told = {name: row["value"] for name, row in values.items()}
    assert told == {name: each.harsh for name, each in VALUES.items()}
    assert told["group_hidden_s"] == 60
    assert (told["message_links"], told["private_site"]) == ("href_stripped", "after_general")


def test_one_value_is_set_beside_its_profile_and_a_profile_named_anew_forgets_it(
    control: httpx.Client,
) -> None:
    control.put("/weather", json={"profile": "harsh", "set": {"group_hidden_s": 7}})
    kept = control.put("/weather", json={"set": {"tab_without_app": False}}).json()["values"]
    anew = control.put("/weather", json={"profile": "harsh"}).json()["values"]

    assert (kept["group_hidden_s"]["value"], kept["tab_without_app"]["value"]) == (7, False)
    assert anew["group_hidden_s"]["value"] == 60


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"profile": "mild"}, "mild"),
        ({"set": {"rain": 1}}, "rain"),
        ({"set": {"group_hidden_s": -1}}, "group_hidden_s"),
        ({"set": {"group_hidden_s": "long"}}, "group_hidden_s"),
        ({"set": {"group_hidden_s": True}}, "group_hidden_s"),
        ({"set": {"tab_without_app": 1}}, "tab_without_app"),
        ({"set": {"message_links": "gone"}}, "message_links"),
        ({"set": ["group_hidden_s"]}, "set"),
        ({"values": {}}, "values"),
        ([], "object"),
    ],
    ids=str,
)
def test_what_there_is_not_is_refused_by_name_and_changes_nothing(
    body: Any, named: str, control: httpx.Client
) -> None:
    before = control.get("/weather").json()

    refused = control.put("/weather", json=body)

    assert refused.status_code == 400
    assert named in refused.json()["error"]["message"]
    assert control.get("/weather").json() == before


def test_a_reset_returns_to_what_was_served(driver: Driver, control: httpx.Client) -> None:
    control.put("/weather", json={"profile": "harsh", "set": {"replication_s": 1}})

    driver.sandbox.reset()

    assert control.get("/weather").json()["profile"] == "documented"


def test_it_is_kept_with_the_state(tmp_path: Path) -> None:
    state = tmp_path / "tenant.json"
    first = create(Settings(weather="harsh"), state=state)
    first.tenant.weather = first.tenant.weather.changed({"set": {"hashes_late_s": 3}})
    first.close()

    again = create(Settings(), state=state).tenant.weather

    assert (again.profile, again.seconds("hashes_late_s")) == ("harsh", 3.0)


# What each does


def test_a_new_group_is_hidden_by_id_list_and_filter(driver: Driver) -> None:
    driver.sandbox.weather("harsh")
    key = driver.app.post("/groups", json=NEW).json()["id"]
    ways = (
        f"/groups/{key}",
        "/groups?$filter=mailNickname eq 'dx-r7'",
        "/groups?$filter=displayName eq 'R7'",
    )

    driver.sandbox.advance(58)
    early = [driver.app.get(way) for way in ways]
    driver.sandbox.advance(3)
    late = [driver.app.get(way) for way in ways]

    assert early[0].status_code == 404
    assert [each.json()["value"] for each in early[1:]] == [[], []]
    assert late[0].json()["id"] == key
    assert [each.json()["value"][0]["id"] for each in late[1:]] == [key, key]


def test_a_team_says_late_that_it_is_one(driver: Driver) -> None:
    driver.sandbox.weather("documented", team_flag_lag_s=300.0)
    key = driver.app.post(
        "/groups", json={**NEW, "owners@odata.bind": [driver.bind(driver.user(OWNER))]}
    ).json()["id"]
    driver.sandbox.advance(60)
    made = driver.app.put(f"/groups/{key}/team", json={})

    driver.sandbox.advance(290)
    early = driver.app.get(f"/groups/{key}").json()["resourceProvisioningOptions"]
    driver.sandbox.advance(11)
    late = driver.app.get(f"/groups/{key}").json()["resourceProvisioningOptions"]

    assert (made.status_code, early, late) == (201, [], ["Team"])


def test_somebody_new_in_the_team_is_not_taken_by_a_private_channel_at_once(driver: Driver) -> None:
    driver.sandbox.weather("documented", member_reflects_s=90.0)
    team, owner, other = team_of(driver), driver.user(OWNER), driver.user(OTHER)
    driver.app.post(f"/teams/{team.id}/members", json=driver.member(other))
    people = [driver.member(owner, "owner"), driver.member(other)]
    body = {"displayName": "講師", "membershipType": "private", "members": people}

    early = driver.app.post(f"/teams/{team.id}/channels", json=body)
    driver.sandbox.advance(91)
    late = driver.app.post(f"/teams/{team.id}/channels", json=body)

    assert (early.status_code, code(early)) == (400, "BadRequest")
    assert early.json()["error"]["message"] == "User is not found in the team."
    assert late.status_code == 201


def test_an_app_adds_no_guest_where_guests_are_refused_and_one_spoils_the_bulk(driver: Driver) -> None:
    driver.sandbox.weather("documented", guests_by_app="refused")
    team, guest = team_of(driver), driver.user(GUEST, guest=True)
    people = [driver.member(driver.user(OTHER)), driver.member(guest)]

    alone = driver.app.post(f"/teams/{team.id}/members", json=driver.member(guest))
    bulk = driver.app.post(f"/teams/{team.id}/members/add", json={"values": people})
    by_group = driver.app.post(
        f"/groups/{team.id}/members/$ref",
        json={"@odata.id": f"https://graph.microsoft.com/v1.0/directoryObjects/{guest}"},
    )

    for each in (alone, bulk):
        assert (each.status_code, code(each)) == (403, "Forbidden")
        assert each.json()["error"]["message"] == "An unknown error has occurred."
    assert not driver.tenant.in_team(driver.user(OTHER), team.id)
    assert by_group.status_code == 204


def test_private_sites_come_after_generals_folder_was_asked_for_and_the_first_a_day_later(
    driver: Driver,
) -> None:
    driver.sandbox.weather("documented", private_site="after_general")
    team, owner = team_of(driver), driver.member(driver.user(OWNER), "owner")
    made = []
    for name in ("一", "二"):
        body = {"displayName": name, "membershipType": "private", "members": [owner]}
        made.append(driver.app.post(f"/teams/{team.id}/channels", json=body).json()["id"])
        driver.sandbox.advance(2)

    def found() -> list[int]:
        driver.sandbox.advance(1)
        return [driver.app.get(f"/teams/{team.id}/channels/{key}/filesFolder").status_code for key in made]

    driver.sandbox.advance(1000)
    unasked = found()
    driver.app.get(f"/teams/{team.id}/channels/{team.general}/filesFolder")
    driver.sandbox.advance(150)
    soon = found()
    driver.sandbox.advance(20)
    later = found()
    driver.sandbox.advance(86_400)
    driver.sign_out()

    assert (unasked, soon, later, found()) == ([404, 404], [404, 404], [404, 200], [200, 200])


@pytest.mark.parametrize(
    ("links", "left"),
    [
        ("kept", '<a href="https://a.example/x#one">a</a>'),
        ("fragment_stripped", '<a href="https://a.example/x">a</a>'),
        ("href_stripped", "<a>a</a>"),
    ],
)
def test_links_of_posts_are_kept_or_lose_something(links: str, left: str, driver: Driver) -> None:
    driver.sandbox.weather("documented", message_links=links)
    team = team_of(driver)
    place = f"/teams/{team.id}/channels/{team.general}/messages"
    body = {"body": {"contentType": "html", "content": '<a href="https://a.example/x#one">a</a>'}}

    sent = driver.as_person(OWNER).post(place, json=body).json()

    assert sent["body"]["content"] == left
    driver.sandbox.advance(2)
    assert driver.as_person(OWNER).get(f"{place}/{sent['id']}").json()["body"]["content"] == left


def test_a_delta_link_may_forget_what_was_expanded(driver: Driver) -> None:
    driver.sandbox.weather("documented", delta_keeps_options=False)
    team = team_of(driver)
    site = driver.tenant.sites.group_site(team.id)
    listed = driver.app.post(f"/sites/{site.id}/lists", json={"displayName": "回答"}).json()["id"]
    place = f"/sites/{site.id}/lists/{listed}/items"
    driver.app.post(place, json={"fields": {"Title": "一"}})
    first = driver.app.get(f"{place}/delta?$expand=fields").json()
    driver.app.post(place, json={"fields": {"Title": "二"}})

    second = driver.app.get(first["@odata.deltaLink"]).json()

    assert "fields" in first["value"][0]
    assert "expand" not in first["@odata.deltaLink"]
    assert [("fields" in row) for row in second["value"]] == [False]


def test_hashes_may_come_late(driver: Driver) -> None:
    driver.sandbox.weather("documented", hashes_late_s=60.0)
    team = team_of(driver)
    drive = driver.tenant.sites.group_site(team.id).drive_id

    put = driver.app.put(f"/drives/{drive}/root:/a.txt:/content", content=b"a").json()
    driver.sandbox.advance(61)
    late = driver.app.get(f"/drives/{drive}/items/{put['id']}").json()

    assert "hashes" not in put["file"]
    assert late["file"]["hashes"]["quickXorHash"]


def test_a_channel_may_list_a_tab_without_app_and_answer_400_to_one_that_was_made(driver: Driver) -> None:
    driver.sandbox.weather("documented", tab_without_app=True, tab_made_answers_400=True)
    team = team_of(driver)
    place = f"/teams/{team.id}/channels/{team.general}/tabs"
    page = {"contentUrl": "https://a.example/", "websiteUrl": "https://a.example/"}
    body = {"displayName": "図書", "teamsApp@odata.bind": WEB_TAB, "configuration": page}

    made = driver.app.post(place, json=body)
    driver.sandbox.advance(3)
    rows = driver.app.get(f"{place}?$expand=teamsApp").json()["value"]
    second = driver.app.post(place, json={**body, "displayName": "予定"})

    assert (made.status_code, code(made), second.status_code) == (400, "BadRequest", 201)
    assert [(row["displayName"], row["teamsApp"] is None) for row in rows] == [
        ("図書", False),
        ("Wiki", True),
    ]


def test_what_was_made_may_be_missing_in_lists_for_a_while(driver: Driver) -> None:
    driver.sandbox.weather("documented", replication_s=20.0)
    team = team_of(driver)
    made = [
        driver.app.post(f"/teams/{team.id}/channels", json={"displayName": f"班{n}"}).json()["id"]
        for n in range(4)
    ]

    early = driver.app.get(f"/teams/{team.id}/channels").json()["value"]
    by_id = [driver.app.get(f"/teams/{team.id}/channels/{key}").status_code for key in made]
    driver.sandbox.advance(20)
    late = driver.app.get(f"/teams/{team.id}/channels").json()["value"]

    assert len(early) < 5 == len(late)
    assert by_id == [200] * 4


def test_an_apps_upload_may_name_nobody_with_an_id(driver: Driver) -> None:
    team = team_of(driver)
    drive = driver.tenant.sites.group_site(team.id).drive_id

    usual = driver.app.put(f"/drives/{drive}/root:/a.txt:/content", content=b"a").json()["lastModifiedBy"]
    driver.sandbox.weather("documented", uploads_name_app=False)
    worst = driver.app.put(f"/drives/{drive}/root:/b.txt:/content", content=b"b").json()["lastModifiedBy"]

    assert usual["application"]["id"]
    assert usual["user"] == worst["user"] == {"displayName": "SharePoint App"}
    assert "application" not in worst


def test_a_stale_tag_may_not_stop_an_upload(driver: Driver) -> None:
    team = team_of(driver)
    drive = driver.tenant.sites.group_site(team.id).drive_id
    url = f"/drives/{drive}/root:/a.txt:/content"
    driver.app.put(url, content=b"a")

    honoured = driver.app.put(url, content=b"b", headers={"If-Match": '"{x},9"'})
    driver.sandbox.weather("documented", if_match_honoured=False)
    ignored = driver.app.put(url, content=b"b", headers={"If-Match": '"{x},9"'})

    assert (honoured.status_code, ignored.status_code) == (412, 200)


def test_a_refusal_may_not_say_what_is_missing(driver: Driver) -> None:
    named = driver.bot.delete("/users/a.endo@example.jp")
    driver.sandbox.weather("documented", refusals_name_permission=False)
    plain = driver.bot.delete("/users/a.endo@example.jp")

    assert "User.DeleteRestore.All" in named.json()["error"]["message"]
    assert plain.status_code == 403
    assert plain.json()["error"]["message"] == "Insufficient privileges to complete the operation."


def test_somebody_named_at_a_channels_creation_may_be_left_out(driver: Driver) -> None:
    driver.sandbox.weather("documented", members_dropped_silently=True)
    team, owner, other = team_of(driver), driver.user(OWNER), driver.user(OTHER)
    driver.app.post(f"/teams/{team.id}/members", json=driver.member(other))
    people = [driver.member(owner, "owner"), driver.member(other)]
    body = {"displayName": "講師", "membershipType": "private", "members": people}

    key = driver.app.post(f"/teams/{team.id}/channels", json=body).json()["id"]

    rows = driver.app.get(f"/teams/{team.id}/channels/{key}/members").json()["value"]
    assert [row["userId"] for row in rows] == [owner]
