"""people.csv (or .xlsx, or `people:` in cohort.yaml): rows, and then lines with persons.

Called by the reader of cohorts. A person is known by the 職員番号, else by the sign-in name; which rows are
one person is decided over all cohorts together, so rows are read first and persons made afterwards.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from m365bot.programme import dates
from m365bot.programme.dates import Unreadable
from m365bot.programme.people import Period, Role
from m365bot.reading import values as words
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import Desk, looks_garbled
from m365bot.reading.shapes import Many, Scalar, Shape, must
from m365bot.reading.sheets.rows import Columns, Row
from m365bot.reading.tables import Table
from m365bot.words import say

COLUMNS = Columns(
    {
        "氏名": ("name", "名前"),
        "メール": ("mail", "email", "e-mail", "メールアドレス"),
        "連絡先メール": ("contact", "contact_mail"),
        "職員番号": ("staff_number", "staffnumber", "staff number"),
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

ROLES = {role.value: role for role in Role} | {
    "trainee": Role.TRAINEE,
    "instructor": Role.INSTRUCTOR,
    "officer": Role.OFFICER,
    "mentor": Role.MENTOR,
    "leader": Role.LEADER,
    "alumnus": Role.LEADER,
    "研修生": Role.TRAINEE,
    "リーダー": Role.LEADER,
}


def role(written: str) -> Role:
    """A role by its Japanese or English name."""
    found = ROLES.get(words.plain(written).lower())
    if found is None:
        raise Unreadable(
            say("「{text}」という役割はありません。", text=written),
            nearest(words.plain(written), [each.value for each in Role]),
        )
    return found


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row as it stands, typed, before it is known which rows are one person."""

    cohort: str
    place: Place
    at: Callable[[str], Place]
    name: str
    mail: str
    contact: str
    number: str
    department: str
    section: str
    occupation: str
    chief: str
    chief_mail: str
    role: Role
    group: str
    start: date | None
    end: date | None
    role_is_written: bool = True

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)


def typed(rows: Sequence[Row], cohort: str, desk: Desk) -> list[PersonRow]:
    """The rows of a sheet that are fit to be used; what is not is complained of."""
    found = (_typed(row, cohort, desk) for row in rows)
    return [row for row in found if row is not None]


def _typed(row: Row, cohort: str, desk: Desk) -> PersonRow | None:
    _look_at_letters(row, desk)
    mail = _read(row, "メール", words.mail, desk)
    if not row.text("氏名").strip():
        desk.complain(row.at("氏名"), say("氏名が空です。"))
    if not row.text("メール").strip():
        desk.complain(row.at("メール"), say("メール(サインイン名)が空です。"))
    start, end = _read(row, "開始日", dates.day, desk), _read(row, "終了日", dates.day, desk)
    if start and end and end < start:
        desk.complain(
            row.at("終了日"), say("終了日({end})が開始日({start})より前です。", end=end, start=start)
        )
        return None
    chosen = _read(row, "役割", role, desk) if row.text("役割").strip() else Role.TRAINEE
    unreadable_day = any(
        row.text(day).strip() and not read for day, read in (("開始日", start), ("終了日", end))
    )
    if mail is None or chosen is None or unreadable_day or not row.text("氏名").strip():
        return None
    chief_mail = _read(row, "所属長メール", words.mail, desk)
    return PersonRow(
        cohort, row.place, row.at, _clean(row.text("氏名")), mail,
        _read(row, "連絡先メール", words.mail, desk) or mail,
        _number(row, desk), _clean(row.text("部局")), _clean(row.text("課")), _clean(row.text("職種")),
        _clean(row.text("所属長")), chief_mail or "", chosen, _clean(row.text("班")), start, end,
        bool(row.text("役割").strip()),
    )  # fmt: skip


def look_at_roles(rows: Sequence[Row], desk: Desk) -> None:
    """Who has no role is a trainee; that this is meant is for the officer to see."""
    empty = [row for row in rows if not row.text("役割").strip()]
    if empty and len(empty) == len(rows):
        desk.remark(empty[0].at("役割"), say("役割が1つも書かれていません。全員を受講者として扱います。"))
    elif empty:
        desk.remark(
            empty[0].at("役割"),
            say("役割が空の行が{count}行あります。受講者として扱います。", count=len(empty)),
            say("行: {numbers}", numbers="、".join(str(row.place.line) for row in empty[:10])),
        )


def _read(row: Row, column: str, convert: Callable[[str], Any], desk: Desk) -> Any:
    if not row.text(column).strip():
        return None
    try:
        return convert(row.text(column))
    except Unreadable as error:
        desk.complain(row.at(column), error.words, error.hint)
        return None


def _number(row: Row, desk: Desk) -> str:
    """The 職員番号 with its zeros; a sheet that holds a number may have lost some."""
    cell = row.cells.get("職員番号")
    if cell is None or not cell.text.strip():
        return ""
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell.text))
    if cell.number and not number.startswith("0"):
        desk.remark(
            cell.place,
            say("職員番号「{number}」が数値で入っています。先頭の0があれば失われています。", number=number),
            say("Excel で列の書式を「文字列」にしてから、番号を入れ直してください。"),
        )
    if re.fullmatch(r"\d+(\.\d+)?[Ee]\+\d+", number):
        desk.complain(cell.place, say("職員番号「{number}」は Excel が指数に変えたものです。", number=number),
                      say("列の書式を「文字列」にして入れ直してください。"))  # fmt: skip
    return number


def _look_at_letters(row: Row, desk: Desk) -> None:
    """cp932 cannot hold 𠮷, variation selectors or emoji: Excel leaves a ? in their place."""
    for column, cell in row.cells.items():
        if column in ("氏名", "所属長", "部局", "課") and re.search("[??]", cell.text):
            desk.complain(
                cell.place,
                say("『{text}』に「?」があります。保存のときに失われた文字ではありませんか?", text=cell.text),
                say("「CSV UTF-8」で保存し直し、元の文字(𠮷 など)を入れてください。"),
            )
        elif looks_garbled(cell.text):
            desk.complain(
                cell.place,
                say("『{text}』は文字化けしています。", text=cell.text),
                say("UTF-8 を Shift_JIS として開き、保存していませんか?元のファイルに戻してください。"),
            )


def _clean(text: str) -> str:
    return re.sub(r"[\s\u3000]+", " ", text).strip()


# ---- the same as YAML --------------------

SHAPE = Many(
    Shape(
        {
            "name": must(words.TEXT),
            "mail": must(words.MAIL),
            "contact": words.MAIL,
            "staff_number": words.TEXT,
            "department": words.TEXT,
            "section": words.TEXT,
            "occupation": words.TEXT,
            "chief": words.TEXT,
            "chief_mail": words.MAIL,
            "role": Scalar(role),
            "group": words.TEXT,
            "from": words.DAY,
            "until": words.DAY,
        }
    )
)


def of_table(table: Table, cohort: str) -> PersonRow | None:
    """One entry of `people:`."""
    if "name" not in table or "mail" not in table:
        return None
    text = {key: str(table.get(key, "")) for key in SHAPE.of.keys}  # type: ignore[attr-defined]
    english = {
        "氏名": "name",
        "メール": "mail",
        "部局": "department",
        "役割": "role",
        "班": "group",
        "職員番号": "staff_number",
    }
    return PersonRow(
        cohort, table.place, lambda column: table.at(english.get(column, column)), _clean(text["name"]),
        text["mail"],
        text["contact"] or text["mail"], unicodedata.normalize("NFKC", text["staff_number"]).strip(),
        text["department"], text["section"], text["occupation"], text["chief"], text["chief_mail"],
        table.get("role", Role.TRAINEE), text["group"], table.get("from"), table.get("until"), "role" in table,
    )  # fmt: skip
