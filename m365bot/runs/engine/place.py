"""Where the engine keeps its queue: a file in the state folder, or a schema beside the tables on a server.

Called by the queue before it begins. Either is disposable: a damaged file is put aside, and all goes on from the
journal.
"""

import contextlib
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
import structlog
from psycopg import sql

log = structlog.get_logger()

PATIENCE = 10  # seconds until a server that does not answer is given up
PICKLED = "py_pickle"
# Whatever serializer is set, a row with this label would be unpickled, which may call anything.
REFUSALS = """
    CREATE TRIGGER IF NOT EXISTS no_pickles_put BEFORE INSERT ON workflow_status
    WHEN NEW.serialization = 'py_pickle' BEGIN SELECT RAISE(ABORT, 'pickled rows are refused'); END;
    CREATE TRIGGER IF NOT EXISTS no_pickles_made BEFORE UPDATE ON workflow_status
    WHEN NEW.serialization = 'py_pickle' BEGIN SELECT RAISE(ABORT, 'pickled rows are refused'); END;
"""


class Place(Protocol):
    """url, schema: as the library is told."""

    @property
    def url(self) -> str: ...
    @property
    def schema(self) -> str: ...

    def made_ready(self) -> None:
        """Before the library makes its tables there."""

    def refuse_pickles(self) -> None:
        """Those that stand there go, and no other comes in. Once its tables are there."""


@dataclass(frozen=True)
class File:
    """On SQLite."""

    path: Path
    schema: str = "main"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def made_ready(self) -> None:
        """A file of WAL, for its owner alone."""
        try:
            self._as_wal()
        except sqlite3.DatabaseError as error:
            log.warning("engine.put_aside", file=str(self.path), error=type(error).__name__)
            self.put_aside()
            self._as_wal()

    def put_aside(self) -> None:
        """Whoever has it open goes on with it to its end."""
        for name in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                self.path.with_name(self.path.name + name).unlink()

    def refuse_pickles(self) -> None:
        """Those that stand there go, and no other comes in. Once its tables are there."""
        with closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            cursor = connection.execute("DELETE FROM workflow_status WHERE serialization = ?", (PICKLED,))
            if cursor.rowcount:
                log.warning("engine.pickles_refused", rows=cursor.rowcount)
            connection.executescript(REFUSALS)

    def _as_wal(self) -> None:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("SELECT count(*) FROM sqlite_master")


@dataclass(frozen=True)
class Server:
    """On PostgreSQL: in the database of the tables, in a schema of its own."""

    url: str
    schema: str

    def made_ready(self) -> None:
        """The server is; what it lacks the library says."""

    def refuse_pickles(self) -> None:
        table = sql.Identifier(self.schema, "workflow_status")
        with psycopg.connect(self.url, connect_timeout=PATIENCE) as connection:
            gone = connection.execute(
                sql.SQL("DELETE FROM {} WHERE serialization = %s").format(table), (PICKLED,)
            )
            if gone.rowcount:
                log.warning("engine.pickles_refused", rows=gone.rowcount)
            connection.execute(
                sql.SQL(
                    "ALTER TABLE {} DROP CONSTRAINT IF EXISTS no_pickles, "
                    "ADD CONSTRAINT no_pickles CHECK (serialization IS DISTINCT FROM 'py_pickle')"
                ).format(table)
            )
