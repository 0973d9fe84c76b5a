"""reading: config/ → the programme, every complaint at once.

Called by the composition root alone. Reads the officers' files and nothing else; no network, no database, no
clock. Never raises for what the files hold.
"""

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path

from m365bot.reading.complaints import Complaint
from m365bot.reading.reading import Reading, WrongConfig, needs_instance

__all__ = ["Complaint", "Reading", "WrongConfig", "needs_instance", "read", "timetable"]


def plain_pseudonym(text: str) -> str:
    """An opaque id without a key: for reading alone, where nothing is stored."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def read(
    folder: Path, *, pseudonym: Callable[[str], str] = plain_pseudonym, named: Collection[str] = ()
) -> Reading:
    """Read the instance's config/. Finished cohorts are skimmed unless `named`."""
    from m365bot.reading import whole

    return whole.read(Path(folder), pseudonym, named)


def timetable(folder: Path) -> Reading:
    """Only what says when jobs run; complaints as far as it is read."""
    from m365bot.reading import quick

    return quick.read(Path(folder))
