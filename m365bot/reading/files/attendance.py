"""attendance and hours, one line per person: whether each cell is written as it has to be. Nothing acts on them yet.

Called by the reader of a cohort's files. Only remarks: what has no effect must stop nothing. A matrix of people and sessions
is left alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from m365bot.programme import dates
from m365bot.programme.dates import Unreadable
from m365bot.reading import values
from m365bot.reading.complaints import Notebook, nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.sheets import sheet
from m365bot.reading.sheets.cells import SheetColumns, SheetRow
from m365bot.words import say

MARKS = ("○", "△", "×", "遅", "早", "補", "公")
_PERSON = {"氏名": ("name", "名前"), "メール": ("mail", "email", "メールアドレス")}
_NOTE = {"時間": ("hours", "時間数"), "備考": ("note", "notes", "メモ")}
ATTENDANCE = SheetColumns(
    {**_PERSON, "回": ("session", "回キー"), "出欠": ("attendance",), **_NOTE}, free=True
)
HOURS = SheetColumns({**_PERSON, "科目": ("course",), "日付": ("date",), **_NOTE}, free=True)


def _mark(text: str) -> str:
    if values.plain(text) not in MARKS and text.strip() not in MARKS:
        raise Unreadable(say("出欠「{text}」は読めません。", text=text), nearest(text.strip(), MARKS))
    return text


_CELLS: Mapping[str, Callable[[str], Any]] = {
    "メール": values.mail,
    "出欠": _mark,
    "時間": values.number,
    "日付": dates.day,
}


def look_at(file: ConfigFile, stem: str) -> None:
    """Remark on every cell that could not be read."""
    aside = replace(file, notebook=Notebook(budget=file.notebook.budget))
    rows = sheet.read(aside, ATTENDANCE if stem == "attendance" else HOURS)
    for one in (*aside.notebook.complaints, *aside.notebook.remarks):
        file.remark(file.at(one.line, one.column), one.words, one.hint)
    for row in rows or ():
        if "回" in row.cells or "科目" in row.cells:
            _look_at_row(row, file)


def _look_at_row(row: SheetRow, file: ConfigFile) -> None:
    for column, convert in _CELLS.items():
        if text := row.text(column).strip():
            try:
                convert(text)
            except Unreadable as error:
                file.remark(row.at(column), error.words, error.hint)
