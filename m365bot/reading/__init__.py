"""reading: config/ → the programme, every complaint at once.

Called by the composition root alone. Reads the officers' files and nothing else; no network, no database, no
clock. Never raises for what the files hold.
"""

import hashlib
import hmac
from collections.abc import Collection
from functools import partial
from pathlib import Path

from m365bot.reading.complaints import Complaint
from m365bot.reading.reading import Reading, WrongConfig, needs_instance

__all__ = ["Complaint", "Reading", "WrongConfig", "needs_instance", "pseudonym", "read", "timetable"]


def pseudonym(key: bytes, text: str) -> str:
    """An opaque id by keyed hash: the same for the same person, and nobody without the key can tell who it is."""
    return "p" + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:12]


def read(folder: Path, *, key: bytes = b"", named: Collection[str] = ()) -> Reading:
    """Read the instance's config/. Finished cohorts are skimmed unless `named`.

    key: the instance's own, with which persons' ids are made; without it they are good for nothing but reading.
    """
    from m365bot.reading import whole

    return whole.read(Path(folder), partial(pseudonym, key), named)


def timetable(folder: Path) -> Reading:
    """Only what says when jobs run; complaints as far as it is read."""
    from m365bot.reading import quick

    return quick.read(Path(folder))
