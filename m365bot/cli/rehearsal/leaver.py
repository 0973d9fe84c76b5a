"""One of the copy's trainees leaves in the middle of the season: the roster has a last day, attendance nothing after it.

Called by copied. It is somebody who is late, and would still be reminded of the session of that day. Where somebody leaves
already, or the files are of another shape than ours, all stays as it is.
"""

import csv
from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path

from m365bot import reading
from m365bot.cli.rehearsal import learners, people
from m365bot.cli.rehearsal.people import Habit
from m365bot.programme import Cohort, Person
from m365bot.reading import plain

MAIL, LAST_DAY = "メール", "終了日"
ROSTER, ATTENDANCE = "people.csv", "attendance.csv"


def let_go(copy: Path, cohort_key: str) -> None:
    cohort, complaints = _read(copy, cohort_key)
    day = _last_day(cohort) if cohort else None
    person = _who(cohort) if cohort else None
    if cohort is None or day is None or person is None:
        return
    gone = [one.key for one in cohort.sessions if all(turn.starts.date() > day for turn in one.rounds)]
    folder = copy / "config" / "cohorts" / cohort_key
    before = {file: file.read_bytes() for name in (ROSTER, ATTENDANCE) if (file := folder / name).is_file()}
    _rewrite(folder / ROSTER, person, {LAST_DAY: str(day)})
    _rewrite(folder / ATTENDANCE, person, dict.fromkeys(gone, ""))
    after, more = _read(copy, cohort_key)
    if after is None or after.is_trainee_on(person, after.ends) or more > complaints:
        for file, content in before.items():
            file.write_bytes(content)


def _read(copy: Path, cohort_key: str) -> tuple[Cohort | None, int]:
    """With how many complaints there are."""
    found = reading.read(copy)
    return found.programme.cohort(cohort_key) if found.programme else None, len(found.complaints)


def _last_day(cohort: Cohort) -> date | None:
    """That of the last session whose answers people are reminded of."""
    asking = [one.session for one in cohort.questionnaires if one.session and one.form.remind]
    days = [turn.starts.date() for session in asking for turn in session.rounds]
    return max((day for day in days if cohort.starts < day < cohort.ends), default=None)


def _who(cohort: Cohort) -> Person | None:
    """The last on the roster of those who are late; but for who mistypes hours, in autumn."""
    if not all(cohort.is_trainee_on(one, cohort.ends) for one in cohort.trainees()):
        return None
    late = [one for one in cohort.trainees() if people.habit_of(one) is Habit.LATE and not one.outside]
    return next((one for one in reversed(late) if one != learners.who_slips(cohort)), None)


def _rewrite(file: Path, person: Person, cells: Mapping[str, str]) -> None:
    """Those of the lines that have the person's address, by the columns' heads."""
    text = plain.text_of(file.read_bytes()) if file.is_file() else None
    head, *lines = csv.reader(StringIO(text or "\n"))
    if MAIL not in head:
        return
    for line in lines:
        if line[head.index(MAIL) :][:1] == [person.mail]:
            line[:] = [cells.get(name, cell) for name, cell in zip(head, line, strict=False)]
    out = StringIO()
    csv.writer(out, lineterminator="\r\n" if text and "\r\n" in text else "\n").writerows([head, *lines])
    file.write_bytes(out.getvalue().encode("utf-8-sig"))
