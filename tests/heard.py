"""What a database is asked meanwhile, whichever way it is said."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Pool, event

OURS = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement of connections that are taken from now on; a file's as it runs them, with what is asked for."""
    said: list[str] = []
    files: set[sqlite3.Connection] = set()

    def taken(connection: Any, *_: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            files.add(connection)
            connection.set_trace_callback(noted)

    def noted(statement: str) -> None:
        if not statement.startswith(OURS):
            said.append(statement)

    def heard(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if connection.dialect.name != "sqlite":
            said.append(statement)

    event.listen(Pool, "checkout", taken)
    event.listen(Engine, "before_cursor_execute", heard)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
        event.remove(Pool, "checkout", taken)
        for file in files:
            file.set_trace_callback(None)
