"""Sessions of a cohort: when, where, for whom, by whom.

Called by cohorts, jobs and records. Pure.
"""

from dataclasses import dataclass
from datetime import datetime

from m365bot.programme.people import Person


@dataclass(frozen=True, slots=True)
class Round:
    """One holding of a session; `groups` empty: for everybody. Times are aware."""

    starts: datetime
    ends: datetime
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One 回. `hours` count for completion; `moved_from` is where it stood before it was moved."""

    key: str
    title: str
    rounds: tuple[Round, ...]
    hours: float
    course: str = ""
    place: str = ""
    online: bool = False
    instructors: tuple[Person, ...] = ()
    channel: str | None = None
    announce: bool = False
    audience: tuple[str, ...] = ()
    makes_up: str | None = None
    moved_from: datetime | None = None
    because: str = ""

    @property
    def starts(self) -> datetime:
        """When its first round begins."""
        return min(each.starts for each in self.rounds)

    @property
    def first_ends(self) -> datetime:
        """When its first round is over."""
        return min(self.rounds, key=lambda each: each.starts).ends

    @property
    def ends(self) -> datetime:
        """When its last round is over."""
        return max(each.ends for each in self.rounds)

    @property
    def last_starts(self) -> datetime:
        """When its last round begins."""
        return max(each.starts for each in self.rounds)
