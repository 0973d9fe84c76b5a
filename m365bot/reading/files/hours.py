"""hours.csv: hours of a course outside of its sessions, for a project or a proposal.

Called by the reader of cohorts. What cannot be read is complained of and left out, which stops hours being judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from m365bot.programme import dates
from m365bot.programme.attendance import HoursLine
from m365bot.programme.curriculum import Course
from m365bot.programme.dates import Unreadable
from m365bot.reading import values
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files.attendance import FEEDBACK, NOTE, remark_on_lone_feedback
from m365bot.reading.files.register import PERSON, Register
from m365bot.reading.files.year import outside
from m365bot.reading.sheets import sheet
from m365bot.reading.sheets.cells import SheetColumns, SheetRow, fold
from m365bot.words import say

HOURS = SheetColumns(
    {
        **{name: PERSON[name] for name in ("氏名", "メール")},
        "科目": ("course",),
        "日付": ("date",),
        **NOTE,
    },
    required=("科目", "日付", "時間"),
    free=True,
)
LONGEST = 24  # of one day


@dataclass
class Reader:
    """One sheet of hours being read. sessions: (course, day) of sessions for which attendance has hours too."""

    courses: Sequence[Course]
    fiscal_year: int
    register: Register
    file: ConfigFile
    sessions: frozenset[tuple[str, date]] = frozenset()

    def __post_init__(self) -> None:
        self._by_word: Mapping[str, Course] = {
            fold(word): each for each in self.courses for word in (each.title, each.key)
        }
        self._seen: dict[object, Place] = {}

    def lines(self) -> Iterator[HoursLine]:
        sheet.remark_on_second(self.file)
        columns = SheetColumns({**HOURS.names, **PERSON}, HOURS.required, free=True)
        for row in sheet.read(self.file, columns) or ():
            if row.text("時間").strip():
                yield from self._line(row)
            else:
                remark_on_lone_feedback(row, self.file)

    def _line(self, row: SheetRow) -> Iterator[HoursLine]:
        length = self._read(row, "時間", values.hours)
        day = self._read(row, "日付", self._day)
        course = self._course(row)
        person = self.register.find(row, self.file)
        if length is None or day is None or course is None or person is None:
            return
        if length > LONGEST:
            self.file.complain(
                row.at("時間"),
                say("1日に{hours:g}時間は長すぎます。", hours=length),
                say("日付ごとに行を分けるか、時間を直してください。"),
            )
            return
        if length and not self.register.is_in_on(person, day):
            if self.register.is_whole:
                self.file.complain(
                    row.at("日付"),
                    say("『{name}』は {day} には受講者ではありません。", name=person.name, day=day),
                    say("名簿の開始日・終了日か、この日付を直してください。"),
                )
            return
        place = row.at("時間")
        where = f"{place.file.rpartition('/')[2]}:{place.line}:{place.column}"
        note, feedback = (row.text(column).strip() for column in ("備考", FEEDBACK))
        found = HoursLine(person, course.key, day, length, where, note=note, feedback=feedback)
        self._look_at(found, place)
        self._look_at_day(day, row)
        yield found

    def _look_at(self, found: HoursLine, place: Place) -> None:
        """What may have been written twice; both count, since it may be rightly so."""
        same = (found.person.id, found.course, found.day, found.hours, found.note)
        first = self._seen.setdefault(same, place)
        if first is not place:
            self.file.remark(
                place,
                say("{line}行目と同じ内容です。両方を数えます。", line=first.line),
                say("二重に書いたなら、片方を消してください。"),
            )
        elif (found.course, found.day) in self.sessions:
            self.file.remark(
                place,
                say("{day} のこの科目は回があり、出欠にも時間があります。両方を数えます。", day=found.day),
                say("二重なら、片方を消してください。"),
            )

    def _look_at_day(self, day: date, row: SheetRow) -> None:
        """Study before the first day may be meant; a wrong year is the likelier slip."""
        if words := outside(day, self.register.cohort.starts, self.register.cohort.ends):
            counted = words + say("この時間も数えます。")
            self.file.remark(row.at("日付"), counted, say("年を間違えていませんか?"))

    def _course(self, row: SheetRow) -> Course | None:
        word = row.text("科目").strip()
        course = self._by_word.get(fold(word))
        if course is None:
            self.file.complain(
                row.at("科目"),
                say("科目 '{key}' はありません。", key=word),
                nearest(word, [each.key for each in self.courses]),
            )
        return course

    def _day(self, written: str) -> date:
        return dates.moment(written, self.fiscal_year).day

    def _read(self, row: SheetRow, column: str, convert: Any) -> Any:
        try:
            return convert(row.text(column))
        except Unreadable as error:
            self.file.complain(row.at(column), error.words, error.hint)
            return None
