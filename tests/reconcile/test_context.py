"""The rules of waiting: for how long an absence says nothing."""

import asyncio
from datetime import timedelta

import pytest

from m365bot.journal import Outcome, Result
from m365bot.reconcile.context import Context
from tests.reconcile.kinds import Note, Thing
from tests.reconcile.service import BEGAN
from tests.reconcile.world import World, run

NOTE, THING = Note("n"), Thing("a")


@pytest.mark.parametrize(("ago", "left"), [(0, 120.0), (50, 70.0), (130, -10.0)])
def test_after_a_write_an_absence_needs_its_time(ago: int, left: float) -> None:
    async def story() -> tuple[float, float]:
        world = World()
        world.journal.intend([NOTE.key, THING.key], BEGAN)
        await asyncio.sleep(ago)
        view = world.view()
        return view.unsettled(NOTE), view.unsettled(THING)

    assert run(story()) == (left, -ago)


class Sheet(Note):
    """One whose change may land late."""

    lands_in = 120.0


def test_a_write_may_land_for_as_long_as_nobody_knows_what_became_of_it() -> None:
    async def story() -> list[float]:
        world, sheet = World(), Sheet("s")
        lefts = [world.view().landing(sheet)]
        world.journal.intend([sheet.key, THING.key], BEGAN)
        await asyncio.sleep(50)
        lefts += [world.view().landing(sheet), world.view().landing(THING)]
        world.journal.settle(Result(sheet.key, Outcome.MADE))
        return [*lefts, world.view().landing(sheet)]

    assert run(story()) == [0.0, 70.0, -50.0, 0.0]


def test_what_was_never_written_counts_at_once() -> None:
    async def story() -> float:
        return World().view().unsettled(NOTE)

    assert run(story()) == 0.0


@pytest.mark.parametrize(("age", "left"), [(0, 120.0), (50, 70.0), (130, -10.0)])
def test_of_a_young_database_nobody_knows_what_was_under_way(age: int, left: float) -> None:
    async def story() -> float:
        world = World()
        world.journal.born = BEGAN - timedelta(seconds=age)
        return world.context().unsettled_since_birth(NOTE)

    assert run(story()) == left


def test_how_long_a_kind_needs_may_be_set() -> None:
    async def story() -> float:
        world = World()
        world.journal.born = BEGAN
        context = world.context()
        return Context(**{**vars(context), "settles": lambda own: 7.0}).unsettled_since_birth(NOTE)

    assert run(story()) == 7.0


def test_a_look_knows_when_an_unclear_write_left_by_the_services_clock() -> None:
    async def story() -> tuple[object, object]:
        world = World()
        world.journal.intend([NOTE.key], BEGAN - timedelta(seconds=3))
        view = world.view()
        return view.written_before(NOTE.key), view.written_before(THING.key)

    assert run(story()) == (BEGAN - timedelta(seconds=3), None)


def test_a_look_stands_on_what_is_remembered_and_on_the_runs_now() -> None:
    async def story() -> tuple[object, object]:
        world = World()
        world.journal.remember({NOTE.key: {"id": "n-1"}})
        view = world.view()
        return view.memo(NOTE.key), view.now

    assert run(story()) == ({"id": "n-1"}, BEGAN)


def test_unless_told_nothing_stops_a_run_and_nobody_listens() -> None:
    async def story() -> tuple[str, None]:
        full = vars(World().context())
        context = Context(
            **{name: full[name] for name in ("graph", "journal", "records", "hold", "now", "settles")}
        )
        return context.may_go_on(), context.told(None, None)

    assert run(story()) == ("", None)
