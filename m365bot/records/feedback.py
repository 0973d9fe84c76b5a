"""What is said to one trainee of the own sessions and work: as officers wrote it beside attendance and hours.

Called by what only that person reads. Pure. What is written of days to come is not told yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from m365bot.programme.cohort import Cohort
from m365bot.programme.people import Person


@dataclass(frozen=True, order=True, slots=True)
class Feedback:
    """Of a day; `title` is the session's or the course's."""

    day: date
    title: str
    text: str


def of(person: Person, cohort: Cohort, until: date) -> list[Feedback]:
    """In order of time."""
    return sorted(
        each for each in (*_of_sessions(person, cohort), *_of_work(person, cohort)) if each.day <= until
    )


def since(told: list[Feedback], first: date) -> list[Feedback]:
    return [each for each in told if each.day >= first]


def _of_sessions(person: Person, cohort: Cohort) -> Iterator[Feedback]:
    for each in cohort.attendance_of(person):
        session = cohort.session(each.session)
        if session and each.feedback:
            held = cohort.round_for(session, person) or session.rounds[0]
            yield Feedback(held.starts.date(), session.title, _line(each.feedback))


def _of_work(person: Person, cohort: Cohort) -> Iterator[Feedback]:
    titles = {each.key: each.title for each in cohort.courses}
    for each in cohort.hours:
        if each.feedback and each.person.id == person.id:
            yield Feedback(each.day, titles.get(each.course, ""), _line(each.feedback))


def _line(text: str) -> str:
    return " ".join(text.split())
