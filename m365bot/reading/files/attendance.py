"""attendance.xlsx: who was at which session, one line for each, or people × sessions; or `attendance:` of cohort.yaml.

Called by the reader of cohorts once sessions and people are known. What cannot be read is complained of with its cell and
left out, which stops hours being judged, and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from m365bot.programme.attendance import Attendance
from m365bot.programme.dates import Unreadable
from m365bot.programme.faults import Part
from m365bot.programme.people import Person
from m365bot.programme.sessions import Session
from m365bot.reading import values
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files import marks
from m365bot.reading.files.marks import MARKS as MARKS
from m365bot.reading.files.register import PERSON, Register, Written
from m365bot.reading.scalars import KEY, MAIL, TEXT
from m365bot.reading.shapes import Fields, Scalar, must
from m365bot.reading.sheets import header, sheet
from m365bot.reading.sheets.cells import Cell, SheetColumns, SheetRow, fold
from m365bot.reading.tables import Table
from m365bot.words import say

FEEDBACK = "フィードバック"
NOTE = {"時間": ("hours", "時間数"), "備考": ("note", "notes", "メモ"), FEEDBACK: ("feedback",)}
ATTENDANCE = SheetColumns(
    {
        **{name: PERSON[name] for name in ("氏名", "メール")},
        "回": ("session", "回キー"),
        "出欠": ("attendance",),
        **NOTE,
    },
    free=True,
)
ENTRY = Fields(
    {
        "name": TEXT,
        "mail": MAIL,
        "session": must(KEY),
        "attendance": Scalar(marks.mark),
        "hours": Scalar(values.hours),
        "note": TEXT,
        "feedback": TEXT,
    }
)
_SUMS = frozenset({"合計", "計", "総計", "小計", "人数", "出席者数", "出席人数", "出席率"})
_BESIDE = frozenset(fold(word) for word in (*_SUMS, "番号", "No", "No.", "班", "部局", "課", "職種", "役割"))


@dataclass(frozen=True)
class Sessions:
    """The sessions that attendance may name. unmade: keys of such as could not be made, which is told elsewhere."""

    made: Sequence[Session]
    unmade: frozenset[str] = frozenset()

    @property
    def by_word(self) -> Mapping[str, Session]:
        """By key, and by a title that only one has."""
        titles = [fold(each.title) for each in self.made]
        found = {fold(each.title): each for each in self.made if titles.count(fold(each.title)) == 1}
        return found | {fold(each.key): each for each in self.made}


@dataclass
class Reader:
    """One source of attendance being read."""

    sessions: Sessions
    register: Register
    file: ConfigFile
    part: Part | None = None  # what a complaint stops, where the file does not say so
    seen: dict[tuple[str, str], Place] = field(default_factory=dict)  # person and session: where first

    def __post_init__(self) -> None:
        self._by_word = self.sessions.by_word

    def sheet(self) -> Iterator[Attendance]:
        """Of a sheet of either shape."""
        sheet.remark_on_second(self.file)
        columns = SheetColumns({**ATTENDANCE.names, **PERSON, **self._headers()}, free=True)
        found = sheet.read_wide(self.file, columns)
        if found is None:
            return
        known, others = found
        rows = [row for row in known if not _is_sum(row)]
        for row in rows:
            header.complain_of_formulas(row, self.file, columns.names)
        if any("回" in row.cells for row in rows):
            self._look_at_both_shapes(rows)
            for row in rows:
                yield from self._line(row)
            return
        self._look_at_headers(others, rows)
        for row in rows:
            yield from self._across(row)

    def entries(self, tables: Sequence[Table]) -> Iterator[Attendance]:
        """Of `attendance:` in cohort.yaml."""
        for table in tables:
            if "session" not in table or not (table.keys() & {"name", "mail"}):
                continue
            cell = marks.Cell(table.get("attendance"), table.get("hours"))
            session = self._session(table["session"], table.at("session"))
            if session and (cell.mark or cell.hours is not None):
                yield from _with_feedback(self._one(Entry(table), session, cell, table.place), Entry(table))

    def _headers(self) -> Mapping[str, tuple[str, ...]]:
        titles = {each.key: fold(each.title) for each in self._by_word.values()}
        taken = {
            fold(word) for name, others in {**ATTENDANCE.names, **PERSON}.items() for word in (name, *others)
        }
        return {
            each.key: (each.title,) if self._by_word.get(titles[each.key]) is each else ()
            for each in self.sessions.made
            if fold(each.key) not in taken
        }

    def _look_at_both_shapes(self, rows: Sequence[SheetRow]) -> None:
        """Marks below a session's own heading: where lines name their session, nobody would count them."""
        for session in self.sessions.made:
            below = (row.cells[session.key] for row in rows if session.key in row.cells)
            if lost := next((cell for cell in below if cell.text.strip()), None):
                self._complain(
                    lost.place,
                    say("「回」の列がある表では、回『{key}』の列は数えません。", key=session.key),
                    say("1行に1つの回を書く形か、人と回の表の形か、どちらか1つにしてください。"),
                )

    def _line(self, row: SheetRow) -> Iterator[Attendance]:
        cell = self._cell(row)
        if cell is None:
            remark_on_lone_feedback(row, self.file)
            return
        word = row.text("回").strip()
        if not word:
            self._complain(
                row.at("回"), say("回が空です。"), say("回の識別名を書いてください。例: powerbi-1")
            )
            return
        session = self._session(word, row.at("回"))
        if session:
            found = self._one(row, session, cell, row.at("出欠" if cell.mark else "時間"))
            yield from _with_feedback(found, row)

    def _cell(self, row: SheetRow) -> marks.Cell | None:
        """None where nothing is written yet, or nothing that can be read."""
        sign, length = row.text("出欠").strip(), row.text("時間").strip()
        try:
            found = marks.cell(sign) if sign else marks.Cell(None, None)
        except Unreadable as error:
            self._complain(row.at("出欠"), error.words, error.hint)
            return None
        try:
            found = found._replace(hours=values.hours(length)) if length else found
        except Unreadable as error:
            self._complain(row.at("時間"), error.words, error.hint)
            return None
        return None if found == (None, None) else found

    def _across(self, row: SheetRow) -> Iterator[Attendance]:
        written = [(each, row.cells[each.key]) for each in self.sessions.made if each.key in row.cells]
        for session, found in written:
            if not found.text.strip():
                continue
            try:
                cell = marks.cell(found.text)
            except Unreadable as error:
                self._complain(found.place, error.words, error.hint)
                continue
            yield from self._one(row, session, cell, found.place)

    def _one(self, row: Written, session: Session, cell: marks.Cell, place: Place) -> Iterator[Attendance]:
        person = self.register.find(row, self.file)
        if person is None or self._is_second(person, session, place):
            return
        found = Attendance(person, session.key, cell.mark, cell.hours, _short(place))
        if self._is_possible(found, session, place):
            yield found

    def _session(self, word: str, place: Place) -> Session | None:
        session = self._by_word.get(fold(word))
        if session is None and word not in self.sessions.unmade:
            known = [each.key for each in self.sessions.made]
            self._complain(place, say("『{key}』という回はありません。", key=word), nearest(word, known))
        return session

    def _is_second(self, person: Person, session: Session, place: Place) -> bool:
        first = self.seen.setdefault((person.id, session.key), place)
        if first is place:
            return False
        self._complain(
            place,
            say("『{name}』の回『{key}』が2回書かれています。", name=person.name, key=session.key),
            say("1つ目は {place} です。どちらかを消してください。", place=_short(first)),
        )
        return True

    def _is_possible(self, found: Attendance, session: Session, place: Place) -> bool:
        """Hours of somebody on a day on which he or she was no trainee: a slip, or a roster that is not up to date."""
        days = sorted({turn.starts.date() for turn in session.rounds})
        worth = found.worth(session.hours)
        if worth and not any(self.register.is_in_on(found.person, day) for day in days):
            if self.register.is_whole:
                self._complain_of_day(found.person, days[0], place)
            return False
        if found.hours is not None and found.hours > session.hours + 1e-9:
            self.file.remark(
                place,
                say(
                    "{hours:g}時間は、回『{key}』の{full:g}時間より長いです。",
                    hours=found.hours,
                    key=session.key,
                    full=session.hours,
                ),
                say("書かれたとおりに数えます。"),
            )
        return True

    def _complain_of_day(self, person: Person, day: date, place: Place) -> None:
        self._complain(
            place,
            say("『{name}』は {day} には受講者ではありません。", name=person.name, day=day),
            say("名簿の開始日・終了日か、この出欠を直してください。"),
        )

    def _look_at_headers(self, others: Sequence[Cell], rows: Sequence[SheetRow]) -> None:
        """A column that nobody reads, and that holds attendance: its header is surely a session's."""
        keys = [each.key for each in self.sessions.made]
        for above in others:
            word = above.text.strip()
            texts = [text for row in rows if (text := row.text(above.text).strip())]
            if not texts or fold(word) in _BESIDE or word in self.sessions.unmade:
                continue
            is_near = bool(get_close_matches(word, keys, n=1, cutoff=0.8))
            if any(map(marks.is_like_one, texts)) or is_near:
                self._complain(
                    above.place, say("『{key}』という回はありません。", key=word), nearest(word, keys)
                )

    def _complain(self, place: Place, words: str, hint: str) -> None:
        self.file.complain(place, words, hint, self.part)


@dataclass(frozen=True)
class Entry:
    """An entry of YAML as a line of a sheet, to know whom it is about."""

    table: Table

    def text(self, column: str) -> str:
        return str(self.table.get(_ENGLISH.get(column, column), ""))

    def at(self, column: str) -> Place:
        return self.table.at(_ENGLISH.get(column, column))


_ENGLISH = {"氏名": "name", "メール": "mail", FEEDBACK: "feedback"}


def remark_on_lone_feedback(row: SheetRow, file: ConfigFile) -> None:
    """It belongs to what is written beside it: to nothing, nobody would see it."""
    if row.text(FEEDBACK).strip():
        file.remark(
            row.at(FEEDBACK),
            say("出欠も時間も空なので、このフィードバックは本人に届きません。"),
            say("時間がなければ、0 と書いてください。"),
        )


def _with_feedback(found: Iterator[Attendance], row: Written) -> Iterator[Attendance]:
    yield from (replace(each, feedback=row.text(FEEDBACK).strip()) for each in found)


def _is_sum(row: SheetRow) -> bool:
    """Below a table, not about anybody."""
    if row.text("メール").strip() or row.text("職員番号").strip():
        return False
    return any(fold(cell.text) in _SUMS for cell in row.cells.values())


def _short(place: Place) -> str:
    """Where it stands, within the cohort's folder."""
    return f"{place.file.rpartition('/')[2]}:{place.line}:{place.column}"
