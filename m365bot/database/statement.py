"""A statement that is put together once, and said to the driver itself where the database is a file.

Called by this package only. What SQLAlchemy does around each one takes three times as long there as all the rest. The
way to a server takes longer than that: there each goes by SQLAlchemy, which knows connections that broke.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    PoolProxiedConnection,
    Table,
    bindparam,
    insert,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from m365bot.database.dialect import POSTGRESQL

T = TypeVar("T")
Values = Mapping[str, Any]
Row = Sequence[Any]
Where = Engine | Connection
"""By an engine it is a transaction of its own; by a connection it is part of that one's, begun where there is none."""


class Statement:
    """words: of SQLAlchemy's; a list in them has a length that is known. All here raise DBAPIError."""

    def __init__(self, words: Any) -> None:
        self._words = words
        self._written: _Written | None = None

    def rows(self, where: Where, values: Values) -> Sequence[Row]:
        """All that it gives back, each in the order of its columns."""
        if where.dialect.name == POSTGRESQL:
            return _by_sqlalchemy(where, lambda connection: connection.execute(self._words, values).all())
        written = self._as_written(where.dialect)
        return written.read(_by_the_driver(where, written, values, sqlite3.Cursor.fetchall))

    def named(self, where: Where, values: Values) -> Sequence[Mapping[str, Any]]:
        """The same, each by the names of its columns."""
        return [dict(zip(self._names, row, strict=True)) for row in self.rows(where, values)]

    def count(self, where: Where, values: Values) -> int:
        """How many rows it changed."""
        if where.dialect.name == POSTGRESQL:
            return _by_sqlalchemy(where, lambda connection: connection.execute(self._words, values).rowcount)
        return _by_the_driver(where, self._as_written(where.dialect), values, _count)

    def each(self, where: Where, values: Sequence[Values]) -> None:
        """Said with each of these, all or none; many take SQLAlchemy hardly longer than one."""
        if len(values) == 1:
            self.count(where, values[0])
        elif isinstance(where, Engine):
            with where.begin() as connection:
                connection.execute(self._words, values)
        else:
            where.execute(self._words, values)

    @cached_property
    def _names(self) -> Sequence[str]:
        return tuple(self._words.exported_columns.keys())

    def _as_written(self, dialect: Dialect) -> "_Written":
        if self._written is None:
            self._written = _Written(self._words, dialect)
        return self._written


class Listing:
    """A statement with a list of texts in it: put together once for each power of two, and the last text said again.

    words: made of what stands for the texts.
    """

    def __init__(self, words: Callable[[Sequence[ColumnElement[str]]], Any]) -> None:
        self._words, self._statements = words, dict[int, Statement]()

    def rows(self, where: Where, texts: list[str], values: Values) -> Sequence[Row]:
        """texts: one at least, and no more than a few hundred."""
        count = 1 << (len(texts) - 1).bit_length()
        named = {
            f"text{place}": text for place, text in enumerate([*texts, *texts[-1:] * (count - len(texts))])
        }
        return self._of(count).rows(where, {**values, **named})

    def _of(self, count: int) -> Statement:
        if count not in self._statements:
            self._statements[count] = Statement(
                self._words([bindparam(f"text{one}") for one in range(count)])
            )
        return self._statements[count]


def inserting(table: Table) -> Statement:
    """One row, all its values given but for a number that the database gives it."""
    given = (column for column in table.c if column is not table.autoincrement_column)
    return Statement(
        insert(table).values({one.name: bindparam(one.name, type_=one.type) for one in given}).inline()
    )


class _Written:
    """As the driver takes it, and what it gives back."""

    def __init__(self, words: Any, dialect: Dialect) -> None:
        compiled = words.compile(dialect=dialect)
        self.text, self._own = str(compiled), compiled.params
        types = {name: bind.type for bind, name in compiled.bind_names.items()}
        self._given = [(name, _writer(types[name], dialect)) for name in compiled.positiontup]
        readers = ((place, _reader(one.type, dialect)) for place, one in enumerate(words.exported_columns))
        self._readers = [(place, reader) for place, reader in readers if reader]

    def taken(self, values: Values) -> list[Any]:
        """In the order of the text."""
        known = {**self._own, **values}
        return [write(known[name]) if write else known[name] for name, write in self._given]

    def read(self, found: list[Row]) -> Sequence[Row]:
        return [self._read(row) for row in found] if self._readers else found

    def _read(self, row: Row) -> Row:
        read = [*row]
        for place, reader in self._readers:
            read[place] = reader(read[place])
        return tuple(read)


def _by_sqlalchemy(where: Where, said: Callable[[Connection], T]) -> T:
    if isinstance(where, Connection):
        return said(where)
    with where.begin() as connection:
        return said(connection)


def _by_the_driver(where: Where, written: _Written, values: Values, told: Callable[[sqlite3.Cursor], T]) -> T:
    own: PoolProxiedConnection | None = None
    try:
        if isinstance(where, Connection):
            if not where.in_transaction():
                where.begin()
            pooled = where.connection
        else:
            pooled = own = where.raw_connection()
        file: Any = pooled.driver_connection
        return told(file.execute(written.text, written.taken(values)))
    except sqlite3.Error as error:
        text, base = written.text, sqlite3.Error
        raise DBAPIError.instance(
            text, None, error, base, hide_parameters=True, dialect=where.dialect
        ) from error
    finally:
        if own:
            own.close()


def _count(cursor: sqlite3.Cursor) -> int:
    return cursor.rowcount


def _writer(of: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How a value is handed over; None for those that go as they are."""
    return of.dialect_impl(dialect).bind_processor(dialect)


def _reader(of: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return of.dialect_impl(dialect).result_processor(dialect, None)
