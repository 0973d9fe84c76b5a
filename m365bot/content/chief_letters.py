"""What a section chief is told once a month: which sessions the own staff attended in the month before, and their hours.

Called by the job of that name. Pure. People stand in it as placeholders; nobody else's staff is in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from m365bot.content import days, placeholders, templates
from m365bot.content.digests import common
from m365bot.content.templates import Letter
from m365bot.programme import Cohort, Mark, Message, Person, Programme
from m365bot.programme.attendance import Attendance
from m365bot.records.hours import Hours
from m365bot.words import tell


def of_chief(
    message: Message,
    staff: Mapping[Person, Sequence[Person]],
    chief: Person,
    hours: Hours,
    programme: Programme,
) -> Letter:
    """staff: whose chief everybody is. The month is the one before that of `hours`."""
    first = month_before(hours.now)
    told = [_of_one(person, hours, first) for person in staff[chief]]
    values = {"chief": {"name": placeholders.name_of(chief)}, "month": f"{first.month}月", "staff": told}
    return templates.filled(message, {**common(programme, hours.cohort, hours.now), **values})


def month_before(now: datetime) -> date:
    """Its first day."""
    return date(now.year - (now.month == 1), (now.month - 2) % 12 + 1, 1)


def attended(cohort: Cohort, person: Person, first: date) -> list[tuple[date, str, Attendance]]:
    """Day, title and what is written, of sessions that were in the month, in order."""
    return sorted(_attended(cohort, person, first), key=lambda one: (one[0], one[1]))


def _attended(cohort: Cohort, person: Person, first: date) -> Iterator[tuple[date, str, Attendance]]:
    for each in cohort.attendance_of(person):
        session = cohort.session(each.session)
        if session is None:
            continue
        day = (cohort.round_for(session, person) or session.rounds[0]).starts.date()
        if (day.year, day.month) == (first.year, first.month):
            yield day, session.title, each


def _of_one(person: Person, hours: Hours, first: date) -> Mapping[str, Any]:
    sessions = [
        {"title": title, "when": days.day(day), "attendance": _words(each)}
        for day, title, each in attended(hours.cohort, person, first)
    ]
    total = hours.ledger.total(person)
    return {"name": placeholders.name_of(person), "sessions": sessions, "total": f"{round(total, 2):g}"}


def _words(each: Attendance) -> str:
    told = {
        Mark.PRESENT: tell("出席"),
        Mark.HALF: tell("一部出席"),
        Mark.ABSENT: tell("欠席"),
        Mark.LATE: tell("遅刻"),
        Mark.EARLY: tell("早退"),
        Mark.MADE_UP: tell("補講"),
        Mark.DUTY: tell("公務"),
    }
    return told[each.mark] if each.mark else tell("出席") if each.worth(1) else tell("欠席")
