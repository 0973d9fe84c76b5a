"""What is noted about each write: the intent before it, what became of it, and what is remembered from then on.

Called by reconcile's apply; the database stores it. Pure.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

GOES_ON = "GoesOn"  # as a result's error


class Outcome(StrEnum):
    """MADE by a write of ours, ADOPTED as found, WITHHELD because a person must look, else as named."""

    MADE = "made"
    ADOPTED = "adopted"
    WITHHELD = "withheld"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def is_good(self) -> bool:
        return self in (Outcome.MADE, Outcome.ADOPTED)


@dataclass(frozen=True)
class Stored:
    """What storing rows came to: rows that are new, and how many of these need a look.

    remark: what an officer should know of it.
    """

    new: int
    quarantined: int
    remark: str = ""


@dataclass(frozen=True)
class Result:
    """What became of one change.

    words: for the officer. error: the class of what went wrong. stored: what came into records, where anything did.
    at: when it was noted, where that is known. again: when a run of its own is to go on with it; not kept.
    """

    key: str
    outcome: Outcome
    words: str = ""
    error: str = ""
    stored: Stored | None = None
    at: datetime | None = field(default=None, compare=False)
    again: datetime | None = field(default=None, compare=False)

    @property
    def goes_on(self) -> bool:
        """What was done of it is done, and what is left comes later, by the same word."""
        return self.error == GOES_ON


@dataclass(frozen=True)
class Intent:
    """A write that left, by the process's clock and by the service's, and whose outcome nobody has noted."""

    key: str
    at: datetime
    service_at: datetime


@dataclass(frozen=True)
class Earlier:
    """A change that an earlier run made: its action and difference as they were stored, and when it was noted."""

    action: str
    diff: Mapping[str, Any]
    at: datetime


class Journal(Protocol):
    """The journal of one run, and the memory that all runs of the instance share."""

    @property
    def memory(self) -> MutableMapping[str, dict[str, Any]]: ...
    def open_intent(self, key: str) -> Intent | None:
        """The last write under this key whose outcome is not known, of whatever run."""

    @property
    def born(self) -> datetime:
        """When this database was begun: what an earlier one had under way nobody knows."""

    def last_write(self, key: str) -> datetime | None:
        """When bytes last left for this key in the last hour, whatever became of them."""

    def intend(self, keys: Iterable[str], service_at: datetime) -> None:
        """Note, durably, that a write for these keys leaves now."""

    def settle(self, result: Result) -> None:
        """Note what became of a change; its intents are closed unless that is unknown."""

    def close(self, key: str) -> None:
        """What became of a part is known, and told with the whole: its intents are closed."""

    def forget(self, keys: Iterable[str]) -> None:
        """What was remembered of parts is not needed any more."""

    def remember(self, learned: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep what was learned of the tenant."""

    def look_anew(self) -> None:
        """Another run has written meanwhile, and noted what it did and learned."""

    def results(self) -> Mapping[str, Result]:
        """What this run has settled already."""
