"""Takes away what a cohort's people wrote in their own words: in rows, in the wordings that they had, in what officers said.

Called by the store of records, after an approval. A row's digest stays, so that its line, when it is read again, is no new
one; what somebody writes anew in the source is told, and goes, at the next time.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select, update

from m365bot.database.rows import AT_ONCE
from m365bot.database.tables import corrections, rows, versions
from m365bot.records import texts
from m365bot.records.corrections import ANSWER
from m365bot.records.texts import Wordless

Forms = Callable[[str], Wordless]


class Change(NamedTuple):
    """A row of a table, by its only key, and what stands in it instead."""

    table: Table
    key: int
    values: Mapping[str, Any]


def of(connection: Connection, instance: str, cohort: str, forms: Forms) -> Iterator[Change]:
    """What would change; nothing where no words are left."""
    mine = (rows.c.instance == instance) & (rows.c.cohort == cohort)
    its = select(rows.c.number, rows.c.form, rows.c.raw, rows.c.answers, rows.c.reason).where(mine)
    for one in _each(connection, its, rows.c.number):
        yield from _changed(rows, one.number, one, _of_row(one, forms(one.form)))
    earlier = select(versions.c.id, versions.c.raw, rows.c.form).join(rows, versions.c.row == rows.c.number)
    for one in _each(connection, earlier.where(mine), versions.c.id):
        yield from _changed(versions, one.id, one, {"raw": forms(one.form).cells(one.raw)})
    of_it = (corrections.c.instance == instance) & (corrections.c.cohort == cohort)
    said = select(corrections).where(of_it, corrections.c.what.startswith(ANSWER))
    for one in _each(connection, said, corrections.c.number):
        value = forms(one.form).answer(one.what.removeprefix(ANSWER), one.value)
        yield from _changed(corrections, one.number, one, {"value": value})


def take_away(connection: Connection, instance: str, cohort: str, forms: Forms) -> None:
    for change in of(connection, instance, cohort, forms):
        (key,) = change.table.primary_key.columns
        connection.execute(update(change.table).where(key == change.key).values(**change.values))


def _each(connection: Connection, query: Select[Any], key: ColumnElement[int]) -> Iterator[Row[Any]]:
    """Some at a time, each lot read to its end: whoever has seen enough leaves nothing open, and rows may change."""
    last = 0
    while some := connection.execute(query.where(key > last).order_by(key).limit(AT_ONCE)).all():
        yield from some
        last = getattr(some[-1], key.name)


def _of_row(one: Row[Any], form: Wordless) -> Mapping[str, Any]:
    raw = form.cells(one.raw)
    reason = texts.scrubbed(one.reason, one.raw, raw)
    return {"raw": raw, "answers": form.answers(one.answers), "reason": reason}


def _changed(table: Table, key: int, one: Row[Any], values: Mapping[str, Any]) -> Iterator[Change]:
    told = {name: value for name, value in values.items() if getattr(one, name) != value}
    if told:
        yield Change(table, key, told)
