"""A copy of a database's file as it is, whatever version its tables are of.

Called by app before tables are brought up to date. Waits for nobody: SQLite copies one moment of it.
"""

import contextlib
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from m365bot import machine
from m365bot.errors import M365BotError
from m365bot.words import say


def made(database: Path, folder: Path, called: str, now: datetime) -> Path:
    """For its owner alone; nothing half remains. Raises M365BotError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{called}-{now:%Y%m%dT%H%M%SZ}.db"
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with (
            closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as source,
            closing(sqlite3.connect(file)) as target,
        ):
            source.backup(target)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            file.unlink()
        why = machine.of_database(error) if isinstance(error, sqlite3.Error) else str(error.strerror)
        raise M365BotError(
            say("データベースの写し {file} を作れません({why})。何も変えていません。", file=file, why=why)
        ) from error
    return file
