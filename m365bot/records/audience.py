"""Whom a questionnaire asks.

Called by reading, which quarantines answers of others, and by summary, which counts who is awaited.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from m365bot.programme import Cohort, Line, Person, Programme, Questionnaire, Session


@dataclass(frozen=True)
class Audience:
    """Those asked, day by day; `everybody` is true where no roster says who may answer."""

    questionnaire: "Questionnaire"
    cohort: "Cohort"
    programme: "Programme"
    _days: dict[date, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_anonymous(self) -> bool:
        return str(self.questionnaire.form.who) == "anonymous"

    @property
    def is_open(self) -> bool:
        """May anybody answer, also people that no people.csv names?"""
        return str(self.questionnaire.form.who) in ("anonymous", "applicants", "all staff")

    def ids_on(self, day: date) -> frozenset[str]:
        """Ids of the people asked on that day; of no use where `is_open`."""
        if day not in self._days:
            self._days[day] = frozenset(person.id for person in self._people_on(day))
        return self._days[day]

    def includes(self, person: "Person", submitted: datetime | None) -> bool:
        """Was the person asked, on the day of the answer or of the session? People come and go."""
        return self.is_open or any(person.id in self.ids_on(day) for day in self._days_that_count(submitted))

    def expected(self) -> int | None:
        """How many are awaited, by the roster of the session's last day; None where nobody can know."""
        if self.is_open:
            return None
        day = self.questionnaire.due or self.questionnaire.opens
        session = self.questionnaire.session
        asked_on = session.ends.date() if session else day.date() if day else self.cohort.ends
        return len(self.ids_on(asked_on))

    def _people_on(self, day: date) -> Iterator["Person"]:
        session = self.questionnaire.session
        who = str(self.questionnaire.form.who)
        if who == "leaders" or (who == "attendees" and session and "修了生" in session.audience):
            yield from self.programme.leaders_on(day)
        if who != "leaders":
            groups = _groups(session) if who == "attendees" else frozenset()
            yield from (line.person for line in self.cohort.lines if _is_asked(line, day, groups))

    def _days_that_count(self, submitted: datetime | None) -> Iterator[date]:
        if submitted:
            yield submitted.astimezone(self.programme.timezone).date()
        if session := self.questionnaire.session:
            yield session.starts.date()
            yield session.ends.date()
        elif not submitted:
            yield self.cohort.starts


def _is_asked(line: "Line", day: date, groups: frozenset[str]) -> bool:
    return line.role.name == "TRAINEE" and line.valid_on(day) and (not groups or line.group in groups)


def _groups(session: "Session | None") -> frozenset[str]:
    """Groups the session is for; none named in one of its rounds: all."""
    rounds = session.rounds if session else ()
    if any(not one.groups for one in rounds):
        return frozenset()
    return frozenset(group for one in rounds for group in one.groups)
