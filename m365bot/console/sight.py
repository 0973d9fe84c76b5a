"""What one visitor may see of people: the one place where it is narrowed, person by person.

Called by every page that names anybody. Pure. Officers see everybody and their figures, other staff who takes part but no
one's figures; an instructor the rosters of the own sessions, a section chief the attendance of the own staff. Whatever is
out of sight is as if it were not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from m365bot.console.roles import Role
from m365bot.console.visitor import Visitor
from m365bot.programme import Cohort, Programme
from m365bot.programme import Role as Part
from m365bot.programme.names import mail_fold
from m365bot.programme.people import Person
from m365bot.programme.sessions import Session
from m365bot.records.releases import FEWEST


@dataclass(frozen=True)
class Sight:
    """day: today, in the programme's time zone."""

    visitor: Visitor
    programme: Programme
    day: date

    @property
    def names_with_figures(self) -> bool:
        """Hours, attendance, answers of anybody by name: for officers alone."""
        return Role.OFFICER in self.visitor.roles

    def may_count(self, *groups: int) -> bool:
        """May it be told how many are in each of these, which together are a group that all know? Officers see who; others
        no group under FEWEST, nor one that the rest would tell.
        """
        return self.names_with_figures or all(count >= FEWEST for count in groups)

    def taught(self) -> Iterator[tuple[Cohort, Session]]:
        """The sessions that this instructor holds; of anybody else none."""
        if Role.INSTRUCTOR not in self.visitor.roles:
            return
        for cohort in self.programme.unfinished:
            yield from ((cohort, each) for each in cohort.sessions if any(map(self._is, each.instructors)))

    def session(self, cohort: str, key: str) -> tuple[Cohort, Session] | None:
        """One of them."""
        return next((found for found in self.taught() if (found[0].key, found[1].key) == (cohort, key)), None)

    def staff(self) -> Iterator[tuple[Cohort, Person]]:
        """The trainees whose section chief this visitor is today, or was on a trainee's last day; of anybody else none."""
        if Role.SECTION_CHIEF not in self.visitor.roles:
            return
        for cohort in self.programme.unfinished:
            yield from ((cohort, person) for person in cohort.trainees() if self._is_chief_of(cohort, person))

    def member(self, cohort: str, person: str) -> tuple[Cohort, Person] | None:
        """One of them, by the opaque id."""
        return next(
            (found for found in self.staff() if (found[0].key, found[1].id) == (cohort, person)), None
        )

    def _is_chief_of(self, cohort: Cohort, person: Person) -> bool:
        """By the line that holds today, or before and after it the nearest: who moves on takes no one along."""
        lines = [line for line in cohort.lines if line.person.id == person.id and line.role is Part.TRAINEE]
        now = [line for line in lines if line.valid_on(self.day)]
        past = [line for line in lines if line.end and line.end < self.day]
        latest = sorted(past, key=lambda line: line.end or date.min)[-1:]
        return any(line.boss is not None and self._is(line.boss) for line in (now or latest or lines[:1]))

    def _is(self, person: Person) -> bool:
        """By the name that Entra says somebody signed in with, never by a contact address that anybody may have typed."""
        name = (
            self.visitor.sign_in_name.strip().casefold()
        )  # no further folding: what looks alike is somebody else
        return bool(name) and mail_fold(person.mail) == name
