"""Takes rows away for good: of a person who asked for it, of a cohort whose time is over.

Called by the store of records, after an approval. Figures that were published stay as they are: their members are
known by words that then belong to nobody. Never touches the list itself.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, delete, not_, or_, select, update

from m365bot.database import audit, config_erasure, corrections, sealing, tables
from m365bot.database.damage import memo_of
from m365bot.database.memory import Standing, upsert
from m365bot.database.statement import Statement
from m365bot.records.folding import fold
from m365bot.records.headings import place_of
from m365bot.records.releases import somebody
from m365bot.records.values import shown

NOTED = "forget:"
_COHORTS = Statement(
    select(tables.rows.c.cohort).where(tables.rows.c.instance == bindparam("instance")).distinct()
)


@contextmanager
def for_good(engine: Engine) -> Iterator[Connection]:
    """A transaction of which SQLite's log keeps nothing: it holds pages as they were until it is written over.

    Where somebody reads meanwhile, the log stays until a later one.
    """
    with engine.begin() as connection:
        yield connection
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def note(connection: Connection, instance: str, person_id: str, reason: str) -> None:
    """Somebody is to be forgotten, once that is approved."""
    upsert(connection, instance=instance, key=f"{NOTED}{person_id}", memo=json.dumps({"reason": reason}))


def noted(standing: Standing) -> dict[str, str]:
    """Person's id → reason of everybody who is to be forgotten."""
    return {person_id: memo_of(memo, _reason) for person_id, memo in standing.under(NOTED).items()}


def _reason(memo: Mapping[str, Any]) -> str:
    return str(memo["reason"])


def cohorts(connection: Connection, instance: str) -> frozenset[str]:
    """Of which there are rows."""
    return frozenset(cohort for (cohort,) in _COHORTS.rows(connection, {"instance": instance}))


def forget(connection: Connection, instance: str, person_id: str) -> None:
    """Also from the words of lines that, an officer said, were somebody else's: those rows stay."""
    audit.alone(connection, instance)
    rows, memory = tables.rows, tables.memory
    named = (rows.c.instance == instance) & or_(rows.c.person_id == person_id, rows.c.once == person_id)
    others = rows.c.person_id.is_not(None) & (rows.c.person_id != person_id)
    names = connection.execute(select(rows.c.identity).where(named)).scalars()
    _unname(connection, instance, {person_id, *filter(None, names)})
    stay = connection.execute(select(rows.c.number, rows.c.identity).where(named, others)).all()
    for row in stay:
        _blank(connection, row.number, row.identity)
    corrections.unname(connection, instance, person_id, [row.number for row in stay])
    _delete(connection, instance, named & not_(others))
    config_erasure.forget(connection, instance, person_id)
    of_it = (memory.c.instance == instance) & memory.c.key.contains(person_id, autoescape=True)
    connection.execute(delete(memory).where(of_it))


def expire(connection: Connection, instance: str, cohort: str) -> None:
    """Where to go on reading stays: what is gone here does not come again from there."""
    audit.alone(connection, instance)
    rows = tables.rows
    _delete(connection, instance, (rows.c.instance == instance) & (rows.c.cohort == cohort))
    config_erasure.expire(connection, instance, cohort)
    released = tables.releases
    gone = delete(released).where(released.c.instance == instance, released.c.cohort == cohort)
    if connection.execute(gone).rowcount:
        sealing.note(connection, instance, cohort)


def _delete(connection: Connection, instance: str, mine: ColumnElement[bool]) -> None:
    """Rows, the wordings they had, and what officers said of them."""
    numbers = select(tables.rows.c.number).where(mine)
    corrections.erase(connection, instance, numbers)
    connection.execute(delete(tables.versions).where(tables.versions.c.row.in_(numbers)))
    connection.execute(delete(tables.rows).where(mine))


def _blank(connection: Connection, number: int, identity: str) -> None:
    """A row's cells, and those it had, without whom they name; its digest stays, so that its line is no new one."""
    for table, its in ((tables.rows, tables.rows.c.number), (tables.versions, tables.versions.c.row)):
        key = next(iter(table.primary_key.columns))
        for one in connection.execute(select(key.label("id"), table.c.raw).where(its == number)).all():
            raw = {header: "" if _names(header, cell, identity) else cell for header, cell in one.raw.items()}
            connection.execute(update(table).where(key == one.id).values(raw=raw))
    nobody = {"identity": "", "once": None}
    connection.execute(update(tables.rows).where(tables.rows.c.number == number).values(**nobody))


def _names(header: str, cell: object, identity: str) -> bool:
    return place_of(header) in ("mail", "name") or fold(shown(cell)) == identity


def _unname(connection: Connection, instance: str, names: Iterable[str]) -> None:
    table = tables.releases
    nobody = {somebody(name): token_hex(8) for name in names}
    touched = set()
    for one in connection.execute(select(table).where(table.c.instance == instance)).mappings().all():
        told: dict[str, list[dict[str, Any]]] = {
            name: [{nobody.get(who, who): answers for who, answers in block.items()} for block in one[name]]
            for name in ("blocks", "retired")
        }
        if any(told[name] != one[name] for name in told):
            key = ("instance", "cohort", "form", "session", "question")
            where = (table.c[name] == one[name] for name in key)
            connection.execute(update(table).where(*where).values(**told))
            touched.add(one["cohort"])
    for cohort in sorted(touched):
        sealing.note(connection, instance, cohort)
