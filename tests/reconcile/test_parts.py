"""What is made in parts: told as one thing, each part exactly once, and nothing left of the parts when all is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from m365bot.errors import OutcomeUnknown, Permanent
from m365bot.journal import Outcome, Result
from m365bot.reconcile import parts
from m365bot.reconcile.context import Context, Rest
from m365bot.resources.capabilities import Divided
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import Bound, View
from m365bot.resources.whole import Whole
from tests.reconcile.kinds import Note, there_of
from tests.reconcile.service import BEGAN, Fault
from tests.reconcile.world import World, create, run

LOST = OutcomeUnknown("返事が途切れました。")


@dataclass(frozen=True)
class Heap:
    """What is left of a crowd."""

    parts: Sequence[Note]
    done: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()

    def came_to(self, results: Mapping[str, Result]) -> Whole:
        bad = [one for one in results.values() if not one.outcome.is_good]
        good = tuple(key for key, one in results.items() if one.outcome.is_good)
        outcome = bad[0].outcome if bad else Outcome.MADE
        return Whole(outcome, f"{len(results)} {len(good)}", "", {"sent": not bad}, good)


@dataclass(frozen=True)
class Crowd(Kind, Divided):
    """Notes of these names; `refused`: why it cannot be made."""

    label: str
    names: tuple[str, ...]
    refused: str = ""
    bound_to: str = field(default="", compare=False)
    lasts_: float = field(default=0.0, compare=False)

    @property
    def name(self) -> str:
        return self.label

    @property
    def lasts(self) -> float:
        return self.lasts_

    async def see(self, view: View) -> Seen | None:
        return Seen("") if view.memo(self.key).get("sent") else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise AssertionError("it is made in parts")

    async def divided(self, view: View) -> Heap:
        view.bound[self.key] = Bound(self.bound_to, "")
        if self.refused:
            raise Permanent(self.refused)
        notes = [Note(name, text="本文") for name in self.names]
        there: list[Any] = [one["name"] for one in await there_of(view, Note(""))]
        return Heap([note for note in notes if note.label not in there])


def crowd(count: int) -> Crowd:
    return Crowd("everybody", tuple(f"n{number}" for number in range(count)))


def test_all_parts_are_made_told_as_one_and_then_forgotten() -> None:
    world, everybody = World(), crowd(3)

    result = run(world.apply_one(create(everybody)))

    assert result == Result(everybody.key, Outcome.MADE, "3 3")
    assert len(world.service.writes("POST")) == 3
    assert world.told == [everybody.key]
    assert world.journal.memory[everybody.key] == {"sent": True}
    assert [key for key in world.journal.memory if key.startswith("note:")] == []
    assert world.journal.open == {}


def test_a_part_whose_answer_was_lost_is_looked_for_and_made_once() -> None:
    world, everybody = World(), crowd(3)
    world.service.fails("n1", Fault(LOST, done=0.0))
    world.service.fails("n2", Fault(LOST))

    result = run(world.apply_one(create(everybody)))

    assert result.outcome is Outcome.MADE
    assert [len(world.service.named(f"n{number}")) for number in range(3)] == [1, 1, 1]


def test_one_that_waits_holds_up_no_other() -> None:
    world, everybody = World(), crowd(parts.AT_ONCE)
    world.service.fails("n0", Fault(LOST))

    async def carried_out() -> float:
        await world.apply_one(create(everybody))
        return world.seconds

    assert run(carried_out()) < 2 * Note.settles_in


def test_what_is_refused_fails_alone_and_is_told_with_the_whole() -> None:
    world, everybody = World(), crowd(3)
    world.service.fails("n1", Fault(Permanent("だめです。", status=400)))

    result = run(world.apply_one(create(everybody)))

    assert (result.outcome, result.words) == (Outcome.FAILED, "3 2")
    assert world.journal.open == {}


def test_the_next_run_makes_what_is_left_alone() -> None:
    world, everybody = World(), crowd(3)
    world.service.fails("n1", Fault(Permanent("だめです。", status=400)))
    run(world.apply_one(create(everybody)))
    world.journal = world.journal.resumed()

    result = run(world.apply_one(create(everybody)))

    assert (result.outcome, result.words) == (Outcome.MADE, "1 1")
    assert [len(world.service.named(f"n{number}")) for number in range(3)] == [1, 1, 1]


def test_what_was_approved_for_one_is_not_made_for_another_of_its_name() -> None:
    world, everybody = World(), replace(crowd(3), bound_to="another")

    result = run(world.apply_one(replace(create(everybody), bound="approved")))

    assert (result.outcome, result.error) == (Outcome.WITHHELD, "Unapproved")
    assert world.service.writes("POST") == []


def test_where_it_cannot_be_divided_nothing_is_made() -> None:
    world = World()

    result = run(world.apply_one(create(Crowd("x", ("n",), refused="宛先がありません。"))))

    assert (result.outcome, result.words) == (Outcome.FAILED, "宛先がありません。")
    assert world.service.writes() == []


def test_who_is_cancelled_writes_no_further_part() -> None:
    world, everybody = World(), crowd(200)
    world.may_go_on = lambda: "取り消されました。" if len(world.service.writes()) > 80 else ""

    result = run(world.apply_one(create(everybody)))

    assert result.outcome is Outcome.FAILED
    assert len(world.service.writes()) <= 81 + parts.AT_ONCE


def resting(world: World, after: int, rest: Rest) -> Context:
    """Once so many were written no further one leaves."""
    return replace(
        world.context(), rests=lambda change: rest if len(world.service.writes("POST")) >= after else None
    )


def rested(world: World, everybody: Crowd, rest: Rest) -> Result:
    async def story() -> Result:
        return await parts.carry_out(create(everybody), resting(world, parts.AT_ONCE, rest))

    return run(story())


def test_what_is_left_for_later_is_told_to_go_on_then_by_the_same_word() -> None:
    world, everybody, until = World(), crowd(parts.AT_ONCE + 3), BEGAN + timedelta(hours=9)

    result = rested(world, everybody, Rest(until, "あとは明日です。"))

    assert (result.outcome, result.goes_on, result.again) == (Outcome.WITHHELD, True, until)
    assert result.words == f"{parts.AT_ONCE} {parts.AT_ONCE}あとは明日です。"
    assert len(world.service.writes("POST")) == parts.AT_ONCE
    assert world.journal.open == {}


def test_what_is_not_made_any_more_has_failed_and_is_told_with_the_whole() -> None:
    world, everybody = World(), crowd(parts.AT_ONCE + 3)

    result = rested(world, everybody, Rest(None, "時間を過ぎました。"))

    assert (result.outcome, result.goes_on) == (Outcome.FAILED, False)
    assert result.words == f"{parts.AT_ONCE + 3} {parts.AT_ONCE}"
