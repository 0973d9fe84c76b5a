"""Everybody of a cohort at a glance, for officers alone: hours by course, who lacks what, who has handed in what, and how
fresh each source is known to be.

Called by export and by whoever keeps the officers' workbook. Pure.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from m365bot.programme.curriculum import Course
from m365bot.programme.forms import Questionnaire
from m365bot.programme.people import Person
from m365bot.programme.programme import Programme
from m365bot.records import booked, pseudonyms
from m365bot.records.handed import HandedIn, Index
from m365bot.records.hours import Hours
from m365bot.records.sheets import Shade, Shaded, Table
from m365bot.records.snapshot import Records
from m365bot.records.standing import Risk, Standing
from m365bot.words import say, telling

_SHADES = {
    Risk.COMPLETE: Shade.GOOD,
    Risk.REACHABLE: Shade.NEAR,
    Risk.OUT_OF_REACH: Shade.FAR,
    Risk.UNKNOWN: Shade.UNKNOWN,
    Risk.LEFT: Shade.PAST,
}


@dataclass(frozen=True)
class Overview:
    """One cohort's, at the moment of `hours`."""

    hours: Hours
    records: Records
    programme: Programme

    @property
    def sheets(self) -> Mapping[str, Table]:
        """Title → cells."""
        key = self.hours.cohort.key
        return {
            say("一覧 {cohort}", cohort=key): [*self._heat()],
            say("提出 {cohort}", cohort=key): [*self._submissions()],
            self._title_of_sources: [*self._sources()],
        }

    @property
    def _title_of_sources(self) -> str:
        return say("取込状況 {cohort}", cohort=self.hours.cohort.key)

    @cached_property
    def told(self) -> Mapping[str, Table]:
        """For the tenant: in Japanese, whatever the operator's screen shows."""
        with telling():
            return self.sheets

    @property
    def told_digest(self) -> str:
        """Of what is told, in hex; the days on which sources were read, and this was made, make no other workbook of it."""
        with telling():
            lasting = {**self.told, self._title_of_sources: [*self._certainties()]}
        cells = json.dumps(lasting, ensure_ascii=False, default=lambda cell: (cell.value, cell.shade))
        return hashlib.sha256(cells.encode()).hexdigest()

    def _heat(self) -> Iterator[list[object]]:
        courses = self.hours.frame.courses
        yield [
            say("氏名"),
            say("呼び名"),
            say("班"),
            say("部局"),
            say("修了の見込み"),
            say("合計時間"),
            *(each.title for each in courses),
            say("足りないもの"),
        ]
        names = pseudonyms.of(self.hours.cohort)
        for one in self.hours.standings:
            yield [
                one.person.name,
                names[one.person.id],
                *self.place(one.person),
                self.outlook(one),
                self.total(one),
                *(self.course(one, course) for course in courses),
                " ".join(lack.words for lack in one.lacks),  # one line, so that everybody is seen at a glance
            ]

    def place(self, person: Person) -> tuple[str, str]:
        """Group and department, as they were last."""
        lines = self.hours.cohort.lines_of(person)
        return (lines[-1].group, lines[-1].department) if lines else ("", "")

    def outlook(self, one: Standing) -> Shaded:
        return Shaded(outlook(one), _SHADES[one.risk])

    def total(self, one: Standing) -> Shaded:
        return Shaded(booked.number(one.total), _shade(one, ""))

    def course(self, one: Standing, course: Course) -> object:
        """Nothing where it was on request, and not asked for."""
        had = one.by_course.get(course.key, 0.0)
        return Shaded(booked.number(had), _shade(one, course.key)) if had or not course.on_request else ""

    def _submissions(self) -> Iterator[list[object]]:
        asked = [each for each in self.handed_in if each.is_for_people and each.is_begun]
        yield [say("氏名"), *(each.asked.title for each in asked)]
        yield [say("締切"), *(_moment(each.asked.due, self.programme) for each in asked)]
        columns = [_states(each) for each in asked]
        for person in self.hours.trainees:
            yield [person.name, *(states.get(person.id, "") for states in columns)]

    @cached_property
    def handed_in(self) -> tuple[HandedIn, ...]:
        """Of each questionnaire, in config's order."""
        return tuple(map(self._handed, self.hours.cohort.questionnaires))

    def _handed(self, asked: Questionnaire) -> HandedIn:
        return self._index.handed(asked, self.hours.cohort, self.records.fresh, self.hours.now)

    @cached_property
    def _index(self) -> Index:
        return Index.of(self.records.stored, self.hours.cohort.key)

    def _sources(self) -> Iterator[list[object]]:
        yield [say("回答先"), say("最後に読んだ日"), say("ここまでは確か"), say("要確認の行")]
        for asked in self.hours.cohort.collected:
            one = self._handed(asked)
            yield [
                asked.title,
                _day(one.fresh.read if one.fresh else None, self.programme),
                self._known(one),
                Shaded(one.doubtful, Shade.NEAR) if one.doubtful else 0,
            ]
        yield [say("この表は、記録が変わった日に作り直します"), f"{self.hours.now:%Y-%m-%d}", "", ""]
        for fault in self.hours.doubts:
            yield [fault.file, "", Shaded(fault.words, Shade.UNKNOWN), ""]

    def _certainties(self) -> Iterator[list[object]]:
        """Of each source what an officer would act on."""
        for asked in self.hours.cohort.collected:
            one = self._handed(asked)
            yield [asked.title, one.fresh is not None, one.is_in_doubt, one.doubtful]
        yield [fault.words for fault in self.hours.doubts]

    def _known(self, one: HandedIn) -> object:
        words = _day(one.fresh.known_until if one.fresh else None, self.programme)
        if one.is_in_doubt:
            return Shaded(say("締切までの回答がそろっているか不明({until})", until=words), Shade.UNKNOWN)
        return words


def _states(one: HandedIn) -> Mapping[str, object]:
    """Person's id → how it stands; nothing for whom it is not asked."""
    missing = (
        Shaded(say("不明"), Shade.UNKNOWN)
        if one.is_in_doubt
        else Shaded(say("未提出"), Shade.FAR if one.is_over else Shade.NEAR)
    )
    return {
        **{person.id: missing for person in one.awaited},
        **{person: Shaded(say("提出"), Shade.GOOD) for person in one.answered},
    }


def _shade(one: Standing, course: str) -> Shade:
    """Of the hours of a course, or of the whole."""
    lack = next((each for each in one.lacks if each.left or each.course == course), None)
    if lack is None:
        return Shade.GOOD
    if lack.left:
        return Shade.PAST
    if lack.doubt:
        return Shade.UNKNOWN
    return Shade.NEAR if lack.can_be_had else Shade.FAR


def outlook(one: Standing) -> str:
    """Of completing, in words."""
    return {
        Risk.COMPLETE: say("満たしています"),
        Risk.REACHABLE: say("これから取れます"),
        Risk.OUT_OF_REACH: say("取れる機会が足りません"),
        Risk.UNKNOWN: say("不明"),
        Risk.LEFT: say("受講を終えています"),
    }[one.risk]


def _moment(at: datetime | None, programme: Programme) -> str:
    return f"{at.astimezone(programme.timezone):%Y-%m-%d %H:%M}" if at else ""


def _day(iso: str | None, programme: Programme) -> str:
    """By the day: a workbook is not written anew because a source was read anew."""
    return f"{datetime.fromisoformat(iso).astimezone(programme.timezone):%Y-%m-%d}" if iso else say("まだ")
