"""Attendance of one session written into attendance.csv or .xlsx: only the cells that were changed, all else byte for byte.

Called by the desk. Pure. Of either shape that the reader takes: people × sessions, or a line for each person and session.
It never guesses whose line it is: who is not found for certain gets a line of their own, and what is in doubt raises.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from m365bot.editing import workbook
from m365bot.editing.sheet_part import Place
from m365bot.errors import ConfigError
from m365bot.programme import Attendance, Cohort, Mark, Person, Session
from m365bot.programme.names import mail_fold, person_fold
from m365bot.reading.files.attendance import ATTENDANCE
from m365bot.reading.files.register import PERSON
from m365bot.reading.sheets.cells import SheetColumns, fold
from m365bot.words import say

FILE, BOOK = "attendance.csv", "attendance.xlsx"
_HEADER_LINES = 15  # as the reader looks for it
NAME, MAIL, NUMBER, SESSION, MARK, HOURS = "氏名", "メール", "職員番号", "回", "出欠", "時間"


@dataclass(frozen=True)
class Wish:
    """What is to stand for one person; both None: nothing any more."""

    person: Person
    mark: Mark | None = None
    hours: float | None = None

    @property
    def cell(self) -> str:
        return f"{self.mark or ''}{_hours(self.hours)}"


def begun(cohort: Cohort) -> str:
    """A sheet where there was none: a column for each session, in their order."""
    head = ["班", NAME, MAIL, *(each.key for each in cohort.sessions)]
    return _line(head) + "\n"


def written(text: str, cohort: Cohort, session: Session, wishes: Sequence[Wish]) -> str:
    """The sheet with these in it. Raises ConfigError where it cannot be told which cell it is."""
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        raise _unfit() from None
    lines = text.splitlines()
    if len(lines) != len(rows):  # a line break within a cell
        raise _unfit()
    sheet = _Sheet.of(rows, cohort, FILE)
    for wish in wishes:
        sheet.write(session, wish)
    touched = {row for row, _ in sheet.changed}
    return "".join(f"{_line(row) if n in touched else lines[n]}\n" for n, row in enumerate(sheet.rows))


def written_in_book(content: bytes, cohort: Cohort, session: Session, wishes: Sequence[Wish]) -> bytes:
    """The same of a workbook."""
    sheet = _Sheet.of(workbook.rows(BOOK, content), cohort, BOOK)
    for wish in wishes:
        sheet.write(session, wish)
    return workbook.written(content, sheet.changed)


@dataclass
class _Sheet:
    """head: where the header stands. changed: what is to stand in each cell that is another now."""

    cohort: Cohort
    rows: list[list[str]]
    head: int
    columns: SheetColumns
    file: str
    changed: dict[Place, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[list[str]], cohort: Cohort, file: str) -> "_Sheet":
        columns = _columns(cohort)
        known = [sum(columns.find(cell) is not None for cell in row if cell.strip()) for row in rows]
        best = max(known[:_HEADER_LINES], default=0)
        if best < 2:
            raise _unfit()
        return cls(cohort, rows, known.index(best), columns, file)

    def write(self, session: Session, wish: Wish) -> None:
        if self._column(SESSION) is not None:
            self._write_line(session, wish)
        else:
            row = self._row_of(wish.person)
            self._put(row, self._column_of(session), wish.cell)

    def _write_line(self, session: Session, wish: Wish) -> None:
        row = self._line_of(session, wish.person)
        if row is None:
            row = self._appended({**_named(wish.person), SESSION: session.key})
        if self._column(MARK) is None or (self._column(HOURS) is None and wish.hours is not None):
            raise ConfigError(say("『出欠』か『時間』の列がありません。設定で列を足してください。"))
        self._put(row, self._column(MARK), wish.mark or "")
        if self._column(HOURS) is not None:
            self._put(row, self._column(HOURS), _hours(wish.hours))

    def _line_of(self, session: Session, person: Person) -> int | None:
        found = [one for one in self.cohort.attendance_of(person) if one.session == session.key]
        if numbers := self._numbers(found, person):
            return _only(numbers, person)
        words = {fold(session.key), fold(session.title)}
        at = self._column(SESSION)
        own = [row for row in self._rows_of(person) if fold(self._cell(row, at)) in words]
        return _only(own, person)

    def _row_of(self, person: Person) -> int:
        """By a mark that the reader found there, by the address, or by a name that only one has."""
        found = _only(
            self._numbers(self.cohort.attendance_of(person), person) or self._rows_of(person), person
        )
        groups = [line.group for line in self.cohort.lines_of(person) if line.group]
        return (
            self._appended({**_named(person), "班": groups[-1] if groups else ""}) if found is None else found
        )

    def _numbers(self, found: Sequence[Attendance], person: Person) -> list[int]:
        """Of rows in which the reader found these. Raises ConfigError where somebody else stands there by now."""
        numbers = sorted({number for one in found if (number := self._number(one)) is not None})
        if any(not self._may_be(number, person) for number in numbers):
            raise _unfit()
        return numbers

    def _number(self, one: Attendance) -> int | None:
        """The index of its row, where it stands in this file."""
        file, line, _ = one.where.rsplit(":", 2)
        return int(line) - 1 if file == self.file else None

    def _may_be(self, row: int, person: Person) -> bool:
        if not self.head < row < len(self.rows):
            return False
        name, mail = (self._cell(row, self._column(each)) for each in (NAME, MAIL))
        if mail.strip():
            return mail_fold(mail) in {mail_fold(person.mail), mail_fold(person.contact)}
        return not name.strip() or person_fold(name) == person_fold(person.name)

    def _rows_of(self, person: Person) -> list[int]:
        below = range(self.head + 1, len(self.rows))
        name, mail, number = (self._column(each) for each in (NAME, MAIL, NUMBER))
        mails = {mail_fold(person.mail), mail_fold(person.contact)}
        by_mail = [row for row in below if mail_fold(self._cell(row, mail)) in mails]
        if by_mail or not self._is_only_one(person):
            return by_mail
        return [
            row
            for row in below
            if not self._cell(row, mail).strip()
            and not self._cell(row, number).strip()
            and person_fold(self._cell(row, name)) == person_fold(person.name)
        ]

    def _is_only_one(self, person: Person) -> bool:
        same = {
            one.person.id
            for one in self.cohort.lines
            if person_fold(one.person.name) == person_fold(person.name)
        }
        return same == {person.id}

    def _column_of(self, session: Session) -> int:
        found = self._column(session.key)
        if found is None:
            found = len(self.rows[self.head])
            self._put(self.head, found, session.key)
        return found

    def _column(self, name: str) -> int | None:
        heads = [self.columns.find(cell) for cell in self.rows[self.head]]
        return heads.index(name) if name in heads else None

    def _cell(self, row: int, column: int | None) -> str:
        return self.rows[row][column] if column is not None and column < len(self.rows[row]) else ""

    def _appended(self, cells: Mapping[str, str]) -> int:
        self.rows.append([])
        for column, head in enumerate(self.rows[self.head]):
            if cell := cells.get(self.columns.find(head) or head, ""):
                self._put(len(self.rows) - 1, column, cell)
        return len(self.rows) - 1

    def _put(self, row: int, column: int | None, cell: str) -> None:
        assert column is not None  # callers made sure
        cells = self.rows[row]
        cells += [""] * (column + 1 - len(cells))
        if cells[column] != cell or (row, column) in self.changed:
            cells[column] = cell
            self.changed[row, column] = cell


def _columns(cohort: Cohort) -> SheetColumns:
    titles = [fold(each.title) for each in cohort.sessions]
    taken = {fold(one) for name, more in {**ATTENDANCE.names, **PERSON}.items() for one in (name, *more)}
    sessions = {
        each.key: (each.title,) if titles.count(fold(each.title)) == 1 else ()
        for each in cohort.sessions
        if fold(each.key) not in taken
    }
    return SheetColumns({**sessions, **ATTENDANCE.names, **PERSON, "班": ("group",)}, free=True)


def _only(found: Sequence[int], person: Person) -> int | None:
    if len(found) > 1:
        words = say(
            "『{name}』の行が2つ以上あり、どちらに書くか決められません。設定で直してください。",
            name=person.name,
        )
        raise ConfigError(words)
    return found[0] if found else None


def _named(person: Person) -> dict[str, str]:
    return {NAME: person.name, MAIL: person.mail}


def _hours(hours: float | None) -> str:
    return "" if hours is None else f"{hours:g}"


def _line(row: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()


def _unfit() -> ConfigError:
    return ConfigError(
        say("出欠の表が、この画面で書ける形ではありません。設定の画面で、表かファイルを直してください。")
    )
