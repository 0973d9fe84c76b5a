"""What officers said of rows, in the database; and the rows that they may mean.

Called by the store of records, by judgments and by erasure. Changes no row: what a correction makes of one is judged.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from m365bot import clock
from m365bot.database import audit, moments, tables
from m365bot.database.bookmarks import called, of_one_cohort, place
from m365bot.database.damage import moment_of
from m365bot.database.statement import Statement, Where
from m365bot.records.asked import AnswersOf
from m365bot.records.corrections import IGNORED, PERSON, Correction, Corrections

_IN_FORCE = Statement(
    select(tables.corrections)
    .where(*called(tables.corrections), tables.corrections.c.ended.is_(None))
    .order_by(tables.corrections.c.number)
)

_OF_COHORT = Statement(
    select(tables.corrections)
    .where(*of_one_cohort(tables.corrections), tables.corrections.c.ended.is_(None))
    .order_by(tables.corrections.c.number)
)

_NUMBERS = select(tables.corrections.c.number).where(
    *of_one_cohort(tables.corrections), tables.corrections.c.ended.is_(None)
)


@dataclass(frozen=True)
class Meant:
    """A row that an officer called by its number."""

    number: int
    asked: AnswersOf
    digest: str
    gone: bool
    state: str


def in_force(where: Where, instance: str, asked: AnswersOf) -> Corrections:
    return Corrections(map(from_row, _IN_FORCE.named(where, place(instance, asked))))


def numbers_of_cohort(connection: Connection, instance: str, cohort: str) -> frozenset[int]:
    """Others with every correction of it that is made or taken back."""
    return frozenset(connection.execute(_NUMBERS, {"instance": instance, "cohort": cohort}).scalars())


def of_rows(
    connection: Connection, instance: str, rows: Collection[int]
) -> Mapping[int, Sequence[Correction]]:
    """What holds of these rows, by row, in order."""
    table = tables.corrections
    where = (table.c.instance == instance) & table.c.row.in_(list(rows)) & table.c.ended.is_(None)
    found: dict[int, list[Correction]] = {}
    for one in connection.execute(select(table).where(where).order_by(table.c.number)).mappings():
        found.setdefault(one["row"], []).append(from_row(one))
    return found


def in_force_of_cohort(connection: Connection, instance: str, cohort: str) -> dict[AnswersOf, Corrections]:
    """Of every questionnaire of it of which anything was said."""
    found: dict[AnswersOf, list[Correction]] = {}
    for one in _OF_COHORT.named(connection, {"instance": instance, "cohort": cohort}):
        found.setdefault(AnswersOf(cohort, one["form"], one["session"]), []).append(from_row(one))
    return {asked: Corrections(each) for asked, each in found.items()}


def meant(connection: Connection, instance: str, number: int) -> Meant | None:
    table = tables.rows
    query = select(table).where(table.c.instance == instance, table.c.number == number)
    found = connection.execute(query).first()
    if found is None:
        return None
    asked = AnswersOf(found.cohort, found.form, found.session)
    return Meant(number, asked, found.digest, found.gone is not None, found.state)


def keep(
    connection: Connection, instance: str, row: Meant, values: Mapping[str, str], who: str, reason: str
) -> None:
    """In place of what was said of the same before, and of all that was said of earlier wordings.

    Who says whose it is or what it answers, wants it to count.
    """
    table, now = tables.corrections, moments.text(clock.now())
    replaced = table.c.what.in_([*values, IGNORED]) | (table.c.digest != row.digest)
    connection.execute(_ended(instance, row, replaced, who, reason, now))
    said = {"row": row.number, "digest": row.digest, "who": who, "at": now, "reason": reason}
    lines = [
        {**place(instance, row.asked), **said, "what": what, "value": value} for what, value in values.items()
    ]
    connection.execute(insert(table), lines)
    person = {PERSON: values[PERSON]} if PERSON in values else {}
    noted = {**_of(row), "what": sorted(values), **person, "who": who, "reason": reason}
    audit.append(connection, instance, {"corrected": noted})


def take_back(connection: Connection, instance: str, row: Meant, who: str, reason: str) -> int:
    """All that was said of it; how much that was."""
    everything = tables.corrections.c.ended.is_(None)
    now = moments.text(clock.now())
    count = connection.execute(_ended(instance, row, everything, who, reason, now)).rowcount
    if count:
        audit.append(connection, instance, {"taken back": {**_of(row), "who": who, "reason": reason}})
    return int(count)


def erase(connection: Connection, instance: str, rows: Select[Any]) -> None:
    """What was said of rows that go."""
    table = tables.corrections
    connection.execute(delete(table).where(table.c.instance == instance, table.c.row.in_(rows)))


def unname(connection: Connection, instance: str, person_id: str, rows: Iterable[int]) -> None:
    """Of rows that stay: who was meant once is nobody, and no reason may speak of it."""
    table = tables.corrections
    named = (table.c.what == PERSON) & (table.c.value == person_id)
    connection.execute(update(table).where(table.c.instance == instance, named).values(value="", reason=""))
    of_them = table.c.row.in_(list(rows))
    connection.execute(update(table).where(table.c.instance == instance, of_them).values(reason=""))


def _ended(instance: str, row: Meant, which: ColumnElement[bool], who: str, reason: str, now: str) -> Any:
    table = tables.corrections
    mine = (table.c.instance == instance) & (table.c.row == row.number) & table.c.ended.is_(None)
    return update(table).where(mine, which).values(ended=now, ended_by=who, ended_because=reason)


def _of(row: Meant) -> dict[str, Any]:
    return {
        "row": row.number,
        "cohort": row.asked.cohort,
        "form": row.asked.form,
        "session": row.asked.session,
    }


def from_row(found: Mapping[Any, Any]) -> Correction:
    names = ("number", "row", "digest", "what", "value", "who", "reason")
    return Correction(**{name: found[name] for name in names}, at=moment_of(found["at"]))
