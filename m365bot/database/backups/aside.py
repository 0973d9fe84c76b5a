"""A damaged SQLite file is moved aside for a restore, and moved back where that comes to nothing.

Called by app. Never deletes: somebody may yet get something out of it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

BESIDE = ("", "-wal", "-shm")


def is_damaged(file: Path) -> bool:
    """Is there something that is no whole database? One that cannot be opened for other reasons is none of ours."""
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True


@contextmanager
def moved(file: Path, now: datetime) -> Iterator[Path]:
    """What lies beside it goes with it, for it means nothing to another file."""
    aside = file.with_name(f"{file.name}.damaged-{now:%Y%m%dT%H%M%S}")
    _move(file, aside)
    try:
        yield aside
    except BaseException:
        _move(aside, file)
        raise


def _move(file: Path, to: Path) -> None:
    for suffix in BESIDE:
        source = file.with_name(file.name + suffix)
        target = to.with_name(to.name + suffix)
        if source.exists():
            source.replace(target)
        else:
            target.unlink(missing_ok=True)
