"""A channel: one of a name, private ones with their people, never a second beside one that was renamed."""

from dataclasses import replace
from typing import Any

import pytest

from m365bot.errors import Conflict, MissingPermission, NotFound, NotReady, Permanent
from m365bot.programme import Person
from m365bot.resources import Channel, General, Guest, Member, Team
from m365bot.resources.seen import Seen
from m365bot.sandbox import seed
from tests.resources.world import ACCOUNT, ENDO, NOBODY, OFFICER, SECOND, SENSEI, YAMADA, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
OPEN = Channel(TEAM, "R7 全体", description="連絡")
CLOSED = Channel(TEAM, "R7 1班", "private", "班の場", (OFFICER,), (ACCOUNT, YAMADA, ENDO))


@pytest.fixture
async def team(world: World) -> str:
    return (await world.make(TEAM)).id


async def in_team(world: World, *people: Person, owner: bool = False) -> None:
    for person in people:
        await world.make(Member(TEAM, person, owner=owner))


async def channels(world: World, team: str) -> dict[str, dict[str, Any]]:
    return {one["displayName"]: one for one in await world.there(f"/teams/{team}/channels")}


async def test_a_standard_channel_is_made_once(world: World, team: str) -> None:
    nothing = await world.see(OPEN)
    made = await world.write(OPEN)
    seen = await world.see(OPEN)

    found = (await channels(world, team))["R7 全体"]
    assert nothing is None
    assert made == Seen(found["id"], memo={"web_url": found["webUrl"]})
    assert seen == Seen(
        made.id, {"membership": "standard", "description": "連絡"}, {"web_url": found["webUrl"]}
    )
    assert seen.facts == OPEN.facts


async def test_a_channel_without_a_description_is_as_wanted_too(world: World, team: str) -> None:
    plain = replace(OPEN, description="")
    found = await world.hand("POST", f"/teams/{team}/channels", {"displayName": "R7 全体"})

    seen = await world.see(plain)

    assert found["description"] is None
    assert seen is not None
    assert seen.facts == plain.facts


@pytest.mark.parametrize("written", ["r7 全体", "\uff32\uff17 全体", "R7\u3000全体", "R7  全体"])
async def test_width_and_case_make_no_other_name(world: World, team: str, written: str) -> None:
    found = await world.hand("POST", f"/teams/{team}/channels", {"displayName": written})

    seen = await world.see(OPEN)

    assert seen is not None
    assert seen.id == found["id"]


async def test_composed_and_decomposed_letters_are_one_name(world: World, team: str) -> None:
    found = await world.hand("POST", f"/teams/{team}/channels", {"displayName": "カ\u3099イド"})

    seen = await world.see(Channel(TEAM, "\u30ac\u30a4\u30c9"))

    assert seen is not None
    assert seen.id == found["id"]


async def test_of_two_names_that_people_take_for_one_the_one_as_written_counts(
    world: World, team: str
) -> None:
    for name in ("\uff32\uff17 全体", "R7 全体"):
        found = await world.hand("POST", f"/teams/{team}/channels", {"displayName": name})

    seen = await world.see(OPEN)

    assert seen is not None
    assert seen.id == found["id"]


async def test_its_peoples_places_are_made_once() -> None:
    channel = replace(CLOSED)

    assert channel.after is channel.after


async def test_a_changed_description_is_set_again(world: World, team: str) -> None:
    made = await world.make(OPEN)
    changed = replace(OPEN, description="新しい説明")

    again = await world.make(changed)

    assert again == Seen(made.id)
    assert (await channels(world, team))["R7 全体"]["description"] == "新しい説明"
    assert len(world.asked("POST", "/channels")) == 1


async def test_the_address_stays_remembered_when_a_description_changes(world: World, team: str) -> None:
    await world.make(OPEN)
    address = world.memory[OPEN.key]["web_url"]

    await world.make(replace(OPEN, description="新しい説明"))

    assert world.memory[OPEN.key]["web_url"] == address


async def test_who_may_see_it_cannot_be_changed_and_is_left_to_a_person(world: World, team: str) -> None:
    await world.make(OPEN)

    seen = await world.see(replace(OPEN, membership="private"))

    assert seen is not None
    assert "公開範囲" in seen.withheld
    assert seen.facts["membership"] == "standard"


async def test_a_channel_that_a_person_renamed_is_not_made_beside_itself(world: World, team: str) -> None:
    made = await world.make(OPEN)
    await world.hand("PATCH", f"/teams/{team}/channels/{made.id}", {"displayName": "連絡用"})

    seen = await world.see(OPEN)

    renamed = (await channels(world, team))["連絡用"]
    assert seen is not None
    assert seen.id == made.id
    assert seen.memo == {"web_url": renamed["webUrl"]}
    assert "『連絡用』という名前に変わっています" in seen.withheld


async def test_o6_private_channels_whose_names_were_swapped_let_nobody_into_the_others(
    world: World, team: str
) -> None:
    other = replace(CLOSED, display_name="R7 2班", members=(ACCOUNT,))
    await in_team(world, OFFICER, owner=True)
    await in_team(world, YAMADA, ENDO)
    first, second = await world.make(CLOSED), await world.make(other)
    for one, name in ((first, "途中"), (second, "R7 1班"), (first, "R7 2班")):
        await world.hand("PATCH", f"/teams/{team}/channels/{one.id}", {"displayName": name})

    for _ in range(2):
        seen, others = await world.see(CLOSED), await world.see(other)

        assert seen is not None and others is not None
        assert (seen.id, others.id) == (first.id, second.id)
        assert "『R7 2班』という名前に変わっています" in seen.withheld
        assert "『R7 1班』という名前に変わっています" in others.withheld


async def test_of_a_renamed_and_a_new_one_the_one_that_bears_the_name_counts(world: World, team: str) -> None:
    made = await world.make(OPEN)
    await world.hand("PATCH", f"/teams/{team}/channels/{made.id}", {"displayName": "連絡用"})
    other = await world.hand("POST", f"/teams/{team}/channels", {"displayName": "R7 全体"})

    seen = await world.see(OPEN)

    assert seen is not None
    assert (seen.id, seen.withheld) == (other["id"], "")


async def test_a_name_that_a_deleted_channel_holds_is_a_conflict_with_words(world: World, team: str) -> None:
    made = await world.make(OPEN)
    await world.hand("DELETE", f"/teams/{team}/channels/{made.id}")

    gone = await world.see(OPEN)
    error = await world.refuses(OPEN)

    assert gone is None
    assert isinstance(error, Conflict)
    assert "削除済みのチャネルがこの名前を使っています" in OPEN.conflict


async def test_without_its_team_there_is_no_channel(world: World) -> None:
    with pytest.raises(Exception, match="チーム『研修 R7』") as raised:
        await world.see(OPEN)

    assert type(raised.value).__name__ == "ParentAbsent"


async def test_all_channels_of_a_team_are_looked_at_in_one_request(world: World, team: str) -> None:
    view, before = world.view(), len(world.asked())

    for number in range(3):
        await view.seen(Channel(TEAM, f"演習 {number}"))

    assert len(world.asked()[before:]) == 1


async def test_a_private_channel_is_born_with_its_people_owners_first(world: World, team: str) -> None:
    await in_team(world, OFFICER, ACCOUNT, YAMADA, ENDO)
    made = await world.make(CLOSED)

    people = world.app.tenant.channel(made.id)[1].members
    ids = [world.app.tenant.user(one.mail).id for one in (OFFICER, ACCOUNT, YAMADA, ENDO)]
    assert people == dict(zip(ids, [["owner"], [], [], []], strict=True))
    assert (await world.see(CLOSED)) == Seen(made.id, CLOSED.facts, {"web_url": made.memo["web_url"]})


async def test_who_is_not_in_the_team_would_spoil_the_request_and_is_left_out(
    world: World, team: str
) -> None:
    await in_team(world, OFFICER, ACCOUNT, YAMADA)

    made = await world.make(CLOSED)

    assert len(world.app.tenant.channel(made.id)[1].members) == 3


async def test_without_an_owner_in_the_team_it_is_not_made(world: World, team: str) -> None:
    orphan = replace(CLOSED, owners=(SECOND,))
    await world.see(orphan)
    before = len(world.writes)

    error = await world.refuses(orphan)

    assert type(error) is Permanent
    assert "所有者になる研修担当がチームにいないため、チャネル『R7 1班』を作れません" in str(error)
    assert world.writes[before:] == []


async def test_an_owner_who_is_named_as_member_too_is_sent_once_as_owner(world: World, team: str) -> None:
    await in_team(world, OFFICER, ACCOUNT)

    made = await world.make(replace(CLOSED, members=(ACCOUNT, OFFICER)))

    officer = world.app.tenant.user(OFFICER.mail).id
    assert world.app.tenant.channel(made.id)[1].members[officer] == ["owner"]
    assert len(world.app.tenant.channel(made.id)[1].members) == 2


async def test_a_guest_comes_into_a_private_channel_by_the_invited_account(world: World, team: str) -> None:
    await in_team(world, OFFICER)
    guest = await world.make(Guest(SENSEI))
    await in_team(world, SENSEI)

    made = await world.make(replace(CLOSED, members=(SENSEI,)))

    assert guest.id in world.app.tenant.channel(made.id)[1].members


async def test_r7_a_private_channels_site_is_asked_for_when_it_is_made_after_generals(
    world: World, team: str
) -> None:
    await in_team(world, OFFICER, ACCOUNT, YAMADA, ENDO)

    first = await world.make(CLOSED)
    second = await world.make(replace(CLOSED, display_name="R7 2班"))

    asked = [line.split("/channels/")[1].partition("/")[0] for line in world.asked("filesFolder")]
    general = world.memory[General(TEAM).key]["id"]
    assert asked == [general, first.id, general, second.id]


NOT_YET = {"status": 400, "code": "BadRequest", "message": "User is not found in the team."}


async def test_r3_people_added_just_now_are_waited_for(world: World, team: str) -> None:
    await in_team(world, OFFICER, ACCOUNT, YAMADA, ENDO)
    world.fails("POST */channels", NOT_YET)

    error = await world.refuses(CLOSED)
    made = await world.make(CLOSED)

    assert isinstance(error, NotReady)
    assert error.patience
    assert len(world.app.tenant.channel(made.id)[1].members) == 4


@pytest.mark.parametrize("status", [400, 404])
async def test_r3_in_the_end_it_is_made_with_its_owners_only(world: World, team: str, status: int) -> None:
    await in_team(world, OFFICER, ACCOUNT, YAMADA, ENDO)
    world.app.tenant.clock.advance(200)
    world.fails("POST */channels", {**NOT_YET, "status": status})

    made = await world.make(CLOSED)

    officer = world.app.tenant.user(OFFICER.mail).id
    assert world.app.tenant.channel(made.id)[1].members == {officer: ["owner"]}


async def test_r3_what_is_refused_with_its_owners_only_is_refused(world: World, team: str) -> None:
    await in_team(world, OFFICER, ACCOUNT)
    world.app.tenant.clock.advance(200)
    world.fails("POST */channels", NOT_YET, nth="all")

    assert type(await world.refuses(CLOSED)) is Permanent
    assert len(world.asked("POST", "/channels")) == 2


async def test_at_most_two_hundred_people_are_sent_with_it(world: World, team: str) -> None:
    await in_team(world, OFFICER)
    people = tuple(Person(f"p{n}", f"人 {n}", f"p{n}@example.jp", "") for n in range(205))
    seed.add(world.app.tenant, {"users": [{"userPrincipalName": person.mail} for person in people]})
    for person in people:
        world.memory[Member(TEAM, person).key] = {"id": person.id}

    await world.write(replace(CLOSED, members=people))

    sent = world.sent[-2]["members"]  # then once more with its owners only
    assert len(sent) == 200
    assert sent[0]["roles"] == ["owner"]


def test_a_private_channel_waits_for_its_peoples_places_in_the_team() -> None:
    assert list(OPEN.after) == []
    assert list(CLOSED.after) == [Member(TEAM, one) for one in (OFFICER, ACCOUNT, YAMADA, ENDO)]
    assert list(CLOSED.cannot_do_without) == []


def test_its_words() -> None:
    assert OPEN.key == "team:dx-leader-R7/channel:R7 全体"
    assert OPEN.title == "チャネル『R7 全体』"
    assert OPEN.lease == TEAM.key
    assert OPEN.parent == TEAM
    assert CLOSED.facts == {"membership": "private", "description": "班の場"}


async def test_the_primary_channel_is_found_whatever_people_call_it(world: World, team: str) -> None:
    seed.add(world.app.tenant, {"general": [{"team": team, "displayName": "お知らせ"}]})

    seen = await world.see(General(TEAM))

    (primary,) = (await channels(world, team)).values()
    assert seen == Seen(primary["id"], memo={"web_url": primary["webUrl"]})
    assert primary["displayName"] == "お知らせ"


async def test_nobody_makes_a_primary_channel(world: World) -> None:
    error = await world.refuses(General(TEAM))

    assert type(error) is Permanent
    assert str(error) == "チャネル『研修 R7/一般』はチームと一緒にできるもので、作れません。"
    assert General(TEAM).key == "team:dx-leader-R7/general:一般"
    assert General(TEAM).parent == TEAM


async def test_a_refusal_of_the_service_is_told_as_it_is(world: World, team: str) -> None:
    world.fails("POST */channels", {"status": 403, "code": "Authorization_RequestDenied"})

    assert isinstance(await world.refuses(OPEN), MissingPermission)


async def test_a_person_whom_the_directory_does_not_know_stops_a_private_channel(
    world: World, team: str
) -> None:
    await in_team(world, OFFICER)
    world.memory[Member(TEAM, NOBODY).key] = {"id": "was-there"}

    error = await world.refuses(replace(CLOSED, members=(NOBODY,)))

    assert isinstance(error, Permanent)
    assert not isinstance(error, NotFound)
    assert "nobodyというアカウントがテナントにありません" in str(error)
