"""Attendance and hours as officers write them down: who was at which session, and what was done outside of sessions.

Called by cohorts and records, which make hours of them. Pure. What a mark is worth is config's rule: full hours, half, none.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from m365bot.programme.people import Person


class Mark(StrEnum):
    """出欠, as it stands in the sheet."""

    PRESENT = "○"
    HALF = "△"
    ABSENT = "×"
    LATE = "遅"
    EARLY = "早"
    MADE_UP = "補"
    DUTY = "公"


_SHARE = {
    Mark.PRESENT: 1.0,
    Mark.HALF: 0.5,
    Mark.ABSENT: 0.0,
    Mark.LATE: 0.5,
    Mark.EARLY: 0.5,
    Mark.MADE_UP: 1.0,
    Mark.DUTY: 0.0,
}


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one session. `hours` as written, None: by the mark; `mark` None: only hours are written.

    where: file, line and column, as officers find it. feedback: what is said of it to that person alone.
    """

    person: Person
    session: str
    mark: Mark | None
    hours: float | None = None
    where: str = ""
    feedback: str = ""

    @property
    def was_there(self) -> bool:
        """At this very session: who made it up elsewhere was not."""
        if self.mark is Mark.MADE_UP:
            return False
        return self.worth(1.0) > 0

    def worth(self, full: float) -> float:
        """Hours of a session that counts `full`; what is written wins."""
        if self.hours is not None:
            return self.hours
        return full * _SHARE[self.mark] if self.mark else 0.0


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Hours of a course outside of its sessions, for a project or a proposal. feedback: to that person alone."""

    person: Person
    course: str
    day: date
    hours: float
    where: str = ""
    note: str = ""
    feedback: str = ""
