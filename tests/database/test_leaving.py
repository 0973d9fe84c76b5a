"""An instance's rows are taken off a server for good, and nobody else's."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect

from m365bot.database import engine, leaving
from m365bot.database.books import Books
from m365bot.journal import Run, Trigger
from tests.postgresql import Server

NOW = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.fresh()


def kept(books: Books) -> Books:
    books.runs.add(
        Run.requested(
            id="r1",
            instance=books.instance,
            job="collect",
            cohort=None,
            trigger=Trigger.MANUAL,
            at=NOW,
            planned=NOW,
            due=NOW,
        )
    )
    assert books.own.born
    return books


def test_its_rows_go_and_the_others_stay_until_the_last_takes_the_schema_along(url: str) -> None:
    made = engine.connected(url)
    first, second = (kept(Books(made, f"t/{number}")) for number in (1, 2))

    counted = leaving.erased(made, first.instance, url)
    left = [len(books.runs.newest(9)) for books in (first, second)]
    there = inspect(made).get_schema_names()
    leaving.erased(made, second.instance, url)
    schemas = inspect(made).get_schema_names()
    made.dispose()

    assert (counted["runs"], counted["instances"]) == (1, 1)
    assert left == [0, 1]
    assert "m365bot" in there
    assert "m365bot" not in schemas
