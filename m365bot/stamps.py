"""When the files of an instance were last saved, as far as they may have a part in its schedule.

Called by the daemon, and by what looks after many instances: it is looked at often, so each folder is read once. Reads no
file.
"""

import contextlib
import itertools
import os
from pathlib import Path

MOST = (
    20_000  # entries that are looked at: who looks after many has no time for a folder that somebody filled
)
ENDINGS = (".yaml", ".csv", ".xlsx", ".md", ".toml", ".py")
PICTURES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
)  # of an issue: what readers see of it is not in its Markdown alone

Stamps = frozenset[tuple[str, int]]


def of(instance: Path) -> Stamps:
    """Every file whose mending may let the schedule be read, and when each was last saved."""
    folders = [str(instance / "jobs"), str(instance / "config")]
    found: dict[str, int] = {}
    looked = 0
    while folders and looked < MOST:
        for entry in _in(folders.pop()):
            looked += 1
            with contextlib.suppress(OSError):  # what goes away meanwhile was never there
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.lower().endswith(ENDINGS + PICTURES):
                    found[entry.path] = entry.stat().st_mtime_ns
    return frozenset(found.items())


def _in(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(itertools.islice(entries, MOST))
    except OSError:
        return []
