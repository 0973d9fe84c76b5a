"""What one trainee is told of changed sessions, and the calendar files that change the entries.

Called by the job of changes. Pure. The person stands in it as a placeholder.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from m365bot.content import calendar_file, placeholders, templates
from m365bot.content.calendar_file import Entry
from m365bot.content.days import span
from m365bot.content.digests import common
from m365bot.content.templates import Letter
from m365bot.programme import Cohort, Message, Person, Programme
from m365bot.records.appointments import Appointment
from m365bot.records.moves import Move


def of_person(
    message: Message,
    person: Person,
    moves: Iterable[Move],
    programme: Programme,
    cohort: Cohort,
    now: datetime,
) -> Letter:
    values = {
        "person": {"name": placeholders.name_of(person)},
        "changes": [_told(each, cohort, now) for each in moves],
    }
    return templates.filled(message, {**common(programme, cohort, now), **values})


def calendar(moves: Iterable[Move], programme: Programme, now: datetime) -> str:
    """What is held, where and when it is by now; empty where all of it is off."""
    entries = [_entry(each.now, programme, now) for each in moves if not each.now.is_off]
    return calendar_file.of(entries, stamp=now) if entries else ""


def cancellation(moves: Iterable[Move], programme: Programme, now: datetime) -> str:
    """What is off; empty where nothing is."""
    entries = [_entry(each.now, programme, now) for each in moves if each.now.is_off]
    organiser = programme.messages.mailbox
    return calendar_file.cancelling(entries, stamp=now, organiser=organiser) if entries else ""


def _told(move: Move, cohort: Cohort, now: datetime) -> Mapping[str, Any]:
    return {
        "title": move.now.title,
        "was": _words(move.was, now) if move.was else "",
        "now": "" if move.now.is_off else _words(move.now, now),
        "cancelled": move.now.is_off,
        "because": _because(move, cohort),
    }


def _because(move: Move, cohort: Cohort) -> str:
    """Why it was postponed; of another place, or another group's day, nobody wrote why."""
    session = cohort.session(move.now.session)
    is_postponed = move.was is not None and session is not None and session.moved_from == move.was.starts
    return session.because if session and is_postponed else ""


def _words(one: Appointment, now: datetime) -> str:
    """6月18日(水) 13:30〜16:30 第二本庁舎 研修室."""
    when = span(one.starts.astimezone(now.tzinfo), one.ends.astimezone(now.tzinfo))
    return f"{when} {one.place}".rstrip()


def _entry(one: Appointment, programme: Programme, now: datetime) -> Entry:
    """Minutes count on whatever is lost or restored here, so a calendar never holds a later word than this one."""
    title = f"{programme.name} {one.title}"
    return Entry(one.uid, title, one.starts, one.ends, one.place, sequence=int(now.timestamp()) // 60)
