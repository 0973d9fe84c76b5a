"""What config names no more is told of for as long as it is there, and a new thing beside it is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pytest

from m365bot.errors import NotReady
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.left import Left
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources import kinds
from m365bot.resources.kind import Desired, Extra
from tests.reconcile import things
from tests.reconcile.kinds import Thing
from tests.reconcile.world import World, create, run

HOME = Thing("home")


@dataclass(frozen=True)
class Room(Thing):
    """Might go by another name."""

    renaming: ClassVar[str] = "名前を変えたのなら、戻してください。"


@dataclass(frozen=True)
class Hall(Room):
    """Another kind of room."""


OLD, NEW = Room("old", HOME), Room("new", HOME)


def told(*changes: Change, left: tuple[Thing, ...] = (OLD,)) -> Plan:
    plan = Plan("j", None, things.NOW, changes, withheld=(Extra("z", "z", "前から"),))
    return Left(left).told_in(plan)


def asked(*changes: Change) -> list[str]:
    return [change.asks for change in told(*changes).changes]


def test_each_is_listed_as_left_alone() -> None:
    plan = told(create(NEW))

    assert [extra.key for extra in plan.withheld] == [OLD.key, "z"]
    assert "消さずに残しています" in plan.withheld[0].reason


def test_a_new_one_of_its_kind_and_place_is_asked_about() -> None:
    (asks,) = asked(create(NEW))

    assert asks == (
        "設定から物『old』がなくなり、物『new』が新しくできます。名前を変えたのなら、戻してください。"
        "別に作るのなら承認してください。"
    )


@pytest.mark.parametrize(
    "change",
    [
        create(Hall("new", HOME)),
        create(Room("new", Thing("elsewhere"))),
        create(Room("new")),
        create(Thing("new", HOME)),
        Change(Action.UPDATE, NEW, ""),
    ],
)
def test_what_cannot_be_the_same_is_not(change: Change) -> None:
    assert asked(change) == [""]


def test_things_without_a_parent_may_be_the_same_too() -> None:
    assert told(create(Room("new")), left=(Room("old"),)).changes[0].asks


def test_what_asks_already_goes_on_asking_for_its_own_reason() -> None:
    assert asked(create(NEW, asks="承認")) == ["承認"]


# from one run to the next


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    """As though each had its file."""
    for kind in (Thing, Room):
        monkeypatch.setitem(kinds.known(), kind.__name__, kind)  # type: ignore[index]  # a dict


async def looked(world: World, *wanted: Desired) -> Planned:
    found = await world.plan(*wanted)
    world.journal.remember(found.learned)
    return found


def reasons(found: Planned) -> Mapping[str, str]:
    return {extra.key: extra.reason for extra in found.plan.withheld}


def test_it_is_told_run_after_run_until_it_is_gone() -> None:
    async def story() -> list[list[str]]:
        world = World()
        home = world.service.put("things", "home", text="")
        old = world.service.put("things", "old", home.id, text="")
        told = [list(reasons(await looked(world, *wanted))) for wanted in ([HOME, OLD], [HOME], [HOME])]
        del world.service.items[old.id]
        return [*told, *[list(reasons(await looked(world, HOME))) for _ in range(2)]]

    assert run(story()) == [[], [OLD.key], [OLD.key], [], []]


def test_what_belongs_to_another_that_left_is_not_told_besides() -> None:
    async def story() -> list[str]:
        world = World()
        home = world.service.put("things", "home", text="")
        old = world.service.put("things", "old", home.id, text="")
        world.service.put("things", "within", old.id, text="")
        await looked(world, HOME, OLD, Thing("within", OLD))
        return list(reasons(await looked(world, HOME)))

    assert run(story()) == [OLD.key]


def test_what_cannot_be_seen_just_now_is_told_once_it_can() -> None:
    async def story() -> list[list[str]]:
        world = World()
        world.service.put("things", "old", text="")
        await looked(world, Room("old"))
        world.service.hides("things", NotReady("混雑"))
        return [list(reasons(await looked(world))) for _ in range(2)]

    assert run(story()) == [[], [Room("old").key]]
