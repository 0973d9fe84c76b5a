"""What the two databases say differently.

Called by this package only. Each dialect is imported where it is used: PostgreSQL's takes 0.07 s.
"""

import hashlib
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, func, select

POSTGRESQL = "postgresql"
NO_SUCH_TABLE = "42P01"  # undefined_table: docs of PostgreSQL, appendix A


def insert_into(connection: Connection, table: Table) -> Any:
    """An insert that can say what happens on a conflict."""
    return insert_for(connection.dialect.name, table)


def keeping_in(dialect: str, table: Table) -> Any:
    """An insert of whole rows, each in place of the one of its key."""
    statement = insert_for(dialect, table)
    others = {one.name: statement.excluded[one.name] for one in table.c if not one.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)


def insert_for(dialect: str, table: Table) -> Any:
    """The same for whoever puts a statement together once."""
    if dialect == POSTGRESQL:
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def begins(dialect: str, column: Column[str], beginning: str) -> ColumnElement[bool]:
    """As an index finds it: SQLite's of texts is in the order of their letters, and of no use for LIKE."""
    if dialect == POSTGRESQL:
        return column.startswith(beginning, autoescape=True)
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    return and_(column >= beginning, column < after)


def one_at_a_time(connection: Connection, *what: str) -> None:
    """Nobody else gets past here with the same words until this transaction is over.

    For whoever reads in order to write. SQLite has one writer at a time anyway: its transactions are begun IMMEDIATE.
    """
    if connection.dialect.name == POSTGRESQL:
        connection.execute(select(func.pg_advisory_xact_lock(number_of(*what))))


def number_of(*words: str) -> int:
    """Words as an advisory lock knows them: 64 bits, of which the first is a sign."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def holdable(text: str) -> str:
    """As both can hold it: a text of PostgreSQL has no letter of number 0, which a file that people drop may have."""
    return text.replace("\0", "\ufffd")


def has_no_table(error: Exception) -> bool:
    """Was it asked for a table that is not there?"""
    own = getattr(error, "orig", None)
    return getattr(own, "sqlstate", None) == NO_SUCH_TABLE or "no such table" in str(own)
