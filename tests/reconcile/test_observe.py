"""Present, absent or unknown: what a look makes of what the service says, and of what it does not say yet."""

import asyncio

import pytest
import structlog.testing

from m365bot.errors import (
    GuardStopped,
    M365BotError,
    MissingPermission,
    NotFound,
    NotReady,
    Permanent,
    ServiceAccountSignedOut,
    SignInNeeded,
    Temporary,
)
from m365bot.reconcile import observe
from m365bot.reconcile.observe import Absent, Observation, Present, Unknown
from m365bot.resources import Responses
from m365bot.resources.kind import Resource
from m365bot.resources.seen import Seen
from m365bot.resources.view import View
from tests.reconcile import kinds
from tests.reconcile.kinds import Note, Pair, Thing
from tests.reconcile.service import Fault
from tests.reconcile.things import TEAM
from tests.reconcile.world import World, create, run

HOME = Thing("home")
ROOM = Thing("room", HOME)
PAIR = Pair("pair")
IN_PAIR = Thing("in", PAIR)
NOTE = Note("n", text="本文")


def look(world: World, *wanted: Resource) -> tuple[list[Observation], View]:
    async def looking() -> tuple[list[Observation], View]:
        view = world.view()
        found = await observe.all_of(wanted, view)
        return [found[one.key] for one in wanted], view

    return run(looking())


# present


def test_what_is_there_is_present_and_learned() -> None:
    world = World()
    item = world.service.put("things", "home", text="本文")

    (found,), view = look(world, HOME)

    link = f"memory:{item.id}"
    assert found == Present(Seen(item.id, {"text": "本文"}, {"link": link}, kept={"etag": 1}))
    assert view.learned == {HOME.key: {"id": item.id, "link": link}}


def test_a_collection_is_read_once_however_many_ask() -> None:
    world = World()
    world.service.put("things", "a", text="")

    found, _ = look(world, Thing("a"), Thing("b"), Thing("a"))

    assert [type(one) for one in found] == [Present, Absent, Present]
    assert world.service.log == ["GET /things"]


# absent


def test_what_no_list_shows_is_absent_and_nothing_is_learned_of_it() -> None:
    (found,), view = look(World(), HOME)

    assert (found, view.learned) == (Absent(), {})


def test_what_is_surely_gone_has_no_id_any_more() -> None:
    world = World()
    world.journal.remember({HOME.key: {"id": "home-1", "link": "memory:home-1"}})

    _, view = look(world, HOME)

    assert view.learned == {HOME.key: {"id": "", "link": "memory:home-1"}}


def test_what_belongs_to_something_absent_is_absent_and_says_of_what() -> None:
    (found,), _ = look(World(), ROOM)

    assert found == Absent("物『home』", HOME.key)


def test_a_remembered_parent_that_is_gone_is_found_out() -> None:
    world = World()
    world.journal.remember({HOME.key: {"id": "home-1"}})

    (found,), view = look(world, ROOM)

    assert found == Absent("物『home』", HOME.key)
    assert view.learned[HOME.key]["id"] == ""


def test_to_a_half_made_parent_nothing_can_belong_yet() -> None:
    world = World()
    item = world.service.put("pairs", "pair", text="")
    world.service.hides("things", NotFound("まだありません。"))

    (found,), view = look(world, IN_PAIR)

    assert found == Absent("物『pair』", PAIR.key)
    assert view.learned[PAIR.key]["id"] == item.id


# unknown


def test_under_a_parent_that_is_there_a_404_says_nothing() -> None:
    world = World()
    world.service.put("pairs", "pair", text="", finished=True)
    error = NotFound("まだありません。")
    world.service.hides("things", error)

    (found,), _ = look(world, IN_PAIR)

    assert found == Unknown(error)


def test_a_404_of_something_without_a_parent_says_nothing() -> None:
    world = World()
    error = NotFound("ない")
    world.service.hides("things", error)

    assert look(world, HOME)[0] == [Unknown(error)]


@pytest.mark.parametrize(
    "error",
    [Temporary("混雑"), NotReady("まだ"), Permanent("断られました。"), ServiceAccountSignedOut("サインイン")],
)
def test_what_the_service_will_not_show_is_unknown(error: M365BotError) -> None:
    world = World()
    world.service.hides("things", error)

    assert look(world, HOME)[0] == [Unknown(error)]


@pytest.mark.parametrize("error", [SignInNeeded("証明書"), GuardStopped("人が")])
def test_where_nothing_at_all_can_be_done_the_look_ends(error: M365BotError) -> None:
    world = World()
    world.service.hides("things", error)

    with pytest.raises(type(error)):
        look(world, HOME)


def test_a_mistake_of_ours_in_one_thing_leaves_the_others_seen() -> None:
    with structlog.testing.capture_logs() as log:
        found, _ = look(World(), kinds.Broken("b"), HOME)

    said = {"event": "observe.broke", "kind": "Broken", "error": "ZeroDivisionError", "log_level": "error"}
    assert log == [said]
    assert isinstance(found[0], Unknown)
    assert str(found[0].error).startswith("思わぬエラーです(ZeroDivisionError)")
    assert found[1] == Absent()


# permissions


@pytest.mark.parametrize(
    ("permission", "identity", "held", "named"),
    [
        ("", "app", (), "Things.Write"),
        ("", "account", (), "Things.Send"),
        ("", "app", ("Things.Write",), "Things.Write"),
        ("Sites.Read", "app", ("Things.Write",), "Sites.Read"),
        ("Sites.Read", "app", (), "Things.Write"),
    ],
)
def test_a_refusal_names_what_the_identity_lacks_of_what_the_kind_needs(
    permission: str, identity: str, held: tuple[str, ...], named: str
) -> None:
    world = World()
    refusal = MissingPermission(
        permission, identity=identity, held=frozenset(held), code="Forbidden", request_id="r-1"
    )
    world.service.hides("things", refusal)

    ((found,), _) = look(world, HOME)

    assert isinstance(found, Unknown)
    assert isinstance(found.error, MissingPermission)
    assert (found.error.permission, found.error.identity) == (named, identity)
    assert (found.error.held, found.error.code, found.error.request_id) == (
        frozenset(held),
        "Forbidden",
        "r-1",
    )


def test_several_that_are_lacking_are_all_named() -> None:
    class Greedy(Thing):
        needs = ("app:A.Read", "app:B.Write", "account:C.Send")

    named = observe.named_for(Greedy("g").needs, MissingPermission("", identity="app"))

    assert named.permission == "A.Read、B.Write"


def test_r18_a_refusal_where_nothing_of_its_own_is_lacking_names_what_the_team_above_asks_for() -> None:
    """The harsh weather's 403 names no permission."""
    answers = Responses(TEAM, "R7 powerbi-1", "R7", "after", "powerbi-1")
    refused = MissingPermission("", identity="app", held=frozenset({"Sites.ReadWrite.All", "User.Read.All"}))

    named = observe.named_for(observe.asked_by(answers, refused), refused)

    assert named.permission == "Group.Read.All"


# the young


@pytest.mark.parametrize(("lag", "seen"), [(0.0, True), (100.0, True), (150.0, False)])
def test_what_was_just_written_is_waited_for_before_it_counts_as_absent(lag: float, seen: bool) -> None:
    async def story() -> tuple[Observation, float]:
        world = World()
        world.service.lag = lag
        await world.apply(create(NOTE))
        found = await observe.all_of([NOTE], world.view())
        return found[NOTE.key], world.seconds

    found, seconds = run(story())

    assert isinstance(found, Present) is seen
    assert seconds == (0 if lag == 0.0 else NOTE.settles_in)


def test_what_was_taken_away_long_after_it_was_written_is_absent_at_once() -> None:
    async def story() -> float:
        world = World()
        await world.apply(create(NOTE))
        await asyncio.sleep(121)
        world.service.items.clear()
        began = world.seconds
        await observe.all_of([NOTE], world.view())
        return world.seconds - began

    assert run(story()) == 0


def test_only_the_young_are_looked_at_again_and_read_anew() -> None:
    async def story() -> list[str]:
        world = World()
        world.service.fails("n", Fault(Permanent("-"), done=60))
        await world.apply(create(NOTE))
        world.service.log.clear()
        await observe.all_of([NOTE, HOME], world.view())
        return world.service.log

    assert run(story()) == ["GET /notes", "GET /things", "GET /notes"]


def test_under_a_parent_that_is_not_there_nobody_waits_for_the_young() -> None:
    async def story() -> tuple[Observation, float]:
        world = World()
        note = Note("n", HOME)
        world.journal.intend([note.key], world.service.service_now())
        found = await observe.all_of([note], world.view())
        return found[note.key], world.seconds

    found, seconds = run(story())

    assert (found, seconds) == (Absent("物『home』", HOME.key), 0)


# of all


@pytest.mark.parametrize(
    ("observations", "all_failed"),
    [
        ([], False),
        ([Absent()], False),
        ([Unknown(MissingPermission("A"))], True),
        ([Unknown(MissingPermission("A")), Unknown(MissingPermission("B"))], True),
        ([Unknown(MissingPermission("A")), Absent()], False),
        ([Unknown(MissingPermission("A")), Unknown(NotFound("x"))], False),
    ],
)
def test_whether_nothing_was_seen_for_one_reason(observations: list[Observation], all_failed: bool) -> None:
    assert observe.all_failed_with(MissingPermission, observations) is all_failed
