"""By what one sees from outside that an instance has something new: its database's file, and its files of config.

Called by the workers when they go to sleep, and by the supervisor while they do. Opens nothing.
"""

from pathlib import Path

from m365bot import stamps

Stamp = list[list[int]]


def of_database(state: Path) -> Stamp:
    """An empty write-ahead file says nothing: whoever reads leaves one."""
    found = []
    for name in ("m365bot.db", "m365bot.db-wal"):
        try:
            status = (state / name).stat()
        except OSError:
            continue
        if status.st_size:
            found.append([status.st_mtime_ns, status.st_size])
    return found


def of_files(instance: Path) -> int:
    try:
        return hash(stamps.of(instance))
    except OSError:  # a file that went away meanwhile
        return 0
