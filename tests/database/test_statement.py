"""Statements that are put together once: the same on both databases, whoever says them."""

from typing import Any

import pytest
from sqlalchemy import Engine, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from m365bot import machine
from m365bot.database import tables
from m365bot.database.books import Books
from m365bot.database.statement import Statement, inserting

NOTE = tables.departures
ADD = inserting(NOTE)
MINE = NOTE.c.instance == bindparam("of")
ALL = Statement(select(NOTE.c.process, NOTE.c.at_work, NOTE.c.ages).where(MINE).order_by(NOTE.c.process))
REST = Statement(update(NOTE).where(MINE, NOTE.c.at_work).values(at_work=False))


def note(books: Books, process: str, *, at_work: bool = True, **ages: Any) -> dict[str, Any]:
    return {"instance": books.instance, "process": process, "at": "2025", "at_work": at_work, "ages": ages}


def of(books: Books) -> dict[str, str]:
    return {"of": books.instance}


def test_what_goes_in_comes_back_by_place_and_by_name(memory: Engine, books: Books) -> None:
    ADD.count(memory, note(books, "1", 宛先=[0.5, None]))
    ADD.count(memory, note(books, "2", at_work=False))

    assert [tuple(row) for row in ALL.rows(memory, of(books))] == [
        ("1", True, {"宛先": [0.5, None]}),
        ("2", False, {}),
    ]
    assert ALL.named(memory, of(books))[1] == {"process": "2", "at_work": False, "ages": {}}


def test_it_says_how_many_rows_it_changed(memory: Engine, books: Books) -> None:
    ADD.each(memory, [note(books, "1"), note(books, "2"), note(books, "3", at_work=False)])

    assert REST.count(memory, of(books)) == 2
    assert REST.count(memory, of(books)) == 0


def test_by_a_connection_it_is_part_of_what_is_begun_there(memory: Engine, books: Books) -> None:
    with memory.connect() as connection, connection.begin() as begun:
        ADD.count(connection, note(books, "1"))
        begun.rollback()

    assert ALL.rows(memory, of(books)) == []


def test_by_a_connection_that_has_not_begun_it_begins(memory: Engine, books: Books) -> None:
    with memory.connect() as connection:
        ADD.count(connection, note(books, "1"))
        assert connection.in_transaction()

    assert ALL.rows(memory, of(books)) == []


def test_said_with_many_it_is_said_with_all_or_none(memory: Engine, books: Books) -> None:
    with pytest.raises(IntegrityError):
        ADD.each(memory, [note(books, "1"), note(books, "1")])

    assert ALL.rows(memory, of(books)) == []


def test_what_the_database_refuses_is_known_as_such(memory: Engine, books: Books) -> None:
    ADD.count(memory, note(books, "秘密"))

    with pytest.raises(IntegrityError) as refused:
        ADD.count(memory, note(books, "秘密"))

    assert machine.is_of_database(refused.value)
    if memory.dialect.name == "sqlite":  # a server says itself what it holds
        assert "秘密" not in str(refused.value)
