"""Whether who left in the season is gone from the team and read of no more, and who moved is in the new group alone.

Called by verdict. Pure; shares no code with the jobs that see to it: it goes by the roster's days. That hours of
who left stay is judged with everybody's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from m365bot.cli.rehearsal import again, finding
from m365bot.cli.rehearsal.finding import Finding, Judged
from m365bot.cli.rehearsal.seen import Letter, Own, Seen
from m365bot.programme import Cohort, Person, Programme, Role
from m365bot.programme.people import Line
from m365bot.words import say

SEEN_TO = time(11)  # of the next business day: by then it was approved, and done
A_RECORD = timedelta(
    days=14
)  # after something was written of somebody, at most: then the own record is there
Members = Mapping[str, Counter[str]]


class Place(NamedTuple):
    """people: of each channel; team: of the team itself."""

    people: Members
    team: Counter[str]
    letters: Sequence[Letter]
    own: Sequence[Own]


@dataclass(frozen=True)
class Movements:
    """Of a play that lasted from since to until."""

    programme: Programme
    cohort: Cohort
    since: datetime
    until: datetime

    def findings(self, seen: Seen) -> Iterator[Finding]:
        whole = finding.together(seen.people, seen.team, seen.letters, seen.own)
        yield finding.of(say("途中でやめた人"), whole, lambda parts: self._left(Place(*parts)))
        yield finding.of(say("班を移った人"), seen.people, self._moved)

    def _left(self, found: Place) -> Judged:
        def wrong(person: Person) -> Iterator[str]:
            mail, last = person.mail.casefold(), self._last_days[person]
            if not any(line.person == person and line.valid_on(self._today) for line in self.cohort.lines):
                for name, members in {self.cohort.team.name: found.team, **found.people}.items():
                    if mail in members:
                        yield say("{name} が『{where}』に残っています", name=person.name, where=name)
            yield from self._written_to(person, last, found.letters)
            yield from self._record(person, last, found.own)

        return finding.each([*self._last_days], wrong)

    def _written_to(self, person: Person, last: date, letters: Sequence[Letter]) -> Iterator[str]:
        """Nothing to who has left, and to nobody of them."""
        for one in letters:
            day = one.sent.astimezone(self.programme.timezone).date()
            is_of = finding.closed_up(person.name) in finding.closed_up(one.body)
            if day > last and (one.to in finding.addresses(person) or is_of):
                yield say(
                    "{day} に、やめた {name} の『{subject}』", day=day, name=person.name, subject=one.subject
                )

    def _record(self, person: Person, last: date, own: Sequence[Own]) -> Iterator[str]:
        """It stays, and is read by who it is of and nobody else."""
        mine = [one for one in own if person.mail.casefold() in map(str.casefold, one.readers)]
        began = again.began_by(self.cohort, last - A_RECORD)
        if own and person in began and len(mine) != 1:
            yield say("やめた {name} の本人の記録が{count}件", name=person.name, count=len(mine))
        if any(one.wider or len(one.readers) > 1 for one in mine):
            yield say("やめた {name} の本人の記録を、ほかの人も読めます", name=person.name)

    @cached_property
    def _last_days(self) -> Mapping[Person, date]:
        """Of each who left while the play lasted."""
        ends = {
            person: max(line.end or date.max for line in self._lines(person))
            for person in self.cohort.trainees()
        }
        return {person: day for person, day in ends.items() if day < self.cohort.ends and self._is_past(day)}

    def _moved(self, people: Members) -> Judged:
        moved = {one: groups for one in self.cohort.trainees() if (groups := self._groups(one))}

        def wrong(person: Person) -> Iterator[str]:
            mail, (now, before) = person.mail.casefold(), moved[person]
            for spec in self.cohort.channels:
                is_in = mail in people.get(spec.name, ())
                if spec.group in before and is_in:
                    yield say("{name} が前の班の『{where}』に残っています", name=person.name, where=spec.name)
                if spec.group in now and not is_in:
                    yield say("{name} が新しい班の『{where}』にいません", name=person.name, where=spec.name)

        return finding.each([*moved], wrong)

    def _groups(self, person: Person) -> tuple[set[str], set[str]] | None:
        """Today's and those before, of who moved while the play lasted."""
        now = {line.group for line in self._lines(person) if line.valid_on(self._today)}
        before = {line.group for line in self._lines(person) if line.end and self._is_past(line.end)} - now
        return (now, before) if now and before else None

    def _lines(self, person: Person) -> Iterator[Line]:
        mine = (line for line in self.cohort.lines if line.person == person)
        return (line for line in mine if line.role is Role.TRAINEE)

    def _is_past(self, last: date) -> bool:
        """Did that day fall into the play, and the next business morning after it?"""
        morning = self.programme.calendar.business_days(last, 1)
        at = datetime.combine(morning, SEEN_TO, self.programme.timezone)
        return self.since.date() <= last and at <= self.until

    @property
    def _today(self) -> date:
        return self.until.date()
