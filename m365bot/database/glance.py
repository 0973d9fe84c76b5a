"""The last result of each job, read without SQLAlchemy, whose import would take most of a quick command's time.

Called by `m365bot jobs` where the database is the SQLite file of the state folder. Never writes.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from m365bot import machine
from m365bot.errors import M365BotError
from m365bot.words import say


class Glance(NamedTuple):
    """run_id, status and end (ISO 8601, UTC) of a run."""

    run_id: str
    status: str
    ended: str | None


QUERY = """
    SELECT job, id, status, ended FROM runs
    WHERE instance = ? AND status != 'cancelled' ORDER BY planned, id
"""


def last_results(file: Path, instance: str) -> Mapping[str, Glance]:
    """Job → its newest run; nothing where the file holds no runs yet. Raises M365BotError."""
    try:
        found = _found(file, instance)
    except sqlite3.DatabaseError as error:
        raise M365BotError(
            say(
                "データベース {file} を読めません({why})。読み取りの権限を確かめ、壊れていれば、控えから戻してください。",
                file=file,
                why=machine.of_database(error),
            )
        ) from error
    return {job: Glance(run_id, status, ended) for job, run_id, status, ended in found}


def _found(file: Path, instance: str) -> list[tuple[str, str, str, str | None]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute(QUERY, (instance,)).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
