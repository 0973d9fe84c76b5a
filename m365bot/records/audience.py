"""Whom a questionnaire asks.

Called by reading, which quarantines answers of others, and by summary, which says how many are awaited.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.people import Person, Role, distinct
from m365bot.programme.programme import Programme


@dataclass(frozen=True)
class Audience:
    """Those a questionnaire asks; remembers them day by day, since thousands of rows ask."""

    questionnaire: Questionnaire
    cohort: Cohort
    programme: Programme

    @property
    def is_anonymous(self) -> bool:
        return self.questionnaire.form.who == "anonymous"

    @property
    def is_open(self) -> bool:
        """May anybody answer, also people that no people.csv names?"""
        return self.questionnaire.form.who in ("anonymous", "applicants", "all staff")

    def includes(self, person: Person, submitted: datetime | None) -> bool:
        """Was the person asked, when it opened, was due or was answered? People come and go."""
        return self.is_open or any(person.id in self._ids_on(day) for day in self._days_of(submitted))

    def expected(self) -> int | None:
        """How many are awaited by the due date, absent ones left out; None where nobody can know."""
        return None if self.is_open else len(self._ids_on(self._last_day) - self._absent(self._last_day))

    def _absent(self, day: date) -> frozenset[str]:
        """Those it is for who were not there, as far as attendance is read. What they answer all the same counts."""
        asked = self.questionnaire
        there = {person.id for person in self.cohort.awaited(asked, day)}
        return frozenset(person.id for person in self.cohort.expected(asked, day) if person.id not in there)

    def awaited_on(self, day: date) -> tuple[Person, ...]:
        """Who was asked and is still there that day, by name, who was absent left out; nobody where nobody can know whom it
        asks.
        """
        if self.is_open:
            return ()
        here = {person.id for person in (*self.cohort.trainees_on(day), *self.programme.leaders_on(day))}
        wanted = here - self._absent(day)
        return distinct(person for person in self._people_on(self._last_day) if person.id in wanted)

    def _ids_on(self, day: date) -> frozenset[str]:
        if day not in self._days:
            self._days[day] = frozenset(person.id for person in self._people_on(day))
        return self._days[day]

    def _people_on(self, day: date) -> Iterator[Person]:
        session = self.questionnaire.session
        if self.questionnaire.form.who == "leaders":
            yield from self.programme.leaders_on(day)
            return
        yield from self.cohort.expected(self.questionnaire, day)
        if session and self.questionnaire.form.who == "attendees" and Role.LEADER in session.audience:
            yield from self.programme.leaders_on(day)

    def _days_of(self, submitted: datetime | None) -> Iterator[date]:
        yield self._last_day
        if submitted:
            yield self._day(submitted)
        if self.questionnaire.opens:
            yield self._day(self.questionnaire.opens)

    @cached_property
    def _days(self) -> dict[date, frozenset[str]]:
        return {}

    @cached_property
    def _last_day(self) -> date:
        moment = self.questionnaire.due or self.questionnaire.opens
        return self._day(moment) if moment else self.cohort.ends

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.programme.timezone).date()
