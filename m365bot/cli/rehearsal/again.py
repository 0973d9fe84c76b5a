"""Hours and completion worked out a second time, from the marks and lines that the officers' sheets hold, and what trainees
wrote down themselves.

Called by verdict. Pure; shares no code with records: where the two differ, one of them is wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import inf
from typing import NamedTuple

from m365bot.cli.rehearsal.seen import Studied
from m365bot.programme import Cohort, Person, Programme
from m365bot.programme.attendance import Attendance, Mark

WORTH = {
    Mark.PRESENT: 1.0,
    Mark.HALF: 0.5,
    Mark.ABSENT: 0.0,
    Mark.LATE: 0.5,
    Mark.EARLY: 0.5,
    Mark.MADE_UP: 1.0,
    Mark.DUTY: 0.0,
}


@dataclass(frozen=True)
class Had:
    """What somebody has by a day: hours of each course, "" for none."""

    by_course: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.by_course.values())

    def completes(self, cohort: Cohort, programme: Programme) -> bool:
        rule = programme.completion
        named = (
            {one.key for one in cohort.courses if one.required} if rule.courses is None else {*rule.courses}
        )
        passed = all(
            self.by_course.get(one.key, 0.0) >= one.hours * rule.passed_at - 1e-4
            for one in cohort.courses
            if one.key in named
        )
        return passed and self.total >= rule.hours_at_least - 1e-4


def had_by(cohort: Cohort, day: date, studied: Iterable["Item"] = ()) -> Mapping[str, Had]:
    """Person's id → what is written of the days up to this one, and what was studied."""
    found: dict[str, dict[str, float]] = {one.id: defaultdict(float) for one in cohort.trainees()}
    by_oneself = ((one.person, one.course, one.hours) for one in studied)
    for person, course, hours in (*_attended(cohort, day), *_beside(cohort, day), *by_oneself):
        found[person][course] += hours
    return {person: Had(by_course) for person, by_course in found.items()}


class Item(NamedTuple):
    """What somebody finished, by id of the person and key of the item."""

    person: str
    item: str
    course: str
    hours: float


def studied_by(cohort: Cohort, programme: Programme, lines: Iterable[Studied], before: datetime) -> set[Item]:
    """Each item counts once a person, and its own hours; a line with hours that nobody can mean counts none."""
    people = {one.mail.casefold(): one.id for one in cohort.trainees()}
    items = {word: one for one in programme.self_study for word in (one.key, one.title)}
    asked = cohort.study_log.form.questions if cohort.study_log else ()
    least, most = next((one.range for one in asked if one.type == "number" and one.range), (-inf, inf))
    found = set()
    for line in lines:
        item, person = items.get(line.item), people.get(line.who)
        if item and person and line.at < before and (line.hours is None or least <= line.hours <= most):
            found.add(Item(person, item.key, item.course, item.hours))
    return found


def began_by(cohort: Cohort, day: date) -> list[Person]:
    """Of whom something is written by then, were it an absence."""
    marked = {one.person.id for one in cohort.attendance if _day(cohort, one) <= day}
    written = marked | {one.person.id for one in cohort.hours if one.day <= day}
    return [one for one in cohort.trainees() if one.id in written]


def _attended(cohort: Cohort, day: date) -> Iterator[tuple[str, str, float]]:
    """A session and what makes it up are worth the session's hours together, or what one line says where that is more."""
    marks = [one for one in cohort.attendance if _day(cohort, one) <= day]
    for (person, origin), group in groupby(
        sorted(marks, key=lambda one: _of(cohort, one)), lambda one: _of(cohort, one)
    ):
        worth = [_worth(cohort, one, origin) for one in group]
        session = cohort.session(origin)
        if session:
            yield person, session.course, min(sum(worth), max(session.hours, *worth))


def _of(cohort: Cohort, one: Attendance) -> tuple[str, str]:
    session = cohort.session(one.session)
    return one.person.id, (session.makes_up if session else "") or one.session


def _worth(cohort: Cohort, one: Attendance, origin: str) -> float:
    if one.hours is not None:
        return one.hours
    session = cohort.session(origin if one.mark is Mark.MADE_UP else one.session)
    return WORTH[one.mark] * session.hours if session and one.mark else 0.0


def _day(cohort: Cohort, one: Attendance) -> date:
    """Of the round of the person's group, else of the first."""
    session = cohort.session(one.session)
    if session is None:
        return date.max
    for held in session.rounds:
        if one.person.id in {each.id for each in cohort.people_of_round(held)}:
            return held.starts.date()
    return session.rounds[0].starts.date()


def _beside(cohort: Cohort, day: date) -> Iterator[tuple[str, str, float]]:
    yield from ((one.person.id, one.course, one.hours) for one in cohort.hours if one.day <= day)
