"""A person's sessions for a message: as a list in it, and as a calendar file beside it.

Called by the job that welcomes. Pure.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from m365bot.content import calendar_file, placeholders, templates
from m365bot.content.calendar_file import Entry
from m365bot.content.digests import common, day
from m365bot.content.templates import Letter
from m365bot.programme import Cohort, Message, Person, Programme, Round, Session
from m365bot.records import appointments
from m365bot.records.told import Told


def welcome(message: Message, person: Person, programme: Programme, cohort: Cohort, now: datetime) -> Letter:
    values = {
        "person": {"name": placeholders.name_of(person)},
        "team": cohort.team.name,
        "sessions": [_told(*each) for each in held_for(person, cohort, now)],
    }
    return templates.filled(message, {**common(programme, cohort, now), **values})


def calendar(person: Person, programme: Programme, cohort: Cohort, now: datetime) -> str:
    """Empty where nothing lies ahead."""
    entries = [_entry(each, held, programme, cohort) for each, held in held_for(person, cohort, now)]
    return calendar_file.of(entries, stamp=now) if entries else ""


def told(person: Person, programme: Programme, cohort: Cohort, now: datetime) -> Told:
    """What somebody knows who was told all that lies ahead."""
    every = appointments.of(person, cohort, programme.domains[0])
    return Told(cohort.key, person.id, now, tuple(each for each in every if each.starts > now))


def held_for(person: Person, cohort: Cohort, now: datetime) -> Iterable[tuple[Session, Round]]:
    """What lies ahead of somebody."""
    return [pair for pair in appointments.held_for(person, cohort) if pair[1].starts > now]


def _told(session: Session, held: Round) -> Mapping[str, Any]:
    when = f"{day(held.starts)} {held.starts:%H:%M}〜{held.ends:%H:%M}"
    return {"title": session.title, "when": when, "place": appointments.place_of(session)}


def _entry(session: Session, held: Round, programme: Programme, cohort: Cohort) -> Entry:
    number = session.rounds.index(held) + 1
    uid = appointments.uid_of(cohort, session.key, number, programme.domains[0])
    moved = int(session.moved_from is not None)
    title = f"{programme.name} {session.title}"
    return Entry(uid, title, held.starts, held.ends, place=appointments.place_of(session), sequence=moved)
