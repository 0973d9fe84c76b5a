"""Sessions, materials, forms and milestones of a cohort by the day: as months on a desk, as a list on a phone.

Called by its route, and for what comes next by glance. Reads config/ alone, names nobody but who teaches.
"""

import calendar as months
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from m365bot.console.asked import Shown
from m365bot.console.pages.cohort.room import Room, in_room
from m365bot.programme import Cohort
from m365bot.programme.sessions import Round, Session
from m365bot.words import say

SUNDAY = 6


@dataclass(frozen=True)
class Entry:
    """kind: session, material, form or milestone; also its class on the page. detail: place, files, groups."""

    at: datetime
    kind: str
    title: str
    called: str
    detail: str = ""
    ends: datetime | None = None


@dataclass(frozen=True)
class Month:
    """weeks: seven days each; a day of another month has no entries here."""

    first: date
    weeks: Sequence[Sequence[tuple[date, Sequence[Entry]]]]


@in_room
def shown(room: Room) -> Shown:
    zone = room.programme.timezone
    by_day = {
        day: tuple(found)
        for day, found in groupby(entries(room.cohort), key=lambda one: one.at.astimezone(zone).date())
    }
    return room.shows(
        "calendar.html", days=by_day, months=[*_months(by_day)], today=room.day, written_in=_file(room)
    )


def _file(room: Room) -> str:
    """Where its sessions stand, as 設定 calls the file."""
    folder = f"config/cohorts/{room.cohort.key}"
    names = [f"{folder}/{name}" for name in ("sessions.xlsx", "sessions.csv", "cohort.yaml")]
    return next((name for name in names if (room.asked.desk.settings.folder / name).is_file()), "")


def entries(cohort: Cohort) -> list[Entry]:
    """In the order of time."""
    found = [*_sessions(cohort), *_materials(cohort), *_forms(cohort)]
    found += [Entry(one.due, "milestone", one.title, say("期限")) for one in cohort.milestones]
    return sorted(found, key=lambda one: (one.at, one.kind, one.title))


def _sessions(cohort: Cohort) -> Iterator[Entry]:
    for session in cohort.sessions:
        for turn in session.rounds:
            yield Entry(
                turn.starts, "session", session.title, say("回"), _detail(session, turn), ends=turn.ends
            )


def _detail(session: Session, turn: Round) -> str:
    place = session.place or (say("オンライン") if session.online else "")
    moved = say("延期({why})", why=session.because) if session.moved_from and session.because else ""
    who = say("、").join(one.name for one in session.instructors)
    return " / ".join(one for one in (say("、").join(turn.groups), place, who, moved) if one)


def _materials(cohort: Cohort) -> Iterator[Entry]:
    """Those of a session that come at once are one entry."""
    alike = sorted(cohort.materials, key=lambda one: (one.release, one.session.key))
    for (release, _), found in groupby(alike, key=lambda one: (one.release, one.session.key)):
        files = [*found]
        names = say(
            "{count}件: {names}",
            count=len(files),
            names=say("、").join(one.relative.rpartition("/")[2] for one in files),
        )
        yield Entry(release, "material", files[0].session.title, say("資料の公開"), names)


def _forms(cohort: Cohort) -> Iterator[Entry]:
    for one in cohort.questionnaires:
        if one.opens:
            yield Entry(one.opens, "form", one.title, say("受付開始"))
        if one.due:
            yield Entry(one.due, "form", one.title, say("締切"))


def _months(by_day: dict[date, tuple[Entry, ...]]) -> Iterator[Month]:
    for first in sorted({day.replace(day=1) for day in by_day}):
        weeks = months.Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
        yield Month(
            first,
            [
                [(day, by_day.get(day, ()) if day.month == first.month else ()) for day in week]
                for week in weeks
            ],
        )
