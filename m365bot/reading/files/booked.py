"""What a cohort's files say of attendance and hours: the sheet or cohort.yaml, and hours.csv.

Called by the reader of cohorts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from m365bot.programme.attendance import Attendance, HoursLine
from m365bot.programme.curriculum import Course
from m365bot.programme.faults import Part
from m365bot.reading.configfile import Instance
from m365bot.reading.files import attendance, hours
from m365bot.reading.files.attendance import Sessions
from m365bot.reading.files.cohort import CohortFile
from m365bot.reading.files.register import Register
from m365bot.reading.folders import sheets_of


@dataclass(frozen=True)
class Booked:
    """In the files' order."""

    attendance: tuple[Attendance, ...] = ()
    hours: tuple[HoursLine, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What the two are read against."""

    instance: Instance
    cohort: CohortFile
    register: Register
    courses: Sequence[Course]
    sessions: Sessions


def of_cohort(desk: Desk) -> Booked:
    found = _attendance(desk)
    return Booked(found, _hours(desk, found))


def _attendance(desk: Desk) -> tuple[Attendance, ...]:
    """The sheet's, then those of cohort.yaml: nobody twice."""
    path = next(sheets_of(desk.cohort.folder, "attendance"), None)
    own = attendance.Reader(desk.sessions, desk.register, desk.cohort.file, Part.HOURS)
    listed: list[Attendance] = []
    if path is not None:
        file = desk.instance.file(path)
        listed = list(attendance.Reader(desk.sessions, desk.register, file, seen=own.seen).sheet())
    return (*listed, *own.entries(desk.cohort.table.get("attendance", ())))


def _hours(desk: Desk, attended: Sequence[Attendance]) -> tuple[HoursLine, ...]:
    path = next(sheets_of(desk.cohort.folder, "hours"), None)
    if path is None:
        return ()
    held = {each.session for each in attended}
    taken = frozenset(
        (session.course, turn.starts.date())
        for session in desk.sessions.made
        if session.key in held
        for turn in session.rounds
    )
    year = desk.cohort.frame.fiscal_year
    reader = hours.Reader(desk.courses, year, desk.register, desk.instance.file(path), taken)
    return tuple(reader.lines())
