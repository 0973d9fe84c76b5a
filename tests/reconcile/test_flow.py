"""From what is wanted to a plan, on a service in memory."""

from typing import Any

import pytest

from m365bot.errors import MissingPermission, SignInNeeded, Temporary, Unreachable
from m365bot.journal import Outcome, Stored
from m365bot.programme import Guards
from m365bot.reconcile import flow
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Action, Plan
from m365bot.resources import Member
from m365bot.resources.kind import Desired, Gone
from tests.reconcile import things
from tests.reconcile.kinds import Folk, Rows, Thing
from tests.reconcile.world import World, run

HOME = Thing("home")
ROOM = Thing("room", HOME, text="新")


def planned(world: World, *wanted: Desired, **guards: Any) -> Planned:
    return run(world.plan(*wanted, guards=Guards(**guards)))


def shape(found: Planned) -> list[tuple[Action, str]]:
    return [(change.action, change.resource.name) for change in found.plan.changes]


def test_what_is_not_there_is_planned_and_nothing_is_written() -> None:
    world = World()

    found = planned(world, ROOM, HOME)

    assert shape(found) == [(Action.CREATE, "home"), (Action.CREATE, "room")]
    assert (found.stopped, found.forbidden, found.unreachable) == ("", False, False)
    assert world.service.writes() == []


def test_running_twice_changes_nothing_the_second_time() -> None:
    async def story() -> tuple[Planned, World]:
        world = World()
        wanted = [HOME, ROOM, Folk("a", HOME), Folk("b", HOME)]
        await world.make(*wanted)
        return await world.plan(*wanted), world

    found, world = run(story())

    assert (found.plan.changes, found.plan.unchanged) == ((), 4)
    assert {result.outcome for result in world.journal.settled.values()} == {Outcome.MADE}


def test_what_was_learned_comes_back_beside_the_plan() -> None:
    world = World()
    item = world.service.put("things", "home", text="")

    learned = planned(world, HOME).learned
    kept = learned.pop("kept:job/R7")  # type: ignore[attr-defined]  # a dict, as journals take it

    assert kept["keys"] == [HOME.key]
    assert learned == {HOME.key: {"id": item.id, "link": f"memory:{item.id}"}}


def test_rows_are_stored_and_counted() -> None:
    async def story() -> tuple[Planned, World]:
        world = World()
        world.service.put("rows", "一")
        world.service.put("rows", "二")
        found = await world.plan(Rows("r"))
        await world.apply(*found.plan.changes)
        return found, world

    found, world = run(story())

    (change,) = found.plan.changes
    assert (change.action, change.rows, change.reason) == (Action.STORE, 2, "新しい回答があります。")
    assert world.journal.settled[change.key].stored == Stored(2, 1)


# what is there besides


def test_who_is_there_beside_what_is_wanted_stays_and_is_listed() -> None:
    world = World()
    home = world.service.put("things", "home", text="")
    for name in ("c", "a"):
        world.service.put("folk", name, home.id, text="")
    world.service.put("things", "d", home.id, text="まえ", withheld="人が編集")

    found = planned(world, HOME, Folk("b", HOME), Thing("d", HOME))

    assert [(extra.key, extra.reason) for extra in found.plan.withheld] == [
        ("folk:a", "設定にありません。"),
        ("folk:c", "設定にありません。"),
        ("thing:home/thing:d", "人が編集"),
    ]
    assert shape(found) == [(Action.CREATE, "b")]


def test_who_is_to_go_is_looked_at_and_planned_with_a_reason() -> None:
    world = World()
    home = world.service.put("things", "home", text="")
    item = world.service.put("folk", "old-a", home.id, text="")

    found = planned(world, HOME, Folk("b", HOME))
    removal = found.plan.changes[1]
    assert shape(found) == [(Action.CREATE, "b"), (Action.REMOVE, "old-a")]
    assert (removal.reason, removal.was.id if removal.was else "") == ("替わりました。", item.id)


def test_what_is_wanted_wins_over_what_is_to_go() -> None:
    world = World()
    home = world.service.put("things", "home", text="")
    world.service.put("folk", "old-a", home.id, text="")

    assert planned(world, HOME, Folk("old-a", HOME)).plan.changes == ()


def test_a_survey_sees_all_of_one_together_however_a_job_orders_them() -> None:
    world = World()
    home = world.service.put("things", "home", text="")
    for name in ("a", "b"):
        world.service.put("folk", name, home.id, text="")

    found = planned(world, Folk("a", HOME), HOME, Folk("x", ROOM), Folk("b", HOME))

    assert found.plan.withheld == ()


def test_each_parent_has_a_survey_of_its_own() -> None:
    world = World()
    home = world.service.put("things", "home", text="")
    room = world.service.put("things", "room", home.id, text="新")
    world.service.put("folk", "a", home.id, text="")
    world.service.put("folk", "b", room.id, text="")

    found = planned(world, Folk("b", HOME), Folk("a", ROOM))

    assert [extra.title for extra in found.plan.withheld] == ["a", "b"]


# what stops it


def test_a_guard_stops_it_for_what_goes_whoever_asked_for_that() -> None:
    world = World()
    home = world.service.put("things", "home", text="")
    world.service.put("folk", "old", home.id, text="")
    world.service.put("things", "x", text="")
    wanted = [HOME, Folk("b", HOME), Gone(Thing("x"), "終了")]

    assert planned(world, *wanted, members_removed=2).stopped == ""
    assert "members_removed" in planned(world, *wanted, members_removed=1).stopped


@pytest.mark.parametrize(
    ("error", "forbidden", "unreachable"),
    [
        (MissingPermission("Things.Read"), True, False),
        (Unreachable("接続できません。"), False, True),
        (Temporary("混雑"), False, False),
    ],
)
def test_why_nothing_could_be_seen_is_said(error: Exception, forbidden: bool, unreachable: bool) -> None:
    world = World()
    world.service.hides("things", error)

    found = planned(world, HOME)

    assert (found.forbidden, found.unreachable) == (forbidden, unreachable)
    assert [extra.key for extra in found.plan.unknown] == [HOME.key]


def test_without_a_token_there_is_no_plan() -> None:
    world = World()
    world.service.hides("things", SignInNeeded("証明書の期限が切れています。"))

    with pytest.raises(SignInNeeded):
        planned(world, HOME)


def test_all_that_a_look_recalls_is_known_beforehand() -> None:
    old = Member(things.TEAM, things.OFFICER)

    keys = flow.keys(Plan("provision", "R7", things.NOW), [things.MEMBER, Gone(old, "終了")])

    assert keys == {
        "kept:provision/R7",
        things.TEAM.key,
        *(key for one in (things.MEMBER, old) for key in (one.key, *one.recalls)),
    }
