"""Who goes first, who waits for whom, and what becomes of those whose turn cannot come."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from m365bot.errors import GuardStopped, NotReady, Permanent, ServiceAccountSignedOut, SignInNeeded
from m365bot.journal import Outcome, Result
from m365bot.reconcile import apply
from m365bot.reconcile.plan import Plan
from tests.reconcile.kinds import Folk, Note, Part, Thing
from tests.reconcile.service import BEGAN, Fault, now
from tests.reconcile.world import World, create, remove, run, update

HOME = Thing("home")
ROOM = Thing("room", HOME)
DESK = Thing("desk", ROOM)
CAT = Thing("cat")
REFUSED = Permanent("断られました。")


def results_of(world: World, *things: Thing, **rest: object) -> dict[str, Result]:
    results = run(world.apply(*(create(thing, **rest) for thing in things)))
    return {key.rpartition(":")[2]: result for key, result in results.items()}


def names(world: World) -> list[str]:
    return [line.rpartition(" ")[2] for line in world.service.writes("POST")]


# order


def test_what_belongs_to_something_waits_until_that_is_there() -> None:
    world = World()

    results = results_of(world, DESK, ROOM, HOME)

    assert names(world) == ["home", "room", "desk"]
    assert {result.outcome for result in results.values()} == {Outcome.MADE}


def test_what_comes_after_something_waits_for_it() -> None:
    world = World()

    results_of(world, Thing("a", also=(CAT,)), CAT)

    assert names(world) == ["cat", "a"]


def test_what_it_could_do_without_is_waited_for_all_the_same() -> None:
    world = World()

    results_of(world, Thing("a", also=(CAT,), needless=True), CAT)

    assert names(world) == ["cat", "a"]


UNREADY = NotReady("まだです。", after=3.0, patience=300.0)


def test_what_can_do_without_does_not_wait_for_what_takes_minutes() -> None:
    async def story() -> tuple[dict[str, Result], float, list[str]]:
        world = World()
        world.service.fails("cat", *[Fault(UNREADY)] * 200)
        things = (Thing("a", also=(CAT,), needless=True), Thing("b", also=(CAT,)), CAT)
        return await world.apply(*(create(one) for one in things)), world.seconds, world.told

    results, seconds, told = run(story())

    assert results["thing:a"].outcome is Outcome.MADE
    assert told[0] == "thing:a"
    assert results["thing:cat"].outcome is Outcome.UNKNOWN
    assert results["thing:b"].outcome is Outcome.UNKNOWN  # it needs it: a later run makes both
    assert 300 <= seconds < 331


def test_of_those_made_together_who_waits_for_minutes_holds_up_no_other() -> None:
    async def story() -> list[str]:
        world = World()
        world.service.fails("cat", *[Fault(UNREADY)] * 4)
        folk = (Folk("x", also=(CAT,)), Folk("y"), Folk("z"))
        await world.apply(*(create(one) for one in folk), create(CAT))
        return world.told

    assert run(story()) == ["folk:y", "folk:z", "thing:cat", "folk:x"]


def test_what_needs_nothing_of_each_other_goes_at_once() -> None:
    async def story() -> float:
        world = World()
        await world.apply(create(CAT), create(HOME))
        return world.seconds

    assert run(story()) == 0


def test_the_longest_way_to_the_end_is_begun_first() -> None:
    world = World()
    things = [Thing("x"), Part("y", CAT), CAT, Note("z", ROOM), Part("w", ROOM), ROOM, HOME]

    results_of(world, *things)

    assert names(world)[:3] == ["home", "cat", "x"]


def test_results_come_in_the_plans_order_and_are_told_as_they_happen() -> None:
    async def story() -> tuple[list[str], list[str]]:
        world = World()
        plan = Plan("job", "R7", now(), (create(DESK), create(ROOM), create(HOME)))
        results = await apply.each(plan, world.context())
        return [result.key for result in results], world.told

    results, told = run(story())

    assert results == [DESK.key, ROOM.key, HOME.key]
    assert told == [HOME.key, ROOM.key, DESK.key]


def test_those_of_one_together_travel_in_one_request() -> None:
    world = World()
    people = [Folk("a", HOME), Folk("b", HOME), Folk("c", ROOM), Folk("d", ROOM)]

    results_of(world, *people, ROOM, HOME)

    assert sorted(names(world)) == ["a+b", "c+d", "home", "room"]


def test_creating_and_removing_of_one_together_do_not_mix() -> None:
    async def story() -> list[str]:
        world = World()
        home = world.service.put("things", "home", text="")
        world.service.put("folk", "a", home.id, text="")
        a, b, c = (Folk(name, HOME) for name in "abc")
        await world.apply(remove(a, await world.seen(a)), create(b), create(c))
        return world.service.writes()

    assert {line.partition(" ")[0] for line in run(story())} == {"DELETE", "POST"}


def test_of_one_together_one_may_come_after_another() -> None:
    world = World()
    a = Folk("a", HOME)

    results = results_of(world, HOME, a, Folk("b", HOME, also=(a,)))

    assert {result.outcome for result in results.values()} == {Outcome.MADE}


# what cannot be done


def test_without_what_it_needs_it_is_not_tried_and_says_why_by_a_nameless_title() -> None:
    world = World()
    world.service.fails("room", Fault(REFUSED))

    results = results_of(world, HOME, ROOM, DESK)

    words = f"先に必要な{ROOM.nameless}ができていません。"
    assert results["desk"] == Result(DESK.key, Outcome.FAILED, words, "Permanent")
    assert names(world) == ["home", "room"]
    assert world.journal.settled[DESK.key] == results["desk"]


def test_what_waits_for_something_unknown_is_unknown_itself() -> None:
    world = World()
    world.service.fails("room", Fault(ServiceAccountSignedOut("サインイン")))

    results = results_of(world, HOME, ROOM, DESK)

    assert (results["desk"].outcome, results["desk"].error) == (Outcome.UNKNOWN, "ServiceAccountSignedOut")


@pytest.mark.parametrize(("needless", "outcome"), [(False, Outcome.FAILED), (True, Outcome.MADE)])
def test_what_it_comes_after_may_be_missing_only_where_the_kind_says_so(
    needless: bool, outcome: Outcome
) -> None:
    world = World()
    world.service.fails("cat", Fault(REFUSED))

    assert results_of(world, CAT, Thing("a", also=(CAT,), needless=needless))["a"].outcome is outcome


def test_a_grandparent_that_failed_is_missed_too() -> None:
    world = World()
    world.service.fails("home", Fault(REFUSED))

    results = results_of(world, HOME, DESK)

    assert results["desk"].words == f"先に必要な{HOME.nameless}ができていません。"


def test_who_is_blocked_blocks_nobody_else_of_its_batch() -> None:
    world = World()
    world.service.put("things", "home", text="")
    world.service.fails("cat", Fault(REFUSED))
    people = [Folk("a", HOME), Folk("b", HOME, also=(CAT,)), Folk("c", HOME)]

    results = results_of(world, CAT, *people)

    assert [results[name].outcome.value for name in "abc"] == ["made", "failed", "made"]


def test_before_its_time_it_is_withheld() -> None:
    world = World()
    at = BEGAN + timedelta(hours=9)

    result = run(world.apply_one(create(CAT, not_before=at)))

    assert result == Result(CAT.key, Outcome.WITHHELD, "送る時間(2025-06-02 09:00)の前です。", "Early")
    assert world.service.log == []


def test_at_its_time_it_is_sent() -> None:
    assert run(World().apply_one(create(CAT, not_before=BEGAN))).outcome is Outcome.MADE


def test_a_run_that_must_not_go_on_does_nothing_more() -> None:
    world = World()
    world.may_go_on = lambda: "取り消されました。" if world.told else ""

    results = results_of(world, HOME, ROOM, DESK)

    assert results["home"].outcome is Outcome.MADE
    assert results["room"] == Result(ROOM.key, Outcome.FAILED, "取り消されました。", "Stopped")
    assert results["desk"].error == "Stopped"
    assert names(world) == ["home"]


# going on


def test_what_the_journal_has_settled_is_not_done_again() -> None:
    world = World()
    world.service.put("things", "home", text="")
    done = Result(HOME.key, Outcome.MADE, "まえの結果")
    world.journal.settled[HOME.key] = done

    results = results_of(world, HOME, ROOM)

    assert results["home"] is done
    assert (names(world), world.told) == (["room"], [ROOM.key])


def test_what_failed_before_the_process_died_blocks_as_before() -> None:
    world = World()
    world.journal.settled[HOME.key] = Result(HOME.key, Outcome.FAILED, "断られました。", "Permanent")

    results = results_of(world, HOME, ROOM)

    assert (results["room"].outcome, world.service.log) == (Outcome.FAILED, [])


def test_a_result_of_something_that_is_not_planned_is_called_by_its_key() -> None:
    world = World()
    world.journal.settled[HOME.key] = Result(HOME.key, Outcome.FAILED, "", "Permanent")

    assert results_of(world, ROOM)["room"].words == "先に必要なthing:homeができていません。"


def test_a_plan_with_nothing_left_to_do_asks_nobody() -> None:
    assert results_of(World()) == {}


# what may have been done by the way


@pytest.mark.parametrize("brought", [True, False])
def test_what_its_parent_may_bring_along_is_looked_for_first(brought: bool) -> None:
    world = World()
    world.service.brings = {"home": ("part",)} if brought else {}

    results = results_of(world, HOME, Part("part", HOME))

    assert results["part"].outcome is (Outcome.ADOPTED if brought else Outcome.MADE)
    assert len(world.service.named("part")) == 1


def test_what_its_parent_never_brings_is_not_looked_for() -> None:
    world = World()

    results_of(world, HOME, ROOM)

    assert [line for line in world.service.log if line.startswith("GET")] == []


def test_under_a_parent_that_was_there_nothing_is_looked_for() -> None:
    world = World()
    home = world.service.put("things", "home", text="")
    world.journal.remember({HOME.key: {"id": home.id}})

    results_of(world, Part("part", HOME))

    assert world.service.log == ["POST /things part"]


def test_who_left_a_team_may_have_left_its_rooms() -> None:
    """The service itself takes away the one with the other; that is found, and no error."""

    async def story() -> tuple[dict[str, Result], World]:
        world = World()
        team, room = Thing("team"), Thing("in-room", also=(Thing("team"),))
        world.service.put("things", "team", text="")
        item = world.service.put("things", "in-room", text="")
        changes = [remove(team, await world.seen(team)), remove(room, await world.seen(room))]
        del world.service.items[item.id]
        return await world.apply(*changes), world

    results, world = run(story())

    assert [result.outcome for result in results.values()] == [Outcome.MADE, Outcome.ADOPTED]
    assert len(world.service.writes("DELETE")) == 1


def test_an_update_after_something_is_not_looked_at_again() -> None:
    async def story() -> list[str]:
        world = World()
        room = Thing("a", text="新", also=(CAT,))
        world.service.put("things", "a", text="旧")
        change = update(room, await world.seen(room))
        world.service.log.clear()
        await world.apply(create(CAT), change)
        return [line for line in world.service.log if line.startswith("GET")]

    assert run(story()) == []


# what ends everything


def test_without_the_apps_token_the_run_ends_with_that_error_itself() -> None:
    world = World()
    world.journal.born = BEGAN
    world.service.hides("notes", SignInNeeded("証明書の期限が切れています。"))

    with pytest.raises(SignInNeeded, match="証明書"):
        results_of(world, Note("n"), CAT)


def test_a_look_that_needs_a_person_ends_the_run() -> None:
    world = World()
    world.journal.born = BEGAN
    world.service.hides("notes", GuardStopped("人が見てください。"))

    with pytest.raises(GuardStopped):
        results_of(world, Note("n"))


def test_what_a_look_learned_of_others_is_kept() -> None:
    """A remembered id that leads nowhere leads nobody astray again."""
    world = World()
    world.journal.born = BEGAN
    world.journal.remember({HOME.key: {"id": "home-of-old"}})

    result = results_of(world, Note("n", HOME))["n"]

    assert (result.outcome, world.journal.memory[HOME.key]) == (Outcome.FAILED, {"id": ""})


def test_a_process_that_dies_leaves_an_intent_and_the_next_one_finds_what_it_did() -> None:
    async def story() -> World:
        world = World()
        world.service.fails("n", Fault(Permanent("-"), done=30))
        dying = asyncio.ensure_future(world.apply(create(Note("n"))))
        await asyncio.sleep(0)
        while not world.journal.intents:
            await asyncio.sleep(0)
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        world.journal = replace(world.journal, settled={})
        await world.apply(create(Note("n")))
        return world

    world = run(story())

    assert len(world.service.named("n")) == 1
    assert world.journal.settled[Note("n").key].outcome is Outcome.ADOPTED
