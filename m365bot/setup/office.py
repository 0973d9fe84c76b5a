"""An office as it starts: what was asked, its roster and its timetable, and what follows from them.

Called by the command `init`, and by whatever writes an instance's files. Pure.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from m365bot.programme import names
from m365bot.programme.people import Role
from m365bot.setup.roster import Roster
from m365bot.setup.timetable import Held, Timetable, slug
from m365bot.setup.wish import Subject, Wish

USUAL_NAME = "DX人材育成研修"
MOST_CHANNELS = 20  # private ones, of courses; groups come on top


@dataclass(frozen=True)
class CourseOf:
    """A course with the key that other files call it by. `channel` is empty where Teams would refuse its name."""

    key: str
    title: str
    hours: float
    channel: str


@dataclass(frozen=True)
class Office:
    """Everything that the files of a new instance are made from."""

    wish: Wish
    roster: Roster = field(default_factory=Roster)
    timetable: Timetable = field(default_factory=Timetable)

    @property
    def programme(self) -> str:
        return self.wish.programme or USUAL_NAME

    @property
    def everybody(self) -> str:
        """The channel of all trainees."""
        return f"{self.wish.cohort} 全体"

    @property
    def has_trainees(self) -> bool:
        return Role.TRAINEE.value in self.roster.values("役割")

    @cached_property
    def courses(self) -> tuple[CourseOf, ...]:
        """Those of the timetable and those that were named, hours by what was named first."""
        hours = self.timetable.subjects() | {each.title: each.hours for each in self.wish.subjects}
        found: dict[str, CourseOf] = {}
        for title, each in hours.items():
            key = _free(slug(title) or "course", found)
            found[key] = CourseOf(key, title, each, self._channel(title, len(found)))
        return tuple(found.values())

    @property
    def held(self) -> tuple[Held, ...]:
        """The timetable's lines with the channel each is held by way of."""
        return tuple(replace(each, cells=self._placed(each.cells)) for each in self.timetable.held)

    @property
    def groups(self) -> tuple[str, ...]:
        """班 that can have a channel of their own."""
        named = self.roster.values("班")
        fit = all(_fits(f"{self.wish.cohort} {each}") for each in named)
        return named if fit and len(named) <= MOST_CHANNELS else ()

    @property
    def departments(self) -> tuple[str, ...]:
        """部局 of the office's own people; spellings of one name once, as the first has it."""
        found: dict[str, str] = {}
        for name in self.roster.values("部局"):
            found.setdefault(names.channel_fold(name), name)
        return tuple(found.values())

    def name_of(self, mail: str) -> str:
        """Somebody's name, where the roster has it."""
        rows = (each.cells for each in self.roster.entries)
        return next(
            (row["氏名"] for row in rows if names.mail_fold(row["メール"]) == names.mail_fold(mail)), ""
        )

    def _channel(self, title: str, count: int) -> str:
        name = f"{self.wish.cohort} {title}"
        return name if _fits(name) and count < MOST_CHANNELS else ""

    def _placed(self, cells: Mapping[str, str]) -> Mapping[str, str]:
        course = self._course_of(cells)
        channel = course.channel if course else ""
        return {**cells, "科目": course.title if course else "", "チャネル": channel or self.everybody}

    def _course_of(self, cells: Mapping[str, str]) -> CourseOf | None:
        if cells["科目"]:
            return next(each for each in self.courses if each.title == cells["科目"])
        named = [each for each in self.courses if each.title in cells["題名"]]
        if len(named) == 1:
            return named[0]
        return self.courses[0] if len(self.courses) == 1 else None


def instructors(roster: Roster) -> dict[str, str]:
    """How instructors are called → address; a name that two have calls neither."""
    rows = [each.cells for each in roster.entries if each.cells["役割"] == Role.INSTRUCTOR.value]
    called = Counter(re.sub(r"\s", "", row["氏名"]) for row in rows)
    by_name = {re.sub(r"\s", "", row["氏名"]): row["メール"] for row in rows}
    alone = {name: mail for name, mail in by_name.items() if called[name] == 1}
    return alone | {row["メール"]: row["メール"] for row in rows}


def subjects_asked_for(timetable: Timetable) -> bool:
    """Whether nothing says which courses there are."""
    return not timetable.subjects()


def whole_subject(office: Office) -> Subject:
    """One course for all, where none is named: its hours are those of the timetable."""
    hours = {each.cells["回"]: each.hours for each in office.timetable.held if not each.cells["補講"]}
    return Subject(office.programme, sum(hours.values()))


def _fits(channel: str) -> bool:
    return not list(names.channel_faults(channel)) and not names.has_emoji(channel)


def _free(key: str, taken: Mapping[str, object]) -> str:
    if key not in taken:
        return key
    return next(name for number in range(2, 10_000) if (name := f"{key}-{number}") not in taken)
