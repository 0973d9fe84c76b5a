"""An instance's rows, table by table, from one database into another.

Called by this package. Every table of ours has a column `instance`; nothing of another instance is read or touched.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, delete, func, insert, select, text

from m365bot.database import tables

AT_ONCE = 1000
REFERS = "row"
"""A column of this name, in whatever table, holds a number of `rows`."""
UNDER_WAY = "upload:%"
"""What is remembered under such keys opens an upload session to anybody, and is of no use to a restored yesterday."""


def copied(source: Connection, target: Connection, instance: str) -> dict[str, int]:
    """How many of each table. The target holds none of this instance."""
    shifts = {table.name: _shift(source, target, table, instance) for table in _all()}
    return {table.name: _table(source, target, table, instance, shifts) for table in _all()}


def deleted(connection: Connection, instance: str) -> None:
    for table in _all():
        connection.execute(delete(table).where(table.c.instance == instance))


def any_there(connection: Connection, instance: str) -> bool:
    """Does it hold anything that somebody could miss? That the instance exists is noted by a mere look."""
    return any(
        connection.execute(select(table.c.instance).where(table.c.instance == instance).limit(1)).first()
        for table in _all()
        if table is not tables.instances
    )


def _all() -> list[Table]:
    """But for who had which lease, sent what, came by or wanted to know what: of use today alone."""
    passing = (tables.leases, tables.departures, tables.visits, tables.arrivals, tables.trials)
    return [table for table in tables.metadata.sorted_tables if table not in passing]


def _table(
    source: Connection, target: Connection, table: Table, instance: str, shifts: Mapping[str, int]
) -> int:
    moved = _moved(table, shifts)
    count = 0
    for part in _parts(source, table, instance):
        for row in part:
            for name, shift in moved.items():
                row[name] += shift
        target.execute(insert(table), part)
        count += len(part)
    _go_on_counting(target, table)
    return count


def _parts(source: Connection, table: Table, instance: str) -> Iterator[list[dict[str, Any]]]:
    query = select(table).where(table.c.instance == instance)
    if table is tables.memory:
        query = query.where(table.c.key.not_like(UNDER_WAY))
    number = _number(table)
    found = source.execute(
        query.order_by(number) if number is not None else query, execution_options={"yield_per": AT_ONCE}
    )
    for part in found.mappings().partitions():
        yield [dict(row) for row in part]


def _number(table: Table) -> Column[Any] | None:
    """What counts its rows, whosever they are."""
    first, *more = table.primary_key.columns
    return first if not more and isinstance(first.type, Integer) else None


def _shift(source: Connection, target: Connection, table: Table, instance: str) -> int:
    """By how much its numbers move on: other instances may have been given the same ones since."""
    number = _number(table)
    if number is None:
        return 0
    mine = select(func.min(number), func.max(number)).where(table.c.instance == instance)
    low, high = tuple(source.execute(mine).one())
    if low is None:
        return 0
    others = select(func.max(number)).where(table.c.instance != instance)
    taken = target.execute(others.where(number.between(low, high))).scalar()
    return 0 if taken is None else int(target.execute(others).scalar_one()) + 1 - int(low)


def _moved(table: Table, shifts: Mapping[str, int]) -> dict[str, int]:
    number = _number(table)
    own = {} if number is None else {number.name: shifts[table.name]}
    other = {REFERS: shifts[tables.rows.name]} if REFERS in table.c else {}
    return {name: shift for name, shift in {**own, **other}.items() if shift}


def _go_on_counting(target: Connection, table: Table) -> None:
    """PostgreSQL counts by itself, and would give the numbers once more."""
    number = _number(table)
    if number is None or target.dialect.name != "postgresql":
        return
    highest = target.execute(select(func.max(number))).scalar()
    if highest is not None:
        query = text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)")
        target.execute(query, {"table": table.name, "column": number.name, "highest": highest})
