"""Many rows into a table at once."""

from typing import Any

from sqlalchemy import Engine, select

from m365bot.database import bulk, tables
from m365bot.database.books import Books

TOLD = tables.rows.c


def row(books: Books, line: str, **more: Any) -> dict[str, Any]:
    place = {"instance": books.instance, "cohort": "R7", "form": "after", "session": ""}
    usual = {"known_by": line, "digest": line, "response": "", "origin": "", "identity": "", "reason": ""}
    return {**place, **usual, "raw": {}, "answers": {}, "state": "kept", "late": False, **more}


def test_values_come_back_as_they_went_in_and_a_row_that_is_there_stays_as_it_is(
    memory: Engine, books: Books
) -> None:
    told = row(books, "1", raw={"満足度": None, "場面": ["橋", 1.5]}, late=True, reason="'; --")

    with memory.begin() as connection:
        bulk.insert(connection, tables.rows, [told, row(books, "2")])
        bulk.insert(connection, tables.rows, [row(books, "2", late=True), row(books, "3")])

    with memory.connect() as connection:
        query = select(TOLD.known_by, TOLD.raw, TOLD.late, TOLD.reason).where(TOLD.instance == books.instance)
        found = connection.execute(query.order_by(TOLD.number)).all()
    assert found[0] == ("1", told["raw"], True, "'; --")
    assert [(one.known_by, one.late) for one in found[1:]] == [("2", False), ("3", False)]
