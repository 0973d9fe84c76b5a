"""A team: found by what is remembered or by its nickname, made in two steps, never a stranger's."""

import asyncio
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from m365bot.errors import GuardStopped, NotFound, NotReady, Permanent
from m365bot.programme.channels import TeamSpec
from m365bot.resources import Team
from m365bot.resources.seen import Seen
from m365bot.sandbox import seed
from tests.graph import virtual
from tests.resources.world import ACCOUNT, ENDO, OFFICER, SECOND, YAMADA, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER, SECOND), members=(ACCOUNT,))
AS_WANTED = {"name": "研修 R7", "visibility": "Private", "team": True, "allows": ""}
SOMEBODYS = {"displayName": "他課", "mailNickname": "DX-Leader-r7", "owners": ["a.endo@example.jp"]}


def user_ids(world: World, *names: str) -> list[str]:
    return [world.app.tenant.user(name).id for name in names]


def in_no_time(world: World, act: Any) -> Any:
    return virtual.run(act, passes=world.app.tenant.clock.advance)


async def test_a_team_is_made_of_a_group_of_its_nickname(world: World) -> None:
    nothing = await world.see(TEAM)
    made = await world.write(TEAM)

    (group,) = await world.there("/groups?$filter=mailNickname eq 'dx-leader-R7'")
    assert nothing is None
    assert made == Seen(group["id"])
    assert (group["displayName"], group["visibility"]) == ("研修 R7", "Private")
    assert (group["groupTypes"], group["mailEnabled"], group["securityEnabled"]) == (["Unified"], True, False)
    assert group["resourceProvisioningOptions"] == ["Team"]
    assert world.intents == 2


async def test_the_second_look_finds_it_as_wanted(world: World) -> None:
    made = await world.make(TEAM)

    assert await world.see(TEAM) == Seen(made.id, facts=AS_WANTED, half_made=False)


async def test_nobody_gets_a_welcome_mail(world: World) -> None:
    made = await world.make(TEAM)

    group = world.app.tenant.groups[made.id]
    assert group.behaviors == ["HideGroupInOutlook", "WelcomeEmailDisabled"]


async def test_those_it_is_born_with_are_in_it_and_owners_are_members_too(world: World) -> None:
    made = await world.make(TEAM)

    group = world.app.tenant.groups[made.id]
    owners = user_ids(world, OFFICER.mail, SECOND.mail)
    assert list(group.owners) == owners
    assert list(group.members) == [*owners, *user_ids(world, ACCOUNT.mail)]


async def test_somebody_who_is_owner_and_member_is_bound_once(world: World) -> None:
    made = await world.make(replace(TEAM, members=(ACCOUNT, OFFICER)))

    assert len(world.app.tenant.groups[made.id].members) == 3


async def test_at_most_nine_owners_are_born_with_it(world: World) -> None:
    mails = [user.upn for user in list(world.app.tenant.users.values())[:12]]
    owners = tuple(replace(OFFICER, id=mail, mail=mail) for mail in mails)

    made = await world.make(replace(TEAM, owners=owners))

    assert list(world.app.tenant.groups[made.id].owners) == user_ids(world, *mails[:9])


async def test_trainees_do_not_rewire_its_channels(world: World) -> None:
    made = await world.make(TEAM)

    settings = world.app.tenant.teams[made.id].settings
    closed = (
        "CreateUpdateChannels",
        "DeleteChannels",
        "CreateUpdateRemoveTabs",
        "CreateUpdateRemoveConnectors",
        "CreatePrivateChannels",
        "AddRemoveApps",
    )
    assert [settings["memberSettings"][f"allow{name}"] for name in closed] == [False] * 6
    assert settings["guestSettings"] == {"allowCreateUpdateChannels": False, "allowDeleteChannels": False}


async def test_r18_a_team_whose_members_may_more_than_they_should_is_an_update_like_any_other(
    world: World,
) -> None:
    made = await world.make(TEAM)
    open_again = {"memberSettings": {"allowCreatePrivateChannels": True, "allowAddRemoveApps": True}}
    await world.hand("PATCH", f"/teams/{made.id}", open_again)

    was = await world.see(TEAM)
    await world.write(TEAM, was)

    assert was.facts["allows"] == "allowAddRemoveApps,allowCreatePrivateChannels"
    assert await world.see(TEAM) == Seen(made.id, facts=AS_WANTED)
    assert world.writes[-1] == f"PATCH /v1.0/teams/{made.id}"


async def test_a_remembered_team_is_read_by_its_id_alone(world: World) -> None:
    made = await world.make(TEAM)
    before = len(world.asked())

    await world.see(TEAM)

    assert world.asked()[before:] == [
        f"GET /v1.0/groups/{made.id}?$select=id,displayName,mailNickname,visibility",
        f"GET /v1.0/teams/{made.id}?$select=id,memberSettings,guestSettings",
    ]


async def test_without_memory_it_is_found_by_its_nickname(world: World) -> None:
    made = await world.make(TEAM)
    world.forgets()

    assert await world.see(TEAM) == Seen(made.id, facts=AS_WANTED)


async def test_a_remembered_group_that_is_gone_is_looked_for_by_nickname(world: World) -> None:
    made = await world.make(TEAM)
    await world.hand("DELETE", f"/groups/{made.id}")

    assert await world.see(TEAM) is None


async def test_nicknames_are_compared_here_too_where_a_filter_is_ignored(world: World) -> None:
    """C38."""
    seed.add(world.app.tenant, {"groups": [{**SOMEBODYS, "mailNickname": "dx-leader-R70"}]})
    world.fails("GET /groups", {"ignore_query": ["$filter"]})

    assert await world.see(TEAM) is None


async def test_a_nickname_with_a_quote_is_asked_for_as_one(world: World) -> None:
    team = replace(TEAM, mail_nickname="o'dx")
    made = await world.make(team)
    world.forgets()

    found = await world.see(team)

    assert found is not None
    assert found.id == made.id


async def test_a_group_that_an_officer_owns_is_adopted_whatever_its_letter_case(world: World) -> None:
    row = {**SOMEBODYS, "owners": ["a.endo@example.jp", SECOND.mail]}
    seed.add(world.app.tenant, {"groups": [row]})

    seen = await world.see(TEAM)

    assert seen is not None
    assert seen.facts == {"name": "他課", "visibility": "Private", "team": False, "allows": ""}
    assert seen.half_made


@pytest.mark.parametrize("owners", [["a.endo@example.jp", "a.yamada@example.jp"], []])
async def test_s6_a_strangers_group_stops_the_run_and_its_owners_are_not_named(
    owners: list[str], world: World
) -> None:
    seed.add(world.app.tenant, {"groups": [{**SOMEBODYS, "owners": owners}]})

    with pytest.raises(GuardStopped) as stopped:
        await world.see(TEAM)

    words = str(stopped.value)
    assert "dx-leader-R7" in words
    assert "『他課』" in words
    assert not any(name in words for name in ("遠藤", "山田", "endo"))


async def test_s6_a_group_that_was_not_made_here_is_asked_about(world: World) -> None:
    """Config names its nickname and its owner as an officer."""
    seed.add(world.app.tenant, {"groups": [{**SOMEBODYS, "owners": [OFFICER.mail]}]})

    seen = await world.see(TEAM)

    assert seen is not None
    assert "ここで作ったものではないグループ『他課』を引き継ぎます" in seen.asks


async def test_s6_ours_is_known_again_without_memory_and_by_the_account_in_it(world: World) -> None:
    made = await world.make(TEAM)
    world.forgets()

    seen = await world.see(TEAM)

    assert (seen.id, seen.asks) == (made.id, "")


async def test_s6_a_group_of_our_name_that_the_account_is_not_in_is_asked_about(world: World) -> None:
    row = {**SOMEBODYS, "displayName": TEAM.display_name, "owners": [OFFICER.mail]}
    seed.add(world.app.tenant, {"groups": [row]})

    assert (await world.see(TEAM)).asks


async def test_s14_an_id_that_was_changed_by_hand_names_nobody_elses_group(world: World) -> None:
    other = await world.make(replace(TEAM, mail_nickname="dx-other", display_name="別のチーム"))
    await world.make(TEAM)
    world.remembers(TEAM.key, id=other.id)

    with pytest.raises(GuardStopped, match=r"記録では.*dx-other.*dx-leader-R7 に戻して"):
        await world.see(TEAM)


async def test_a_half_made_team_is_finished_and_no_second_group_is_made(world: World) -> None:
    world.fails("PUT */team", 503)
    refused = await world.refuses(TEAM)
    half = await world.see(TEAM)
    done = await world.write(TEAM, half)

    assert type(refused).__name__ == "Unanswered"
    assert half is not None
    assert half.half_made
    assert done.id == half.id
    assert len(world.asked("POST", "/groups")) == 1
    assert await world.see(TEAM) == Seen(done.id, facts=AS_WANTED)


@pytest.mark.parametrize("change", [{"displayName": "別名"}, {"visibility": "Public"}])
async def test_what_a_person_changed_is_set_back(world: World, change: dict[str, str]) -> None:
    made = await world.make(TEAM)
    await world.hand("PATCH", f"/groups/{made.id}", change)
    was = await world.see(TEAM)

    again = await world.write(TEAM, was)

    assert was is not None
    assert was.facts != AS_WANTED
    assert again.id == made.id
    assert await world.see(TEAM) == Seen(made.id, facts=AS_WANTED)


async def test_what_is_as_wanted_is_not_written(world: World) -> None:
    await world.make(TEAM)
    was = await world.see(TEAM)
    before = len(world.writes)

    await world.write(TEAM, was)

    assert world.writes[before:] == []


async def test_r19_a_young_group_is_asked_three_times_ten_seconds_apart_and_then_seldom(
    world: World,
) -> None:
    world.app.tenant.settings.delays.group_teamable = (900.0, 900.0)
    waited, pauses = 0.0, []
    while waited < 900:
        was = await world.see(TEAM)
        error = await world.refuses(TEAM, was)
        assert isinstance(error, NotReady)
        assert "グループがまだ新しい" in str(error)
        pauses.append(error.after)
        waited += error.after or 0.0
        world.app.tenant.clock.advance(error.after)

    made = await world.make(TEAM)

    assert pauses[:4] == [10, 10, 10, 30]
    assert len(world.asked("PUT", "/team")) == 20
    assert len(world.asked("POST", "/groups")) == 1
    assert made.id in world.app.tenant.teams


async def test_a_404_that_hid_a_done_put_is_believed_once_the_team_shows(world: World) -> None:
    """C32."""
    world.fails("PUT */team", 404, after_commit=True)
    error = await world.refuses(TEAM)

    seen = await world.see(TEAM)

    assert isinstance(error, NotReady)
    assert seen is not None
    assert seen.facts == AS_WANTED
    assert len(world.asked("PUT", "/team")) == 1


# what the service does not show yet


def hides_groups(world: World) -> None:
    """Nobody can read a group, by its id, a filter or the list."""
    gone = {"status": 404, "code": "Request_ResourceNotFound"}
    world.fails("GET /groups/*", gone, nth="all")
    world.fails("GET /groups", {"status": 200, "body": {"value": []}}, nth="all")


async def test_r1_a_new_group_that_is_hidden_for_a_minute_is_not_made_again(world: World) -> None:
    world.app.tenant.settings.delays.group_teamable = (60.0, 60.0)
    hides_groups(world)
    refused = await world.refuses(TEAM)

    hidden = await world.see(TEAM)
    world.app.tenant.clock.advance(61)
    done = await world.write(TEAM, hidden)

    assert isinstance(refused, NotReady)
    assert hidden is not None
    assert hidden.half_made
    assert done.id == hidden.id
    assert done.id in world.app.tenant.teams
    assert len(world.asked("POST", "/groups")) == 1


async def test_r1_a_hidden_group_whose_answer_was_lost_is_no_deleted_one(world: World) -> None:
    world.fails("POST /groups", 504, after_commit=True)
    hides_groups(world)
    await world.refuses(TEAM)

    again = await world.refuses(TEAM)

    assert isinstance(again, NotReady)
    assert again.patience
    assert "削除" not in str(again)
    assert sum(each.unified for each in world.app.tenant.groups.values()) == 1


async def test_r1_a_group_that_was_made_and_deleted_is_known_by_deleted_items(world: World) -> None:
    made = await world.make(TEAM)
    await world.hand("DELETE", f"/groups/{made.id}")

    seen = await world.see(TEAM)
    error = await world.refuses(TEAM)

    assert seen is None
    assert type(error) is Permanent
    assert "削除済みのグループがメールの別名 dx-leader-R7 を使っています" in str(error)


async def test_r1_what_was_made_long_ago_and_is_nowhere_is_gone(world: World) -> None:
    await world.make(TEAM)
    hides_groups(world)
    world.app.tenant.clock.advance(2 * 60 * 60)

    assert await world.see(TEAM) is None


async def test_r2_a_team_whose_flag_is_late_is_a_team_all_the_same(world: World) -> None:
    made = await world.make(TEAM)
    row = {"id": made.id, "displayName": TEAM.display_name, "mailNickname": TEAM.mail_nickname}
    late = {**row, "visibility": "Private", "resourceProvisioningOptions": []}
    world.fails("GET /groups/*", {"status": 200, "body": late}, nth="all")

    assert await world.see(TEAM) == Seen(made.id, facts=AS_WANTED)


async def test_r2_a_conflict_says_that_it_is_a_team_and_the_team_itself_decides(world: World) -> None:
    made = await world.make(TEAM)
    half = Seen(made.id, facts={**AS_WANTED, "team": False}, half_made=True)

    done = await world.write(TEAM, half)

    assert done.id == made.id
    assert len(world.asked("PUT", "/team")) == 2


def test_a_new_team_is_waited_for_so_that_its_channels_need_not(world: World) -> None:
    world.app.tenant.settings.delays.team_seen = (5.0, 5.0)

    made = in_no_time(world, world.make(TEAM))

    assert len(world.asked(f"GET /v1.0/teams/{made.id}")) == 5  # at 0, 1, 2, 3 and 5 seconds


def test_a_team_that_never_shows_is_looked_at_again_later(world: World) -> None:
    world.app.tenant.settings.delays.team_seen = (1000.0, 1000.0)
    began = world.graph.service_now()

    error = in_no_time(world, world.refuses(TEAM))

    waited = (world.graph.service_now() - began).total_seconds()
    assert isinstance(error, NotReady)
    assert error.after == 10
    assert "チームの用意がまだ終わっていません" in str(error)
    assert len(world.asked("GET /v1.0/teams/")) == 14
    assert 60 <= waited < 61


def test_what_else_goes_wrong_while_waiting_is_told(world: World) -> None:
    world.fails("PUT */team", 403)

    error = in_no_time(world, world.refuses(TEAM))

    assert not isinstance(error, NotFound | NotReady)


async def test_a_creation_that_failed_halfway_is_remembered(world: World) -> None:
    world.fails("PUT */team", 503)
    await world.refuses(TEAM)

    (group,) = await world.there("/groups?$filter=mailNickname eq 'dx-leader-R7'")
    assert world.memory[TEAM.key]["id"] == group["id"]


def test_a_team_of_the_programme_is_owned_by_the_officers_of_the_day() -> None:
    officers = {date(2025, 4, 1): (OFFICER, YAMADA), date(2026, 4, 1): (ENDO,)}
    programme: Any = SimpleNamespace(service_account=ACCOUNT, officers_on=officers.__getitem__)
    spec = TeamSpec("研修運営", "dx-office")

    team = Team.of(programme, spec, date(2025, 4, 1))

    assert team == Team("研修運営", "dx-office", owners=(OFFICER, YAMADA), members=(ACCOUNT,))


def test_its_words() -> None:
    assert TEAM.key == "team:dx-leader-R7"
    assert TEAM.title == "チーム『研修 R7』"
    assert TEAM.facts == AS_WANTED
    assert "dx-leader-R7" in TEAM.conflict
    assert "削除" not in TEAM.conflict


async def test_two_who_look_at_once_share_one_request(world: World) -> None:
    made = await world.make(TEAM)
    before, view = len(world.asked()), world.view()

    await asyncio.gather(view.seen(TEAM), view.id_of(TEAM), view.seen(TEAM))

    assert world.asked()[before:] == [line for line in world.asked()[before:] if made.id in line]
    assert len(world.asked()[before:]) == 2  # the group, and the team on it
