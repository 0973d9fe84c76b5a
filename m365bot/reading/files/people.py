"""people.csv (or .xlsx, or `people:` in cohort.yaml): rows, and then lines with persons.

Called by the reader of cohorts. Which rows are one person is decided over all cohorts together (`roster`), so rows
are read first and persons made afterwards.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from m365bot.programme import dates
from m365bot.programme.dates import Unreadable
from m365bot.programme.people import Line, Period, Role
from m365bot.reading import values
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.encoding import is_lossy, looks_garbled
from m365bot.reading.roster import NOBODY, PersonRow
from m365bot.reading.scalars import DAY, LAST_DAY, MAIL, ROLE, TEXT
from m365bot.reading.shapes import Fields, apart, into, must
from m365bot.reading.sheets.cells import Cell, SheetColumns, SheetRow
from m365bot.reading.tables import Table
from m365bot.words import say

_NUMBER = "職員番号"
COLUMNS = SheetColumns(
    {
        "氏名": ("name", "名前"),
        "メール": ("mail", "email", "e-mail", "メールアドレス"),
        "連絡先メール": ("contact", "contact_mail"),
        _NUMBER: ("staff_number", "staffnumber", "staff number"),
        "部局": ("department",),
        "課": ("section", "所属"),
        "職種": ("occupation",),
        "所属長": ("chief",),
        "所属長メール": ("chief_mail", "chief mail"),
        "役割": ("role",),
        "班": ("group",),
        "開始日": ("from", "start"),
        "終了日": ("until", "end"),
    },
    required=("氏名", "メール"),
)

_TEXTS = {"group": "班", "department": "部局", "section": "課", "occupation": "職種", "chief": "所属長"}
"""What a line takes from a sheet as it stands, by its own names."""

PERSON = Fields(
    {
        "name": must(apart(TEXT)),
        "mail": must(apart(MAIL)),
        "contact": apart(MAIL),
        "staff_number": apart(TEXT),
        "department": TEXT,
        "section": TEXT,
        "occupation": TEXT,
        "chief": TEXT,
        "chief_mail": MAIL,
        "role": ROLE,
        "group": TEXT,
        "from": into("start", DAY),
        "until": into("end", LAST_DAY),
    }
)
_ENGLISH = {
    "氏名": "name",
    "メール": "mail",
    "部局": "department",
    "役割": "role",
    "班": "group",
    "職員番号": "staff_number",
}


def typed(rows: Sequence[SheetRow], cohort: str, file: ConfigFile) -> list[PersonRow]:
    """The rows of a sheet that are fit to be used; what is not is complained of."""
    found = (_typed(row, cohort, file) for row in rows)
    return [row for row in found if row is not None]


def _typed(row: SheetRow, cohort: str, file: ConfigFile) -> PersonRow | None:
    _look_at_letters(row, file)
    mail = _read(row, "メール", values.mail, file)
    _look_for_empty(row, file)
    days = _days(row, file)
    if days is None:
        return None
    role = _read(row, "役割", values.role, file) if row.text("役割").strip() else Role.TRAINEE
    if mail is None or role is None or _has_unread_day(row, days) or not row.text("氏名").strip():
        return None
    return PersonRow(
        cohort=cohort,
        place=row.place,
        at=row.at,
        name=_clean(row.text("氏名")),
        mail=mail,
        line=_line(row, role, days, file),
        contact=_read(row, "連絡先メール", values.mail, file) or mail,
        number=_number(row, file),
        role_is_written=bool(row.text("役割").strip()),
    )


def _look_for_empty(row: SheetRow, file: ConfigFile) -> None:
    if not row.text("氏名").strip():
        file.complain(
            row.at("氏名"), say("氏名が空です。"), say("氏名を書くか、要らない行なら行ごと消してください。")
        )
    if not row.text("メール").strip():
        file.complain(
            row.at("メール"),
            say("メール(サインイン名)が空です。"),
            say("Teams にサインインする名前を書いてください。例: a.yamada@example.jp"),
        )


def _days(row: SheetRow, file: ConfigFile) -> Period | None:
    """None (and a complaint) where the two are in the wrong order; what cannot be read is open."""
    start, end = _read(row, "開始日", dates.day, file), _read(row, "終了日", dates.last_day, file)
    if start and end and end < start:
        file.complain(
            row.at("終了日"),
            say("終了日({end})が開始日({start})より前です。", end=end, start=start),
            say("どちらかの日付を直してください。"),
        )
        return None
    return Period(start, end)


def _has_unread_day(row: SheetRow, days: Period) -> bool:
    return any(
        row.text(day).strip() and not read for day, read in (("開始日", days.start), ("終了日", days.end))
    )


def _line(row: SheetRow, role: Role, days: Period, file: ConfigFile) -> Line:
    texts: dict[str, Any] = {name: _clean(row.text(column)) for name, column in _TEXTS.items()}
    chief_mail = _read(row, "所属長メール", values.mail, file) or ""
    return Line(person=NOBODY, role=role, chief_mail=chief_mail, start=days.start, end=days.end, **texts)


def look_at_roles(rows: Sequence[SheetRow], file: ConfigFile) -> None:
    """Who has no role is a trainee; that this is meant is for the officer to see."""
    empty = [row for row in rows if not row.text("役割").strip()]
    if empty and len(empty) == len(rows):
        file.remark(empty[0].at("役割"), say("役割が1つも書かれていません。全員を受講者として扱います。"))
    elif empty:
        file.remark(
            empty[0].at("役割"),
            say("役割が空の行が{count}行あります。受講者として扱います。", count=len(empty)),
            say("行: {numbers}", numbers=say("、").join(str(row.place.line) for row in empty[:10])),
        )


def look_at_numbers(rows: Sequence[SheetRow], file: ConfigFile) -> None:
    """A 職員番号 that the sheet holds as a number may have lost zeros: of a whole column that is one remark."""
    found = [cell for row in rows if (cell := row.cells.get(_NUMBER)) and _may_lack_zeros(cell)]
    if found:
        file.remark(
            found[0].place,
            say(
                "職員番号「{number}」が数値で入っています({count}件)。先頭の0があれば失われています。",
                number=_bare(found[0].text),
                count=len(found),
            ),
            say("Excel で列の書式を「文字列」にしてから、番号を入れ直してください。"),
        )


def _may_lack_zeros(cell: Cell) -> bool:
    number = _bare(cell.text)
    return cell.number and bool(number) and not number.startswith("0")


def _read(row: SheetRow, column: str, convert: Callable[[str], Any], file: ConfigFile) -> Any:
    if not row.text(column).strip():
        return None
    try:
        return convert(row.text(column))
    except Unreadable as error:
        file.complain(row.at(column), error.words, error.hint)
        return None


def _number(row: SheetRow, file: ConfigFile) -> str:
    """The 職員番号 with its zeros."""
    cell = row.cells.get(_NUMBER)
    if cell is None or not cell.text.strip():
        return ""
    number = _bare(cell.text)
    if re.fullmatch(r"\d+(\.\d+)?[Ee]\+\d+", number):
        file.complain(
            cell.place,
            say("職員番号「{number}」は Excel が指数に変えたものです。", number=number),
            say("列の書式を「文字列」にして入れ直してください。"),
        )
    return number


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _look_at_letters(row: SheetRow, file: ConfigFile) -> None:
    """cp932 cannot hold 𠮷, variation selectors or emoji: Excel leaves a ? in their place."""
    for column, cell in row.cells.items():
        if column in ("氏名", "所属長", "部局", "課") and re.search("[??]", cell.text):
            file.complain(
                cell.place,
                say("『{text}』に「?」があります。保存のときに失われた文字ではありませんか?", text=cell.text),
                say("「CSV UTF-8」で保存し直し、元の文字(𠮷 など)を入れてください。"),
            )
        elif looks_garbled(cell.text):
            note = (
                file.complain if is_lossy(cell.text) else file.remark
            )  # what is only probable blocks nothing
            note(
                cell.place,
                say("『{text}』は文字化けしています。", text=cell.text),
                say("UTF-8 を Shift_JIS として開き、保存していませんか?元のファイルに戻してください。"),
            )


def _clean(text: str) -> str:
    return re.sub(r"[\s\u3000]+", " ", text).strip()


# ---- the same as YAML --------------------


def of_table(table: Table, cohort: str) -> PersonRow | None:
    """One entry of `people:`."""
    if "name" not in table or "mail" not in table:
        return None
    return PersonRow(
        cohort=cohort,
        place=table.place,
        at=lambda column: table.at(_ENGLISH.get(column, column)),
        name=_clean(table["name"]),
        mail=table["mail"],
        line=Line(person=NOBODY, **{"role": Role.TRAINEE} | PERSON.values(table)),
        contact=table.get("contact") or table["mail"],
        number=unicodedata.normalize("NFKC", table.get("staff_number", "")).strip(),
        role_is_written="role" in table,
    )
