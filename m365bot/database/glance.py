"""The last result of each job, and what is paused, read without SQLAlchemy.

Importing that would take most of a quick command's time.
Called by `m365bot jobs` where the database is the SQLite file of the state folder. Never writes.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from m365bot import machine
from m365bot.database.belonging import Owner
from m365bot.errors import M365BotError
from m365bot.journal.pause import Pause
from m365bot.words import say


class Glance(NamedTuple):
    """run_id, status and end (ISO 8601, UTC) of a run."""

    run_id: str
    status: str
    ended: str | None


PAUSES = "SELECT job, who, at, reason FROM pauses WHERE instance = :instance ORDER BY job"
RUNS = """
    SELECT job, id, status, ended FROM runs
    WHERE instance = :instance AND status != 'cancelled' ORDER BY coalesce(ended, planned), planned, id
"""


def last_results(file: Path, owner: Owner) -> Mapping[str, Glance]:
    """Job → its newest run; nothing where the file holds no runs yet. Raises M365BotError.

    By their ends: what was approved ends long after it was planned, with other runs of its job in between.
    """
    found = _asked(file, owner, RUNS)
    return {job: Glance(run_id, status, ended) for job, run_id, status, ended in found}


def pauses(file: Path, owner: Owner) -> Sequence[Pause]:
    """What is paused. Raises M365BotError."""
    found = _asked(file, owner, PAUSES)
    return [Pause(job, who, datetime.fromisoformat(at), reason) for job, who, at, reason in found]


def _asked(file: Path, owner: Owner, query: str) -> list[Any]:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            owner.needs_its_own(lambda query, instance: _names(connection, query, instance), str(file))
            return _found(connection, owner.instance, query)
    except sqlite3.DatabaseError as error:
        raise M365BotError(
            say(
                "データベース {file} を読めません({why})。読み取りの権限を確かめ、壊れていれば、控えから戻してください。",
                file=file,
                why=machine.of_database(error),
            )
        ) from error


def _names(connection: sqlite3.Connection, query: str, instance: str) -> list[str]:
    return [str(name) for (name,) in _found(connection, instance, query)]


def _found(connection: sqlite3.Connection, instance: str, query: str) -> list[Any]:
    try:
        return connection.execute(query, {"instance": instance}).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise
