"""A person's place in a team or private channel: added in bulk or singly, each with an outcome of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from m365bot.errors import M365BotError, NotFound, NotReady, OutcomeUnknown, Permanent
from m365bot.programme import Person
from m365bot.resources import Channel, Gone, Guest, Member, Team
from m365bot.resources.kind import Extra
from m365bot.resources.seen import Seen
from m365bot.sandbox import seed
from tests.resources.world import ACCOUNT, ENDO, NOBODY, OFFICER, SECOND, SENSEI, YAMADA, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
CHANNEL = Channel(TEAM, "R7 1班", "private", "", (OFFICER,), (ACCOUNT,))
Outcomes = Mapping[str, Seen | M365BotError]


@pytest.fixture
async def team(world: World) -> str:
    made = await world.make(TEAM)
    for person in (OFFICER, ACCOUNT):
        await world.see(Member(TEAM, person))
    return made.id


@pytest.fixture
async def channel(world: World, team: str) -> str:
    return (await world.make(CHANNEL)).id


def user(world: World, person: Person) -> str:
    return world.app.tenant.user(person.mail).id


def people(world: World, count: int) -> list[Person]:
    users = [one for one in world.app.tenant.users.values() if one.upn[1] == "."][:count]
    return [Person(one.upn, one.display_name, one.upn, one.upn) for one in users]


async def added(world: World, members: Sequence[Member], attempt: int = 1) -> Outcomes:
    return await world.acting(lambda tenant: Member.write_together(tenant, members, attempt))


async def who_is_in(world: World, place: str) -> dict[str, list[str]]:
    return {one["userId"]: one["roles"] for one in await world.there(f"{place}/members")}


# looking


async def test_who_is_in_a_team_is_seen_with_the_membership(world: World, team: str) -> None:
    seen = await world.see(Member(TEAM, ACCOUNT))

    rows = {one["userId"]: one["id"] for one in await world.there(f"/teams/{team}/members")}
    account = user(world, ACCOUNT)
    assert seen == Seen(account, facts={"owner": False}, kept={"membership": rows[account]})


async def test_an_owner_is_seen_as_one(world: World, team: str) -> None:
    seen = await world.see(Member(TEAM, OFFICER, owner=True))

    assert seen is not None
    assert seen.facts == {"owner": True}


async def test_who_is_not_in_it_is_not_seen(world: World, team: str) -> None:
    assert await world.see(Member(TEAM, YAMADA)) is None


async def test_all_members_of_a_team_are_looked_at_in_one_request(world: World, team: str) -> None:
    view, before = world.view(), len(world.asked("/members"))

    for person in (OFFICER, ACCOUNT, YAMADA):
        await view.seen(Member(TEAM, person))

    assert len(world.asked("/members")[before:]) == 1


async def test_an_account_from_before_is_looked_for_by_its_id(world: World, team: str) -> None:
    old = user(world, ACCOUNT)

    seen = await world.see(Member(TEAM, YAMADA, account=old))

    assert seen is not None
    assert seen.id == old


async def test_the_people_of_a_private_channel_are_its_own(world: World, channel: str, team: str) -> None:
    await world.make(Member(TEAM, YAMADA))

    in_channel = await world.see(Member(CHANNEL, ACCOUNT))
    not_in_it = await world.see(Member(CHANNEL, YAMADA))

    assert in_channel is not None
    assert not_in_it is None


# writing singly


async def test_a_member_is_added_to_a_team(world: World, team: str) -> None:
    made = await world.make(Member(TEAM, YAMADA))

    assert made == Seen(user(world, YAMADA))
    assert (await who_is_in(world, f"/teams/{team}"))[made.id] == []


async def test_an_owner_is_added_as_one(world: World, team: str) -> None:
    made = await world.make(Member(TEAM, SECOND, owner=True))

    assert (await who_is_in(world, f"/teams/{team}"))[made.id] == ["owner"]


async def test_a_member_becomes_an_owner(world: World, team: str) -> None:
    await world.make(Member(TEAM, YAMADA))

    again = await world.make(Member(TEAM, YAMADA, owner=True))

    assert again == Seen(user(world, YAMADA))
    assert (await who_is_in(world, f"/teams/{team}"))[again.id] == ["owner"]
    assert len(world.asked("POST", "/members")) == 1


async def test_an_owner_made_by_hand_stays_one(world: World, team: str) -> None:
    seen = await world.see(Member(TEAM, OFFICER))

    assert seen is not None
    assert Member(TEAM, OFFICER).facts == {}
    assert Member(TEAM, OFFICER, owner=True).facts == {"owner": True}


async def test_a_member_is_added_to_a_private_channel(world: World, channel: str, team: str) -> None:
    await world.make(Member(TEAM, YAMADA))

    made = await world.make(Member(CHANNEL, YAMADA))

    assert made.id in await who_is_in(world, f"/teams/{team}/channels/{channel}")


async def test_a_member_is_removed(world: World, team: str) -> None:
    member = Member(TEAM, YAMADA)
    await world.make(member)
    was = await world.see(member)

    await world.acting(lambda tenant: member.remove(tenant, was))

    assert await world.see(member) is None
    assert world.intents == 4  # the group, its team, the member, and that it goes


async def test_a_member_is_removed_from_a_private_channel_alone(
    world: World, channel: str, team: str
) -> None:
    await world.make(Member(TEAM, YAMADA))
    await world.make(Member(CHANNEL, YAMADA))
    was = await world.see(Member(CHANNEL, YAMADA))

    await world.acting(lambda tenant: Member(CHANNEL, YAMADA).remove(tenant, was))

    assert await world.see(Member(CHANNEL, YAMADA)) is None
    assert await world.see(Member(TEAM, YAMADA)) is not None


# writing together


async def test_members_of_a_team_are_added_in_one_request(world: World, team: str) -> None:
    members = [Member(TEAM, person) for person in (YAMADA, ENDO, SECOND)]

    results = await added(world, members)

    assert results == {one.key: Seen(user(world, one.person)) for one in members}
    assert world.asked("POST", "members") == [f"POST /v1.0/teams/{team}/members/add"]
    assert {user(world, one.person) for one in members} <= set(await who_is_in(world, f"/teams/{team}"))


async def test_owners_are_added_singly_beside_the_others(world: World, team: str) -> None:
    members = [Member(TEAM, YAMADA), Member(TEAM, ENDO), Member(TEAM, SECOND, owner=True)]

    results = await added(world, members)

    assert len(results) == 3
    assert sorted(world.asked("POST", "members")) == [
        f"POST /v1.0/teams/{team}/members",
        f"POST /v1.0/teams/{team}/members/add",
    ]
    assert (await who_is_in(world, f"/teams/{team}"))[user(world, SECOND)] == ["owner"]


async def test_one_alone_is_no_bulk(world: World, team: str) -> None:
    results = await added(world, [Member(TEAM, YAMADA), Member(TEAM, SECOND, owner=True)])

    assert len(results) == 2
    assert world.asked("POST", "members") == [f"POST /v1.0/teams/{team}/members"] * 2


async def test_people_of_a_channel_are_added_singly(world: World, channel: str, team: str) -> None:
    await added(world, [Member(TEAM, YAMADA), Member(TEAM, ENDO)])

    results = await added(world, [Member(CHANNEL, YAMADA), Member(CHANNEL, ENDO)])

    assert [type(one) for one in results.values()] == [Seen, Seen]
    assert len(world.asked("POST", f"{channel}/members")) == 2


async def test_more_than_two_hundred_are_two_requests(world: World, team: str) -> None:
    rows = [{"userPrincipalName": f"t{n}@example.jp"} for n in range(203)]
    seed.add(world.app.tenant, {"users": rows})
    members = [Member(TEAM, Person(f"t{n}", f"人 {n}", f"t{n}@example.jp", "")) for n in range(203)]

    results = await added(world, members)

    assert [len(body["values"]) for body in world.sent[-2:]] == [200, 3]
    assert {type(one) for one in results.values()} == {Seen}
    assert len(results) == 203


async def test_who_is_unknown_fails_alone(world: World, team: str) -> None:
    members = [Member(TEAM, YAMADA), Member(TEAM, NOBODY), Member(TEAM, ENDO)]

    results = await added(world, members)

    assert isinstance(results[members[1].key], Permanent)
    assert results[members[0].key] == Seen(user(world, YAMADA))
    assert results[members[2].key] == Seen(user(world, ENDO))


async def test_an_account_that_was_made_anew_is_found_before_anybody_is_let_in(
    world: World, team: str
) -> None:
    """C15."""
    world.memory["person:yamada"] = {"id": "00000000-0000-4000-8000-000000000000", "upn": YAMADA.mail}
    members = [Member(TEAM, YAMADA), Member(TEAM, ENDO)]

    results = await added(world, members)

    assert results[members[0].key] == Seen(user(world, YAMADA))
    assert results[members[1].key] == Seen(user(world, ENDO))
    assert world.memory["person:yamada"]["before"] == ["00000000-0000-4000-8000-000000000000"]


async def test_one_made_anew_is_looked_for_again_when_added_singly_too(world: World, team: str) -> None:
    world.memory["person:second"] = {"id": "00000000-0000-4000-8000-000000000000", "upn": SECOND.mail}
    members = [Member(TEAM, SECOND, owner=True)]

    results = await added(world, members)

    assert results[members[0].key] == Seen(user(world, SECOND))


@pytest.mark.parametrize("owner", [False, True])
async def test_s14_a_remembered_account_that_is_somebody_elses_lets_nobody_in(
    world: World, team: str, owner: bool
) -> None:
    world.memory["person:yamada"] = {"id": user(world, ENDO), "upn": YAMADA.mail}
    members = [Member(TEAM, YAMADA, owner=owner)]

    results = await added(world, members)

    assert results[members[0].key] == Seen(user(world, YAMADA))
    there = {one["userId"] for one in await world.view().graph.pages(f"/teams/{team}/members")}
    assert user(world, YAMADA) in there
    assert user(world, ENDO) not in there


async def test_another_error_of_one_added_singly_is_its_own_and_forgets_nobody(
    world: World, team: str
) -> None:
    world.fails("POST */members", 403)
    members = [Member(TEAM, SECOND, owner=True), Member(TEAM, YAMADA)]

    results = await added(world, members)

    assert sorted(isinstance(one, M365BotError) for one in results.values()) == [False, True]
    assert world.memory["person:second"]["id"] == user(world, SECOND)


def bulk(world: World, *rows: Mapping[str, Any]) -> None:
    """The service answers a bulk request with these results."""
    world.fails("POST */members/add", {"status": 207, "body": {"value": list(rows)}}, nth="all")


async def test_who_is_not_in_the_answer_is_unclear(world: World, team: str) -> None:
    bulk(world, {"userId": user(world, YAMADA), "error": None})
    members = [Member(TEAM, YAMADA), Member(TEAM, ENDO)]

    results = await added(world, members)

    assert results[members[0].key] == Seen(user(world, YAMADA))
    assert isinstance(results[members[1].key], OutcomeUnknown)
    assert "返事がありません" in str(results[members[1].key])


async def test_a_result_says_why_and_is_final(world: World, team: str) -> None:
    bulk(
        world,
        {"userId": user(world, YAMADA), "error": {"code": "Forbidden", "message": "x"}},
        {"userId": user(world, ENDO), "error": {}},
        {"userId": user(world, SECOND), "error": {"code": "notFOUND"}},
    )
    members = [Member(TEAM, YAMADA), Member(TEAM, ENDO), Member(TEAM, SECOND)]

    first, second, third = (await added(world, members)).values()

    assert (type(first), str(first)) == (Permanent, "追加が断られました(Forbidden)。")
    assert (type(second), str(second)) == (Permanent, "追加が断られました(?)。")
    assert isinstance(third, NotFound)
    assert third.status == 404


async def test_a_bulk_request_that_fails_whole_fails_for_each(world: World, team: str) -> None:
    world.fails("POST */members/add", 502)
    members = [Member(TEAM, YAMADA), Member(TEAM, NOBODY), Member(TEAM, ENDO)]

    results = await added(world, members)

    assert isinstance(results[members[0].key], OutcomeUnknown)
    assert isinstance(results[members[1].key], Permanent)
    assert isinstance(results[members[2].key], OutcomeUnknown)


@pytest.mark.parametrize(("attempt", "singly"), [(1, 0), (2, 0), (3, 20), (4, 20)])
async def test_after_two_bulk_requests_that_failed_twenty_go_singly(
    world: World, team: str, attempt: int, singly: int
) -> None:
    """C34: one by one they may still go; the rest is tried together again."""
    members = [Member(TEAM, person) for person in people(world, 24)]

    results = await added(world, members, attempt)

    assert {type(one) for one in results.values()} == {Seen}
    assert len(results) == 24
    assert len(world.asked(f"POST /v1.0/teams/{team}/members")) == singly + 1
    assert len(world.asked("POST", "/members/add")) == 1


async def test_a_guest_waits_for_the_invitation(world: World, team: str) -> None:
    guest = await world.make(Guest(SENSEI))

    made = await world.make(Member(TEAM, SENSEI))

    assert made.id == guest.id
    assert (await who_is_in(world, f"/teams/{team}"))[guest.id] == ["guest"]


# guests whom the team takes from no app


KOUSHI = replace(SENSEI, id="koushi", name="外部 二", mail="koushi@partner.example.com")
NO_GUESTS = {"status": 403, "code": "Forbidden", "message": "An unknown error has occurred."}


async def test_r4_guests_are_never_in_one_request_with_staff(world: World, team: str) -> None:
    guests = [(await world.make(Guest(one))).id for one in (SENSEI, KOUSHI)]

    await added(world, [Member(TEAM, one) for one in (YAMADA, SENSEI, ENDO, KOUSHI)])

    sent = [[one["user@odata.bind"][-38:-2] for one in body["values"]] for body in world.sent[-2:]]
    assert sent == [[user(world, YAMADA), user(world, ENDO)], guests]


async def test_r4_a_guest_who_is_refused_comes_by_the_group_and_is_waited_for(
    world: World, team: str
) -> None:
    world.app.tenant.settings.delays.group_member_in_team = (600.0, 600.0)
    guest = await world.make(Guest(SENSEI))
    world.fails("POST */teams/*/members", NO_GUESTS, nth="all")
    member = Member(TEAM, SENSEI)

    (first,) = (await added(world, [member])).values()
    (again,) = (await added(world, [member])).values()
    world.app.tenant.clock.advance(601)

    assert isinstance(first, NotReady)
    assert first.patience
    assert "グループに加えました" in str(again)
    assert len(world.asked("POST", "/members/$ref")) == 1
    assert (await world.see(member)).id == guest.id


async def test_r4_a_guest_whom_the_group_refuses_too_is_refused(world: World, team: str) -> None:
    await world.make(Guest(SENSEI))
    world.fails("POST */teams/*/members", NO_GUESTS, nth="all")
    world.fails("POST */members/$ref", 403, nth="all")

    error = await world.refuses(Member(TEAM, SENSEI))

    assert type(error) is Permanent


async def test_r4_staff_who_are_refused_are_not_put_into_the_group(world: World, team: str) -> None:
    world.fails("POST */teams/*/members", NO_GUESTS, nth="all")

    assert type(await world.refuses(Member(TEAM, YAMADA))) is Permanent
    assert world.asked("$ref") == []


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_r4_a_bulk_request_that_is_refused_whole_is_halved_until_the_one_is_found(
    world: World, team: str, status: int
) -> None:
    members = [Member(TEAM, person) for person in people(world, 12)]
    for number in (1, 2, 3):
        world.fails("POST */members/add", {"status": status, "code": "BadRequest"}, nth=number)
    world.fails("POST */members", {"status": status, "code": "BadRequest"})

    results = await added(world, members)

    assert len(results) == 12
    assert sum(isinstance(one, Seen) for one in results.values()) == 11


async def test_r4_where_nobody_is_taken_not_everybody_is_tried(world: World, team: str) -> None:
    refused = {"status": 400, "code": "BadRequest"}
    world.fails("POST */members/add", refused, nth="all")
    world.fails("POST */members", refused, nth="all")
    members = [Member(TEAM, person) for person in people(world, 24)]

    results = await added(world, members)

    assert {type(one) for one in results.values()} == {Permanent}
    assert len(world.asked(f"POST /v1.0/teams/{team}/members")) < 24


# people whom the service does not know yet, or not any more


async def test_r3_who_was_added_to_the_team_just_now_is_waited_for_in_a_channel(
    world: World, channel: str
) -> None:
    await added(world, [Member(TEAM, YAMADA), Member(TEAM, ENDO)])
    world.fails("POST */channels/*/members", {"status": 400, "code": "BadRequest"})

    error = await world.refuses(Member(CHANNEL, YAMADA))
    made = await world.make(Member(CHANNEL, YAMADA))

    assert isinstance(error, NotReady)
    assert error.patience
    assert made.id == user(world, YAMADA)


async def test_r3_who_has_long_been_in_the_team_is_refused_for_good(world: World, channel: str) -> None:
    await added(world, [Member(TEAM, YAMADA), Member(TEAM, ENDO)])
    world.app.tenant.clock.advance(3600)
    world.fails("POST */channels/*/members", {"status": 400, "code": "BadRequest"})

    assert type(await world.refuses(Member(CHANNEL, YAMADA))) is Permanent


@pytest.mark.parametrize("together", [True, False])
async def test_r5_a_disabled_account_is_said_at_once(world: World, team: str, together: bool) -> None:
    """docs/facts.md 125: it is answered as if it were not there."""
    row = {"id": user(world, YAMADA), "accountEnabled": False}
    world.fails(f"GET /users/{row['id']}", {"status": 200, "body": row}, nth="all")
    world.fails("POST */members", 404)
    bulk(
        world,
        {"userId": row["id"], "error": {"code": "NotFound"}},
        {"userId": user(world, ENDO), "error": None},
    )

    result = (await added(world, [Member(TEAM, YAMADA), *([Member(TEAM, ENDO)] if together else [])]))[
        Member(TEAM, YAMADA).key
    ]

    assert type(result) is Permanent
    assert "無効" in str(result)
    assert "yamada" in str(result)
    assert world.memory["person:yamada"]["id"] == row["id"], "it is the account that is switched off"


async def test_who_is_not_found_yet_is_looked_for_anew(world: World, team: str) -> None:
    bulk(
        world,
        {"userId": user(world, YAMADA), "error": {"code": "NotFound"}},
        {"userId": user(world, ENDO), "error": None},
    )

    results = await added(world, [Member(TEAM, YAMADA), Member(TEAM, ENDO)])

    assert type(results[Member(TEAM, YAMADA).key]) is NotFound
    assert [world.memory[f"person:{who}"]["id"] for who in ("yamada", "endo")] == ["", user(world, ENDO)]


# others


async def others(world: World, *members: Member) -> list[Extra | Gone]:
    view = world.view()
    for one in members:
        if seen := await view.seen(one):
            view.learn(one.key, id=seen.id)
    return await Member.others(view, members)


async def test_people_whom_nobody_named_stay_and_are_listed(world: World, team: str) -> None:
    await world.make(Member(TEAM, YAMADA))

    (extra,) = await others(world, Member(TEAM, OFFICER), Member(TEAM, ACCOUNT))

    assert isinstance(extra, Extra)
    assert extra.key == f"{TEAM.key}/member:{user(world, YAMADA)}"
    assert extra.title == "チーム『研修 R7』の 山田 葵"
    assert "設定にない人です" in extra.reason
    assert extra.resource is None


async def test_somebody_without_a_name_is_a_question_mark(world: World, team: str) -> None:
    await world.make(Member(TEAM, YAMADA))
    world.app.tenant.user(YAMADA.mail).display_name = ""

    (extra,) = await others(world, Member(TEAM, OFFICER), Member(TEAM, ACCOUNT))

    assert extra.title == "チーム『研修 R7』の ?"


async def test_an_account_that_was_made_anew_is_to_go(world: World, team: str) -> None:
    """C15: the old account of somebody who is named."""
    await world.make(Member(TEAM, ENDO))
    old = user(world, ENDO)
    world.memory["person:yamada"] = {"id": user(world, YAMADA), "upn": YAMADA.mail, "before": [old]}

    (gone,) = await others(world, Member(TEAM, OFFICER), Member(TEAM, ACCOUNT), Member(TEAM, YAMADA))

    assert gone == Gone(
        Member(TEAM, YAMADA, account=old), "アカウントが作り直され、新しいほうに替わりました。"
    )


async def test_where_nobody_can_be_seen_nobody_is_listed(world: World, team: str) -> None:
    world.fails("GET */members", 503)
    unseen = await Member.others(world.view(), [Member(TEAM, OFFICER)])
    absent = await Member.others(world.view(), [Member(replace(TEAM, mail_nickname="none"), OFFICER)])

    assert (unseen, absent) == ([], [])


# words


def test_what_it_waits_for() -> None:
    assert list(Member(TEAM, YAMADA).after) == []
    assert list(Member(TEAM, SENSEI).after) == [Guest(SENSEI)]
    assert list(Member(CHANNEL, YAMADA).after) == [Member(TEAM, YAMADA)]
    assert list(Member(CHANNEL, YAMADA, owner=True).after) == [Member(TEAM, YAMADA)]
    assert Member(CHANNEL, YAMADA).cannot_do_without == Member(CHANNEL, YAMADA).after


def test_its_permission_is_of_the_place() -> None:
    assert Member(TEAM, YAMADA).needs == ("app:TeamMember.ReadWrite.All",)
    assert Member(CHANNEL, YAMADA).needs == ("app:ChannelMember.ReadWrite.All",)


def test_those_of_one_place_are_together() -> None:
    assert Member(TEAM, YAMADA).together == Member(TEAM, ENDO, owner=True).together
    assert Member(TEAM, YAMADA).together != Member(CHANNEL, YAMADA).together


def test_its_words_and_what_is_stored_of_them() -> None:
    before = Member(TEAM, YAMADA, account="u0")

    assert Member(TEAM, YAMADA).key == "team:dx-leader-R7/member:yamada"
    assert Member(TEAM, YAMADA).title == "チーム『研修 R7』のメンバー 山田 葵"
    assert Member(TEAM, YAMADA).nameless == "チーム『研修 R7』のメンバー yamada"
    assert Member(CHANNEL, OFFICER, owner=True).title == "チャネル『R7 1班』の所有者 研修担当"
    assert before.key == "team:dx-leader-R7/member:yamada-u0"
    assert before.title == "チーム『研修 R7』のメンバー 山田 葵(以前のアカウント)"
    assert before.counted_as == "yamada-u0"
    assert Member(CHANNEL, YAMADA).lease == TEAM.key
