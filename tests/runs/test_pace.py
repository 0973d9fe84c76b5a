"""How long a run waits for what others of its instance sent just now."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from m365bot import clock
from m365bot.runs import pace
from tests.runs.here import Here


class Process:
    """One that lives on: its runs share a loop, and with it a governor."""

    def __init__(self, here: Here) -> None:
        self.here, self._runner = here, asyncio.Runner(loop_factory=clock._JumpingLoop)
        assert here.books.own.born  # there is a row that may be noted in

    def waits(self) -> float:
        return self._runner.run(self._waits())

    async def _waits(self) -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await pace.limits_rested(self.here.books.journals, self.here.instance)
        return round(loop.time() - began, 1)

    def sends(self, *, ago: float = 0.0) -> None:
        self.here.passes(seconds=-ago)
        self._runner.run(self._notes())
        self.here.passes(seconds=ago)

    async def _notes(self) -> None:
        pace.note_request(self.here.books.journals, self.here.instance)

    def ends(self) -> None:
        self._runner.close()


@pytest.fixture
def mine(here: Here) -> Iterator[Process]:
    made = Process(here)
    yield made
    made.ends()


@pytest.fixture
def other(here: Here) -> Iterator[Process]:
    made = Process(here)
    yield made
    made.ends()


def test_after_another_process_it_waits_for_what_is_left_of_a_beat(mine: Process, other: Process) -> None:
    other.sends(ago=0.5)

    assert 0.4 <= mine.waits() <= 0.6


def test_after_a_run_of_its_own_process_it_waits_for_nobody(mine: Process) -> None:
    mine.sends()

    assert mine.waits() == 0


def test_what_another_process_sent_counts_though_this_one_noted_over_it(
    mine: Process, other: Process
) -> None:
    other.sends(ago=0.1)
    mine.sends()

    assert 0.8 <= mine.waits() <= 1.0


def test_long_after_it_waits_for_nobody_and_never_for_more_than_a_beat(mine: Process, other: Process) -> None:
    other.sends(ago=2)
    assert mine.waits() == 0

    other.sends(ago=-timedelta(hours=1).total_seconds())
    assert 1.0 <= mine.waits() <= 1.1
