"""Of the newest runs those there may be something to tell of: nothing that is told is left out."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from m365bot.database.books import Books
from m365bot.journal import Run, Status, Trigger, Trouble
from m365bot.journal.report import NOTHING, Report
from m365bot.runs import standing

BEGAN = datetime(2025, 7, 1, tzinfo=UTC)


def some_run(books: Books, number: int, chance: Random) -> Run:
    status, planned = chance.choice(list(Status)), BEGAN + timedelta(minutes=chance.randrange(300))
    troubled = Report({**NOTHING, "unknown": 1}, (Trouble("", "見えません", "Unknown"),))
    return Run(
        id=f"run-{number}",
        instance=books.instance,
        job=chance.choice(["a", "b", "c"]),
        cohort=chance.choice(["R7", None]),
        status=status,
        trigger=chance.choice(list(Trigger)),
        at=planned,
        planned=planned,
        started=chance.choice([None, planned]),
        ended=planned + timedelta(minutes=chance.randrange(90)) if status.is_over else None,
        report=chance.choice([Report(), troubled]),
    )


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_of_them_is_what_is_told_of_all(books: Books, seed: int) -> None:
    chance = Random(seed)
    for number in range(60):
        books.runs.add(some_run(books, number, chance))

    all_of_them, telling = books.runs.lately(50), books.runs.telling(50)

    assert standing.of(telling) == standing.of(all_of_them)
    assert [run for run in all_of_them if run in telling] == telling


def test_what_runs_did_better_since_is_not_fetched(books: Books) -> None:
    for number in range(10):
        books.runs.add(
            Run.begun(
                id=f"{number}",
                instance=books.instance,
                job="a",
                cohort="R7",
                trigger=Trigger.SCHEDULE,
                at=BEGAN,
                planned=BEGAN + timedelta(minutes=number),
            ).finished(good=True, now=BEGAN + timedelta(hours=1, minutes=number))
        )

    assert [run.id for run in books.runs.telling(50)] == ["9"]
