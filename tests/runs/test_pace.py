"""How processes of one instance keep the service's limits together, without waiting for each other's sake alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from m365bot import clock
from m365bot.graph import limits
from m365bot.graph.governor import Governor
from m365bot.graph.scopes import Going, Turn
from m365bot.journal.ports import Held
from m365bot.runs import pace, starter
from m365bot.runs.asked import Asked
from tests.runs.here import ONE, PLACE, Here

READ, ADD, POST = (
    ("GET", "/teams/{}/members"),
    ("POST", "/teams/{}/members"),
    ("POST", "/teams/{}/channels/c/messages"),
)

LIMITS = limits.Limits(sharing=30)
SOON = 0.5  # seconds, of which a busy machine takes some


class Process:
    """One that lives on: its runs share a loop, and with it a governor and a pace."""

    def __init__(self, here: Here, runner: asyncio.Runner | None = None) -> None:
        self.here, self._runner = here, runner or asyncio.Runner(loop_factory=clock._JumpingLoop)
        self.governor = Governor()
        self._runner.run(self._begins())

    async def _begins(self) -> None:
        self.pace = pace.Together(self.governor)
        self._told = self.pace.told_in(self.here.books.notes)
        self._told.__enter__()

    def does(self, story: Callable[[], Any]) -> Any:
        async def told() -> Any:
            return story()

        return self._runner.run(told())

    def works(self, *asked: tuple[str, str], team: str = "a", then: str = "rests") -> float:
        """Takes the team, sends these one after another and lets go; the seconds that passed."""
        return float(self._runner.run(self._works(asked, team, then)))

    async def _works(self, asked: tuple[tuple[str, str], ...], team: str, then: str) -> float:
        began = clock.now()
        self.pace.at_work()
        for method, path in asked:
            rules = limits.rules(method, path.format(team), LIMITS)
            turn = await self.governor.turn(rules, Going.ALONE)
            turn.left()
            turn.over()
        if then == "rests":
            self.pace.at_rest()
        return round((clock.now() - began).total_seconds(), 1)

    async def sends(self, asked: Sequence[tuple[str, str]]) -> list[float]:
        """All at once, as far as it may: the loop's moments at which they left."""
        turns = [
            self.governor.turn(limits.rules(method, path, LIMITS), Going.ALONE) for method, path in asked
        ]
        return await asyncio.gather(*(self._leaves(turn) for turn in turns))

    async def _leaves(self, waiting: Awaitable[Turn]) -> float:
        turn = await waiting
        turn.left()
        turn.over()
        return asyncio.get_running_loop().time()

    def rests_after_a_death(self) -> float:
        async def rests() -> float:
            began = clock.now()
            self.pace._exchange()
            await self.pace.after_a_death()
            return round((clock.now() - began).total_seconds(), 1)

        return self._runner.run(rests())

    def ends(self) -> None:
        self.does(lambda: self._told.__exit__(None, None, None))
        self._runner.close()


@pytest.fixture
def processes(here: Here) -> Iterator[Callable[[], Process]]:
    made: list[Process] = []

    def another() -> Process:
        made.append(Process(here))
        return made[-1]

    yield another
    for one in made:
        one.ends()


@pytest.fixture
def beside() -> Iterator[asyncio.Runner]:
    """A loop for several: they are at work in the same moments."""
    with asyncio.Runner(loop_factory=clock._JumpingLoop) as runner:
        yield runner


@pytest.fixture
def one(processes: Callable[[], Process]) -> Process:
    return processes()


@pytest.fixture
def two(processes: Callable[[], Process]) -> Process:
    return processes()


def test_who_follows_another_on_its_team_waits_for_what_the_team_needs_and_no_longer(
    one: Process, two: Process
) -> None:
    one.works(READ, READ)

    assert two.works(READ, READ) < SOON  # the third and fourth of a second
    assert SOON < two.works(READ) <= 1.1


def test_on_another_team_it_waits_for_nobody(one: Process, two: Process) -> None:
    one.works(READ, READ, READ, READ)

    assert two.works(READ, READ, READ, READ, team="b") < SOON


def test_a_channel_is_sent_one_post_a_second_whoever_sends(one: Process, two: Process) -> None:
    one.works(POST)

    assert SOON < two.works(POST) <= 1.1


def test_members_added_one_by_one_count_for_a_minute_also_for_the_next_process(
    here: Here, one: Process, two: Process
) -> None:
    one.works(ADD, ADD, ADD)
    here.passes(seconds=20)

    assert two.works(ADD) < SOON
    assert 30 <= two.works(ADD) <= 42


MANY = [("GET", f"/teams/{number}/members") for number in range(30)]


def test_of_the_apps_second_each_of_those_at_work_has_its_part(one: Process, two: Process) -> None:
    assert one.works(*MANY[:15], then="goes on") < SOON

    assert two.works(*MANY[:15]) < SOON
    assert SOON < two.works(MANY[0]) <= 1.1


def test_who_begins_while_another_uses_all_of_the_apps_second_waits_until_that_is_over(
    one: Process, two: Process
) -> None:
    assert one.works(*MANY, then="goes on") < SOON

    assert SOON < two.works(MANY[0]) <= 1.1


@pytest.mark.parametrize("count", [2, 3])
def test_those_that_begin_in_the_same_moment_send_together_what_one_may(
    here: Here, count: int, beside: asyncio.Runner
) -> None:
    begun = [Process(here, beside) for _ in range(count)]

    async def all_of_them() -> list[float]:
        for each in begun:
            each.pace.at_work()
        left = await asyncio.gather(*(each.sends(MANY * 2) for each in begun))
        return sorted(moment for moments in left for moment in moments)

    moments = beside.run(all_of_them())

    fullest = max(sum(at <= one < at + 1 for one in moments) for at in moments)
    assert fullest <= 30, fullest
    assert sum(one < moments[0] + SOON for one in moments) == 30  # and nobody rests without need
    assert moments[-1] - moments[0] < 2 * count * 1.1  # nor later


def test_who_is_over_leaves_the_next_the_whole(here: Here, one: Process, two: Process) -> None:
    many = [("GET", f"/teams/{number}/members") for number in range(30)]
    one.works(*many)
    here.passes(seconds=1.1)

    assert two.works(*many) < SOON


def test_sharing_counts_for_five_minutes_while_both_are_at_work(one: Process, two: Process) -> None:
    share = ("POST", "/drives/d/items/i/invite")
    one.works(*[share] * 20, then="goes on")

    assert two.works(*[share] * 10) < SOON
    assert two.works(share) > 280


def test_who_was_killed_is_believed_to_have_sent_for_a_second_more(
    here: Here, one: Process, two: Process
) -> None:
    one.works(READ, then="is killed")

    assert 1.5 < two.rests_after_a_death() <= 2.1
    here.passes(seconds=60)
    assert two.rests_after_a_death() < SOON


def test_what_is_over_is_forgotten_and_nobody_rests_for_it(here: Here, one: Process, two: Process) -> None:
    one.works(READ, READ, READ, READ)
    here.passes(minutes=7)

    two.works(READ)

    assert len(here.books.notes.others("nobody", clock.now())) == 1


def test_a_clock_that_is_put_back_keeps_nobody_waiting(here: Here, one: Process, two: Process) -> None:
    one.works(ADD, ADD, ADD, ADD)
    here.passes(hours=-1)

    assert two.works(ADD) < SOON


def test_names_of_chats_and_teams_do_not_lie_in_the_database(here: Here, one: Process) -> None:
    one.works(READ, team="19:somebody@example")

    (said,) = here.books.notes.others("nobody", clock.now())
    assert said.ages
    assert not any("somebody" in scope or "team" in scope for scope in said.ages)


def test_who_sends_nothing_writes_nothing(here: Here, one: Process) -> None:
    assert here.books.notes.others("nobody", clock.now()) == []


def test_who_only_looks_hears_and_says_nothing(here: Here, one: Process) -> None:
    heard = pace.Heard(here.books.notes)
    one.works(READ)

    assert len(heard.others("nobody", clock.now())) == 1


def test_a_database_that_takes_nothing_ends_no_run(
    here: Here, one: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("disk full"))

    monkeypatch.setattr(here.books.notes, "say", full)

    assert one.works(READ) < SOON


def test_a_run_says_what_it_sent_while_its_teams_are_still_its_own(here: Here) -> None:
    """Whoever takes them in the next moment finds it."""
    held: list[bool] = []

    class Asking(pace.Alone):
        def at_rest(self) -> None:
            try:
                here.holds(PLACE.key).release()
                held.append(False)
            except Held:
                held.append(True)

    office = replace(here.office(), pace=Asking())

    here.does(starter.run(office, Asked("things")))

    assert held == [True]
    assert here.world.written == {ONE.key: 1}


def test_o1_leases_are_let_go_though_nothing_can_be_said(here: Here) -> None:
    class Breaking(pace.Alone):
        def at_rest(self) -> None:
            raise OperationalError("UPDATE", {}, Exception("disk full"))

    with pytest.raises(OperationalError):
        here.does(starter.run(replace(here.office(), pace=Breaking()), Asked("things")))

    here.holds(PLACE.key).release()
