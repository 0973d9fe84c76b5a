"""By what one sees from outside that an instance has something new: its database's file, and its files of config.

Called by the workers when they go to sleep, and by the supervisor while they do. Opens nothing.
"""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from m365bot import stamps

Stamp = tuple[tuple[int, int], ...]
"""Time and size of each file that is there and holds anything."""


def of_database(state: Path) -> Stamp:
    """An empty write-ahead file says nothing: whoever reads leaves one."""
    return _of(state / "m365bot.db", state / "m365bot.db-wal")


def of_settings(instance: Path) -> Stamp:
    return _of(instance / ".env", instance / "config" / "settings.toml")


def _of(*files: Path) -> Stamp:
    return tuple(_times(files))


def _times(files: Iterable[Path]) -> Iterator[tuple[int, int]]:
    for file in files:
        with contextlib.suppress(OSError):
            status = file.stat()
            if status.st_size:
                yield status.st_mtime_ns, status.st_size


def of_files(instance: Path) -> int:
    return hash(stamps.of(instance))
