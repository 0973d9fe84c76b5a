"""When the files of an instance were last saved, as far as they may have a part in its schedule.

Called by the daemon, and by what looks after many instances: it is looked at often, so each folder is read once. Reads no
file.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

ENDINGS = (".yaml", ".csv", ".xlsx", ".md", ".toml", ".py")

Stamps = frozenset[tuple[str, int]]


def of(instance: Path) -> Stamps:
    """Every file whose mending may let the schedule be read, and when each was last saved."""
    return frozenset(stamp for name in ("config", "jobs") for stamp in _below(str(instance / name)))


def _below(folder: str) -> Iterator[tuple[str, int]]:
    """What goes away meanwhile was never there."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path)
            elif entry.name.endswith(ENDINGS):
                with contextlib.suppress(OSError):
                    yield entry.path, entry.stat().st_mtime_ns
