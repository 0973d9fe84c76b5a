"""A daemon that was gone: for how long, and what fell due meanwhile."""

import asyncio
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog

from m365bot import clock
from m365bot.runs import alive, schedule
from tests.runs.here import NOW, Here

DAY = timedelta(days=1)


def last_seen(state: Path, moment: datetime) -> None:
    alive.note(state)
    os.utime(state / alive.FILE, (moment.timestamp(),) * 2)


def absence(here: Here, state: Path) -> alive.Absence | None:
    office = here.office()
    every = [
        (job.name, schedule.of(job, office.programme), office.ticks.last(job.name))
        for job in here.jobs().values()
    ]
    return alive.since_last(state, clock.now(), every)


def test_where_none_ever_was_there_is_no_absence(here: Here, tmp_path: Path) -> None:
    assert alive.seen(tmp_path) is None
    assert absence(here, tmp_path) is None


def test_a_short_one_is_none(here: Here, tmp_path: Path) -> None:
    last_seen(tmp_path, NOW - timedelta(minutes=4))

    assert absence(here, tmp_path) is None


def test_how_long_it_was_and_what_fell_due_is_told(here: Here, tmp_path: Path) -> None:
    here.notes_tick("things", NOW - 3 * DAY)
    last_seen(tmp_path, NOW - 3 * DAY)

    found = absence(here, tmp_path)

    assert found is not None
    assert found.until - found.since == pytest.approx(3 * DAY, abs=timedelta(minutes=1))
    assert found.missed == {"things": 3}  # daily at nine, that of this very minute among them


def test_it_is_logged_and_remembered_where_anything_fell_due(here: Here) -> None:
    memory = here.books.journals.memory()
    found = alive.Absence(NOW - DAY, NOW, {"things": 1})

    with structlog.testing.capture_logs() as logs:
        alive.remember(memory, found)
        alive.remember(memory, alive.Absence(NOW, NOW + DAY, {}))

    assert [(log["event"], log["seconds"]) for log in logs] == [("daemon.was_away", 86_400)] * 2
    assert alive.remembered(here.books.journals.memory()) == [found]


@pytest.mark.parametrize("times", [[1], [{}], [{"since": "x", "until": "y", "missed": {}}], "x", 3])
def test_what_nobody_of_ours_remembered_is_nothing(times: object) -> None:
    assert alive.remembered({alive.MEMORY: {"times": times}}) == []


def test_signs_are_given_for_as_long_as_the_work_lasts(tmp_path: Path) -> None:
    said: list[int] = []

    async def work() -> None:
        while not said:
            await asyncio.sleep(0)

    asyncio.run(alive.beside(work(), alive.signs(tmp_path, lambda: said.append(1))))

    assert said == [1]
    assert (tmp_path / alive.FILE).stat().st_mode & 0o777 == 0o600


def test_a_sign_that_cannot_be_given_does_not_end_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[int] = []
    monkeypatch.setattr(alive, "EVERY", 0)

    def broken() -> None:
        said.append(1)
        raise OSError

    async def work() -> None:
        while len(said) < 3:
            await asyncio.sleep(0.001)

    asyncio.run(alive.beside(work(), alive.signs(tmp_path / "nowhere", broken)))

    assert len(said) >= 3
