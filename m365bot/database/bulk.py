"""Many rows into a table at once, by the driver's own way.

Called by this package only. SQLAlchemy says how the statement and its values are written, once: asked for each row, that
would take longer than all that the database does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from m365bot.database.dialect import insert_into

Values = Mapping[str, Any]


def insert(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Each with the same columns as the first; one that is there already changes nothing."""
    names, dialect = list(rows[0]), connection.dialect
    statement = insert_into(connection, table).on_conflict_do_nothing().inline()
    compiled = statement.compile(dialect=dialect, column_keys=names)
    written = {name: as_written for name in names if (as_written := _writer(table, name, dialect))}
    given = [{**row, **{name: write(row[name]) for name, write in written.items()}} for row in rows]
    if compiled.positional:
        order = compiled.positiontup or names
        connection.exec_driver_sql(str(compiled), [tuple(map(one.__getitem__, order)) for one in given])
    else:
        connection.exec_driver_sql(str(compiled), given)


def _writer(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    """How a column's values are handed to the driver; None for those that go as they are."""
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
