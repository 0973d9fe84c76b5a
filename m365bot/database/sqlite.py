"""SQLite as m365bot speaks to it: whoever may write takes the one place of a writer at once; who only looks waits for none.

Named by engine, loaded by SQLAlchemy. A dialect of our own, and no listener: where somebody listens to one event of a
connection, each statement pays for all the others.
"""

import sqlite3
from typing import Any

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.characteristics import ConnectionCharacteristic

from m365bot.database.engine import LOOKS


class File(sqlite3.Connection):
    """An open database file."""

    looks = False


class _Looks(ConnectionCharacteristic):
    """Until a connection goes back to the others."""

    def set_characteristic(self, dialect: Any, dbapi_conn: Any, value: Any) -> None:
        dbapi_conn.looks = value

    def get_characteristic(self, dialect: Any, dbapi_conn: Any) -> Any:
        return dbapi_conn.looks

    def reset_characteristic(self, dialect: Any, dbapi_conn: Any) -> None:
        dbapi_conn.looks = False


class Dialect(SQLiteDialect_pysqlite):
    """BEGIN is ours, by the driver: a deferred one fails as locked, and a statement of its own takes as long as another."""

    supports_statement_cache = True
    connection_characteristics = SQLiteDialect_pysqlite.connection_characteristics.union({LOOKS: _Looks()})

    def create_connect_args(self, url: Any) -> Any:
        where, how = super().create_connect_args(url)
        return where, {**how, "factory": File}

    def do_begin(self, dbapi_connection: Any) -> None:
        file: File = dbapi_connection.driver_connection
        file.execute("BEGIN" if file.looks else "BEGIN IMMEDIATE")
