"""Excel templates: people, sessions, attendance and hours, with drop-downs and input checks.

Called by `files`. What is in the cells is text, so that no name becomes a formula and no number loses its zeros.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from m365bot.programme.people import Role
from m365bot.reading.files.attendance import ATTENDANCE, MARKS
from m365bot.reading.files.hours import HOURS
from m365bot.reading.files.people import COLUMNS as PEOPLE
from m365bot.reading.files.sessions_sheet import COLUMNS as SESSIONS
from m365bot.setup.office import Office
from m365bot.setup.timetable import FORM

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

SPARE_LINES = 500
_LONGEST_LIST = 255  # letters of a list written into its check (docs/facts.md xlsx.choices)


@dataclass(frozen=True)
class Check:
    """What one column's cells may hold. choices: a drop-down; else `kind` of Excel's own."""

    kind: Literal["list", "custom", "date", "time", "decimal"]
    words: str
    choices: tuple[str, ...] = ()
    formula: str = ""


_DAY = Check("date", "日付を入れてください。例: 2026-06-18", formula="36526")
_CLOCK = Check("time", "時刻を入れてください。例: 13:30", formula="0")
_HOURS = Check("decimal", "時間を数で入れてください。例: 1.5", formula="0")
_MAIL = Check("custom", "メールアドレスを入れてください。", formula='ISNUMBER(FIND("@",{cell}))')


def all_of(
    office: Office, people: Sequence[Sequence[str]], sessions: Sequence[Sequence[str]]
) -> dict[str, bytes]:
    """Name → workbook."""
    keys = tuple(dict.fromkeys(row[0] for row in sessions))
    courses = tuple(each.title for each in office.courses)
    own = tuple(office.roster.values("班"))
    return {
        "people": _workbook(list(PEOPLE.names), people, _of_people(office.departments, own)),
        "sessions": _workbook(list(SESSIONS.names), sessions, _of_sessions(courses)),
        "attendance": _workbook(list(ATTENDANCE.names), (), _of_attendance(keys)),
        "hours": _workbook(list(HOURS.names), (), _of_hours(courses)),
    }


def of_sheet(stem: str, rows: Sequence[Sequence[str]], known: "Known") -> bytes | None:
    """One that is there already, to be filled in further; an empty one where there are no rows. None: no such sheet."""
    checks = {
        "people": (PEOPLE, _of_people(known.departments, known.groups)),
        "sessions": (SESSIONS, _of_sessions(known.courses)),
        "attendance": (ATTENDANCE, _of_attendance(known.sessions)),
        "hours": (HOURS, _of_hours(known.courses)),
    }
    if stem not in checks:
        return None
    columns, wanted = checks[stem]
    head = rows[0] if rows else list(columns.names)
    return _workbook(head, rows[1:], wanted)


@dataclass(frozen=True)
class Known:
    """What config/ says, to be chosen from. sessions: their keys."""

    departments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()


def _of_people(departments: tuple[str, ...], groups: tuple[str, ...]) -> dict[str, Check]:
    found = {
        "メール": _MAIL,
        "連絡先メール": _MAIL,
        "所属長メール": _MAIL,
        "役割": _one_of(tuple(role.value for role in Role)),
        "開始日": _DAY,
        "終了日": _DAY,
    }
    return found | _if_any("部局", departments) | _if_any("班", groups)


def _of_sessions(courses: tuple[str, ...]) -> dict[str, Check]:
    found = {
        "日付": _DAY,
        "延期": _DAY,
        "開始": _CLOCK,
        "終了": _CLOCK,
        "時間": _HOURS,
        "様式": _one_of((FORM,)),
    }
    return found | _if_any("科目", courses)


def _of_attendance(keys: tuple[str, ...]) -> dict[str, Check]:
    return {"メール": _MAIL, "出欠": _one_of(MARKS), "時間": _HOURS} | _if_any("回", keys)


def _of_hours(courses: tuple[str, ...]) -> dict[str, Check]:
    return {"メール": _MAIL, "日付": _DAY, "時間": _HOURS} | _if_any("科目", courses)


def _one_of(choices: tuple[str, ...]) -> Check:
    return Check("list", "一覧から選んでください。", choices)


def _if_any(column: str, choices: tuple[str, ...]) -> dict[str, Check]:
    return {column: _one_of(choices)} if choices else {}


# ---- the workbook --------------------


def _workbook(head: Sequence[str], rows: Sequence[Sequence[str]], checks: Mapping[str, Check]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(head))
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
    for number, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            _put(sheet.cell(number, column), text)
    sheet.freeze_panes = "A2"
    lists = _Lists(book)
    for column, name in enumerate(head, 1):
        _dress(sheet, column, name, checks.get(name), lists, len(rows) + SPARE_LINES)
    found = BytesIO()
    book.save(found)
    return found.getvalue()


def _put(cell: Any, text: str) -> None:
    if text:
        cell.value, cell.data_type, cell.number_format = text, "s", "@"


class _Lists:
    """A hidden sheet with the choices that are too long to be written into a check."""

    def __init__(self, book: Any) -> None:
        self._book, self._count = book, 0
        self._sheet: Any = None

    def formula(self, choices: tuple[str, ...]) -> str:
        joined = ",".join(choices)
        if len(joined) <= _LONGEST_LIST and not any(mark in each for each in choices for mark in ',"'):
            return f'"{joined}"'
        if self._sheet is None:
            self._sheet = self._book.create_sheet("選択肢")
            self._sheet.sheet_state = "hidden"
        from openpyxl.utils import get_column_letter

        self._count += 1
        for number, each in enumerate(choices, 1):
            _put(self._sheet.cell(number, self._count), each)
        column = get_column_letter(self._count)
        return f"'選択肢'!${column}$1:${column}${len(choices)}"


def _dress(sheet: Any, column: int, name: str, check: Check | None, lists: _Lists, last: int) -> None:
    from openpyxl.utils import get_column_letter

    at = get_column_letter(column)
    sheet.column_dimensions[at].width = 14 if check or len(name) < 4 else 18
    if check is None or check.kind in ("list", "custom"):
        sheet.column_dimensions[at].number_format = "@"
    if check is not None:
        found = _validation(check, f"{at}2", lists)
        found.add(f"{at}2:{at}{last}")
        sheet.add_data_validation(found)


def _validation(check: Check, first: str, lists: _Lists) -> "DataValidation":
    from openpyxl.worksheet.datavalidation import DataValidation

    if check.choices:
        found = DataValidation("list", formula1=lists.formula(check.choices), allow_blank=True)
    elif check.kind == "custom":
        found = DataValidation("custom", formula1=check.formula.format(cell=first), allow_blank=True)
    else:
        found = DataValidation(
            check.kind, operator="greaterThanOrEqual", formula1=check.formula, allow_blank=True
        )
    found.error, found.errorTitle, found.showErrorMessage = check.words, "入力の確認", True
    found.errorStyle = "warning"  # 令和8年6月18日 and 3営業日前 are right as well
    return found
