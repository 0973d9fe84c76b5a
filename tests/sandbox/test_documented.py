"""What the documents say and a kinder tenant forgot: in force whatever the weather."""

from collections.abc import Iterator
from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.entra import apps
from tests.sandbox.driver import Driver, code
from tests.sandbox.test_groups import NEW

OWNER, OTHER, GUEST = "d.mori@example.jp", "a.endo@example.jp", "guest@partner.example"
ASKS = {"Prefer": "include-unknown-enum-members"}


@pytest.fixture(autouse=True, params=["documented", "harsh"])
def _weather(request: pytest.FixtureRequest, driver: Driver) -> Iterator[None]:
    """Both; what was made is in lists at once, and limits are tried elsewhere."""
    driver.tenant.settings.throttling = False
    driver.sandbox.weather(request.param, replication_s=0.0, group_hidden_s=0.0, member_reflects_s=0.0)
    yield
    driver.tenant.settings.throttling = True


def disabled(driver: Driver) -> str:
    return driver.user("left@example.jp", accountEnabled=False)


def test_r5_a_disabled_account_is_put_into_no_team_and_no_channel(driver: Driver) -> None:
    owner, gone = driver.user(OWNER), disabled(driver)
    team = driver.team("dx", [owner], [owner, gone])
    private = driver.channel(team, "講師", {owner: ["owner"]})
    place = f"/teams/{team.id}/members"

    single = driver.app.post(place, json=driver.member(gone))
    bulk = driver.app.post(
        f"{place}/add", json={"values": [driver.member(gone), driver.member(driver.user(OTHER))]}
    )
    channel = driver.app.post(f"/teams/{team.id}/channels/{private.id}/members", json=driver.member(gone))

    assert (single.status_code, code(single), channel.status_code) == (404, "NotFound", 404)
    assert bulk.status_code == 207
    assert [row["error"] and row["error"]["code"] for row in bulk.json()["value"]] == ["NotFound", None]


@pytest.mark.parametrize(
    "odd",
    [
        {"mailNickname": "研修"},
        {"mailNickname": "dx\u3000r7"},
        {"displayName": "研" * 257},
        {"displayName": "𠮷" * 129},
        {"description": "a" * 1025},
    ],
    ids=lambda odd: next(iter(odd)),
)
def test_a_groups_names_have_the_directorys_letters_and_lengths(odd: dict[str, str], driver: Driver) -> None:
    made = driver.app.post("/groups", json={**NEW, **odd})
    whole = driver.app.post("/groups", json={**NEW, "displayName": "研" * 256, "description": "a" * 1024})
    changed = driver.app.patch(f"/groups/{whole.json()['id']}", json=odd)

    assert (made.status_code, code(made)) == (400, "Request_BadRequest")
    assert next(iter(odd)) in made.json()["error"]["message"]
    assert (whole.status_code, changed.status_code) == (201, 400)


def test_a_channels_description_has_its_length(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    place = f"/teams/{team.id}/channels"

    long = driver.app.post(place, json={"displayName": "一", "description": "a" * 1025})
    whole = driver.app.post(place, json={"displayName": "一", "description": "a" * 1024})

    assert (long.status_code, code(long), whole.status_code) == (400, "BadRequest", 201)


@pytest.mark.parametrize(
    "odd",
    [
        {"inviteRedirectUrl": "nonsense"},
        {"inviteRedirectUrl": ""},
        {"invitedUserEmailAddress": "k.sato+bot@partner.example"},
        {"invitedUserEmailAddress": "k_sato#EXT#@partner.example"},
        {"invitedUserEmailAddress": ".sato@partner.example"},
        {"invitedUserEmailAddress": "sato-@partner.example"},
    ],
    ids=str,
)
def test_r6_nobody_is_invited_by_an_address_that_cannot_be_or_to_nowhere(
    odd: dict[str, str], driver: Driver
) -> None:
    body = {
        "invitedUserEmailAddress": "k.sato@partner.example",
        "inviteRedirectUrl": "https://teams.microsoft.com",
    }

    refused = driver.app.post("/invitations", json={**body, **odd})

    assert (refused.status_code, code(refused)) == (400, "Request_BadRequest")


def test_r6_each_invitation_has_a_way_in_of_its_own(driver: Driver) -> None:
    ways = {
        driver.app.post(
            "/invitations",
            json={"invitedUserEmailAddress": mail, "inviteRedirectUrl": "https://teams.microsoft.com"},
        ).json()["inviteRedeemUrl"]
        for mail in ("k.sato@partner.example", "_m-ito.1@partner.example")
    }

    assert len(ways) == 2


def test_a_channels_people_are_owners_or_nothing_and_guests_are_told_not_asked_for(driver: Driver) -> None:
    owner, guest = driver.user(OWNER), driver.user(GUEST, guest=True)
    team = driver.team("dx", [owner], [owner, guest])
    place = f"/teams/{team.id}/channels/{driver.channel(team, '講師', {owner: ['owner']}).id}/members"

    asked = driver.app.post(place, json=driver.member(guest, "guest"))
    plain = driver.app.post(place, json=driver.member(guest))

    assert (asked.status_code, code(asked), plain.status_code) == (400, "BadRequest", 201)
    assert plain.json()["roles"] == ["guest"]


def test_r11_content_type_is_not_read_only_and_always_filled(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    site = driver.tenant.sites.group_site(team.id)
    listed = driver.app.post(f"/sites/{site.id}/lists", json={"displayName": "回答"}).json()["id"]
    place = f"/sites/{site.id}/lists/{listed}"
    driver.app.post(f"{place}/items", json={"fields": {}})

    columns = {row["name"]: row for row in driver.app.get(f"{place}/columns").json()["value"]}
    fields = driver.app.get(f"{place}/items?$expand=fields").json()["value"][0]["fields"]

    assert columns["ContentType"]["readOnly"] is False
    assert fields["ContentType"]
    assert fields["_UIVersionString"] == "1.0"


def test_r13_an_app_reads_messages_only_by_a_grant_of_its_own_and_a_person_by_consent(driver: Driver) -> None:
    owner = driver.user(OWNER)
    team = driver.team("dx", [owner], [owner])
    row = {"client_id": "22222222-0000-4000-8000-000000000001", "client_secret": "s", "displayName": "reader"}
    apps.add(driver.tenant, {**row, "application": ["ChannelMessage.Read.All"]})
    token = driver.token(
        grant_type="client_credentials",
        scope="https://graph.microsoft.com/.default",
        client_id=row["client_id"],
        client_secret="s",
    )
    place = f"/teams/{team.id}/channels/{team.general}/messages"
    reader = driver.client(token, "reader")

    refused = [reader.get(place), reader.get(f"{place}/delta")]
    apps.add(driver.tenant, {"client_id": row["client_id"], "protected": True})
    granted = reader.get(place)

    for each in refused:
        assert (each.status_code, code(each)) == (403, "Forbidden")
        assert "Protected API" in each.json()["error"]["message"]
    assert granted.status_code == 200
    assert driver.as_person(OWNER).get(place).status_code == 200


def test_r13_the_system_says_in_a_channel_who_came_and_left_and_which_channel_was_made(
    driver: Driver,
) -> None:
    owner, other = driver.user(OWNER), driver.user(OTHER)
    team = driver.team("dx", [owner], [owner])
    driver.app.post(f"/teams/{team.id}/channels", json={"displayName": "班1"})
    member = driver.app.post(f"/teams/{team.id}/members", json=driver.member(other)).json()["id"]
    driver.app.delete(f"/teams/{team.id}/members/{member}")
    place = f"/teams/{team.id}/channels/{team.general}/messages"

    rows = driver.app.get(place, headers=ASKS).json()["value"]
    plain = driver.app.get(place).json()["value"]

    kinds = [row["eventDetail"]["@odata.type"].removeprefix("#microsoft.graph.") for row in rows]
    assert kinds == [
        "membersDeletedEventMessageDetail",
        "membersAddedEventMessageDetail",
        "channelAddedEventMessageDetail",
    ]
    assert {row["messageType"] for row in rows} == {"systemEventMessage"}
    assert {row["messageType"] for row in plain} == {"unknownFutureValue"}
    assert [row["from"] for row in rows] == [None, None, None]
    assert rows[1]["eventDetail"]["members"][0]["id"] == other
    assert rows[1]["eventDetail"]["initiator"]["application"]["displayName"]


def test_r13_what_the_system_says_is_nobodys_to_edit(driver: Driver) -> None:
    owner = driver.user(OWNER)
    team = driver.team("dx", [owner], [owner])
    driver.app.post(f"/teams/{team.id}/channels", json={"displayName": "班1"})
    place = f"/teams/{team.id}/channels/{team.general}/messages"
    key = driver.app.get(place).json()["value"][0]["id"]

    edited = driver.as_person(OWNER).patch(f"{place}/{key}", json={"body": {"content": "x"}})

    assert edited.status_code == 403


@pytest.mark.parametrize("keys", [(1, 2), ("1", 2)])
def test_a_batch_takes_integers_as_ids(keys: tuple[Any, Any], driver: Driver) -> None:
    rows = [{"id": key, "method": "GET", "url": f"/users/{OTHER}?$select=id"} for key in keys]
    rows[1]["dependsOn"] = [keys[0]]

    answers = driver.app.post("/$batch", json={"requests": rows}).json()["responses"]

    assert {each["id"]: each["status"] for each in answers} == {"1": 200, "2": 200}


@pytest.mark.parametrize("key", [None, True, 1.5, "", {}])
def test_a_batch_takes_no_other_ids(key: Any, driver: Driver) -> None:
    rows = [{"id": key, "method": "GET", "url": f"/users/{OTHER}"}]

    assert driver.app.post("/$batch", json={"requests": rows}).status_code == 400


def test_a_folder_is_made_in_a_drives_root(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    drive = driver.tenant.sites.group_site(team.id).drive_id

    made = driver.app.post(f"/drives/{drive}/root/children", json={"name": "教材", "folder": {}})

    assert (made.status_code, made.json()["name"]) == (201, "教材")


def test_somebody_can_be_seeded_as_disabled(driver: Driver) -> None:
    seed.add(driver.tenant, {"users": [{"userPrincipalName": OTHER, "accountEnabled": False}]})

    shown = driver.app.get(f"/users/{OTHER}?$select=accountEnabled").json()

    assert shown["accountEnabled"] is False
