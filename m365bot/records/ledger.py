"""The hours ledger: what each trainee has hours for, each line with the evidence that it can be looked up by.

Made anew of the raw sheets and the stored answers whenever it is asked for; nothing of it is kept (ADR 69). Called by
hours. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cached_property

from m365bot.programme.attendance import Attendance, Mark
from m365bot.programme.cohort import Cohort
from m365bot.programme.people import Person
from m365bot.records.asked import AnswersOf
from m365bot.records.row import Row
from m365bot.records.study import Logged

NEARLY = 1e-6
"""Hours are sums of minutes in floating point: so much is no difference."""


@dataclass(frozen=True, slots=True)
class Line:
    """`course` is empty for a session of none, `session` for hours outside of sessions. day: when it was done."""

    person: Person
    course: str
    session: str
    hours: float
    evidence: str
    day: date


@dataclass(frozen=True)
class Ledger:
    """Every line of a cohort, those of attendance first, in the sheets' own order."""

    lines: tuple[Line, ...] = ()

    @cached_property
    def _by_person(self) -> Mapping[str, tuple[Line, ...]]:
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.person.id, []).append(line)
        return {person: tuple(lines) for person, lines in found.items()}

    def of(self, person: Person) -> tuple[Line, ...]:
        return self._by_person.get(person.id, ())

    def by_course(self, person: Person) -> Mapping[str, float]:
        """Course → hours; "" holds those of no course."""
        found: dict[str, float] = {}
        for line in self.of(person):
            found[line.course] = round(found.get(line.course, 0.0) + line.hours, 4)
        return found

    def up_to(self, day: date) -> "Ledger":
        """What is done by then: an officer may write down ahead who will be on duty."""
        return Ledger(tuple(line for line in self.lines if line.day <= day))

    def total(self, person: Person) -> float:
        return round(sum((line.hours for line in self.of(person)), 0.0), 4)


def of(cohort: Cohort, zone: tzinfo, studied: Iterable[Logged] = (), answered: Iterable[Row] = ()) -> Ledger:
    """zone: whose days they are. answered: the rows of questionnaires that count."""
    return Ledger(
        (
            *_attended(cohort),
            *_beside(cohort),
            *(_studied(one, zone) for one in studied),
            *_answered(cohort, answered, zone),
        )
    )


def _attended(cohort: Cohort) -> Iterator[Line]:
    """A session and what makes it up count together no more than the session, unless one line says more."""
    counted: dict[tuple[str, str], list[float]] = {}
    for each in cohort.attendance:
        session = cohort.session(each.session)
        if session is None:
            continue
        made_up = (cohort.session(session.makes_up) if session.makes_up else None) or session
        full = made_up.hours if each.mark is Mark.MADE_UP else session.hours
        worth = counted.setdefault((each.person.id, made_up.key), [])
        before = _together(worth, made_up.hours)
        worth.append(each.worth(full))
        booked = round(_together(worth, made_up.hours) - before, 4)
        day = (cohort.round_for(session, each.person) or session.rounds[0]).starts.date()
        yield Line(each.person, session.course, session.key, booked, _evidence(each), day)


def _together(worth: Sequence[float], full: float) -> float:
    return min(sum(worth), max((full, *worth)))


def _evidence(each: Attendance) -> str:
    return f"{each.where} {each.mark}" if each.mark else each.where


def _beside(cohort: Cohort) -> Iterator[Line]:
    for each in cohort.hours:
        yield Line(each.person, each.course, "", round(each.hours, 4), f"{each.where} {each.day}", each.day)


def _studied(of: Logged, zone: tzinfo) -> Line:
    row, item = of.row, of.item
    return Line(
        of.person,
        item.course,
        "",
        round(item.hours, 4),
        f"{row.form} #{row.number} {item.key}",
        _day(row, zone),
    )


def _answered(cohort: Cohort, rows: Iterable[Row], zone: tzinfo) -> Iterator[Line]:
    """Of forms that book hours, each once; where attendance says anything of the session, that holds."""
    people = {person.id: person for person in cohort.trainees()}
    asked = {AnswersOf.questionnaire(one): one for one in cohort.questionnaires if one.form.books}
    seen = {(each.person.id, each.session) for each in cohort.attendance}
    for row in rows:
        one, person = asked.get(row.asked), people.get(row.person_id or "")
        if one is None or one.form.books is None or person is None:
            continue
        what = one.session.key if one.session else f"/{one.key}"
        if (person.id, what) in seen:
            continue
        seen.add((person.id, what))
        books, session = one.form.books, one.session
        hours = books.hours if books.hours is not None else (session.hours if session else 0.0)
        course = books.course or (session.course if session else "")
        yield Line(person, course, row.session, round(hours, 4), f"{row.form} #{row.number}", _day(row, zone))


def _day(row: Row, zone: tzinfo) -> date:
    """On which it was handed in; the first of all days where nobody knows."""
    return row.submitted.astimezone(zone).date() if row.submitted else date.min
