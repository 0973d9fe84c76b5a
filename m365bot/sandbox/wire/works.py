"""What whoever plays with the practice tenant told of a work of theirs: its name, and from when to when it went on.

Told by the control API, kept beside the log, shown by the viewer. The practice tenant itself makes nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_NAMES = ("title", "began", "ended")


@dataclass(frozen=True, slots=True)
class Told:
    """By the practice tenant's clock."""

    title: str
    began: datetime
    ended: datetime


def told(row: Mapping[str, Any]) -> Told:
    """{title, began, ended}. Raises ValueError."""
    if set(row) != set(_NAMES):
        raise ValueError(f"give {', '.join(_NAMES)}")
    return Told(str(row["title"]), _moment(row["began"]), _moment(row["ended"]))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
