"""The folder of the backups that a daemon makes: one a night, the newest fourteen kept.

Called by app for the daemon, and by whoever looks how old the newest is (`newest`). Opens no database; never touches a
file that is not called as its own are.
"""

import contextlib
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from m365bot.database.backups import package
from m365bot.database.backups.manifest import Manifest

FOLDER = "backups"
"""Below the state folder."""
KEPT = 14
NIGHT = time(2, 30)
BEFORE_RESTORE = "before-restore"
OURS = re.compile(r"m365bot-\d{8}T\d{6}Z\.zip")
ASIDE = re.compile(rf"{BEFORE_RESTORE}-(\d{{8}}T\d{{6}}Z)\.zip")
LEFT = timedelta(days=1)  # what a process left that died over a backup


def newest(folder: Path) -> Manifest | None:
    """What the newest that can be read says of itself; None where there is none. Raises OSError."""
    for file in reversed(_ours(folder)):
        with contextlib.suppress(package.Unusable):
            return package.manifest_of(file)
    return None


def is_due(folder: Path, now: datetime) -> bool:
    """`now` in the zone whose nights are meant. A night that was missed is made up for."""
    last = datetime.combine(now.date(), NIGHT, now.tzinfo)
    last = last if last <= now else last - timedelta(days=1)
    made = newest(folder)
    return made is None or made.made < last


def next_in(folder: Path, now: datetime, *, called: str = "m365bot") -> Path:
    """The name of one that is made now, in a folder for its owner alone; a second on where there is one of this second."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    while (file := folder / f"{called}-{_stamp(now)}.zip").exists():
        now += timedelta(seconds=1)
    return file


def thin(folder: Path, now: datetime) -> None:
    """Away with all but the newest, and with what was put aside before a restore as long ago. Raises OSError."""
    for file in _ours(folder)[:-KEPT]:
        file.unlink()
    oldest = _stamp(now - timedelta(days=KEPT))
    for file in folder.iterdir():
        found = ASIDE.fullmatch(file.name)
        if found and found[1] < oldest:
            file.unlink()
    for left in _left(folder, now):
        shutil.rmtree(left, ignore_errors=True)


def _ours(folder: Path) -> list[Path]:
    """The oldest first."""
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if OURS.fullmatch(file.name) and file.is_file())


def _left(folder: Path, now: datetime) -> Iterator[Path]:
    for found in folder.glob(".m365bot-*"):
        if found.stat().st_mtime < (now - LEFT).timestamp():
            yield found


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
