"""A small workbook of one sheet, made of lines of text.

Called by OwnRecord. What is in the cells is text, so nothing becomes a formula, and letters that no workbook may hold are
shown as what they are; the same lines are the same parts. A line of one text that is longer than the sheet is broken.
openpyxl makes all but the lines, once: with them it takes ten times as long, for each trainee and each day of hours.
"""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from string import ascii_uppercase
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from m365bot import visible

_MADE = datetime(2000, 1, 1)  # the format has no offset; when it was made, the site itself tells
_WIDTHS = {"A": 44, "B": 16, "C": 40}
_LAST = max(_WIDTHS)
_LINE = 18.75  # points
_SHEET = "xl/worksheets/sheet1.xml"
_TEXT, _BROKEN = 1, 2  # styles, as openpyxl counts those of the frame
_LINES, _END = "<sheetData>", "</sheetData>"


def workbook(name: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Lines of up to 26 cells; columns beyond the three that have a width of their own are as wide as usual."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for part, content in _frame(name).items():
            package.writestr(part, _with(rows, content) if part == _SHEET else content)
    return file.getvalue()


@cache
def _frame(name: str) -> Mapping[str, str]:
    """The parts of a workbook that has each style in use once."""
    from openpyxl import Workbook  # it takes 0.2 s, and only who writes one needs it
    from openpyxl.styles import Alignment

    book = Workbook()
    book.properties.creator, book.properties.created, book.properties.modified = "m365bot", _MADE, _MADE
    del book["Sheet"]
    sheet = book.create_sheet(name)
    for number in (_TEXT, _BROKEN):
        sheet.cell(number, 1).number_format = "@"
    sheet.cell(_BROKEN, 1).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    file = BytesIO()
    book.save(file)
    with ZipFile(file) as package:
        return {part: package.read(part).decode() for part in package.namelist()}


def _with(rows: Sequence[Sequence[str]], frame: str) -> str:
    before, after = frame.partition(_LINES)[0], frame.partition(_END)[2]
    last = max(_LAST, *(ascii_uppercase[len(row) - 1] for row in rows if row))
    before = before.replace('ref="A1:A2"', f'ref="A1:{last}{max(1, len(rows))}"')
    broken = {number: lines for number, row in enumerate(rows, 1) if (lines := _lines(row)) > 1}
    written = "".join(_row(number, row, broken.get(number, 1)) for number, row in enumerate(rows, 1))
    over = "".join(f'<mergeCell ref="A{number}:{_LAST}{number}" />' for number in broken)
    merged = f'<mergeCells count="{len(broken)}">{over}</mergeCells>' if broken else ""
    return f"{before}{_LINES}{written}{_END}{merged}{after}"


def _row(number: int, row: Sequence[str], lines: int) -> str:
    style = _TEXT if lines == 1 else _BROKEN
    high = "" if lines == 1 else f' ht="{_LINE * lines}" customHeight="1"'
    cells = (
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(visible.line(words))}</t></is></c>"
        for letter, words in zip(ascii_uppercase, row, strict=False)
    )
    return f'<row r="{number}"{high}>{"".join(cells)}</row>'


def _lines(row: Sequence[str]) -> int:
    return math.ceil(_width(row[0]) / sum(_WIDTHS.values())) if len(row) == 1 else 1


def _width(words: str) -> int:
    """In the width of a Latin letter, as columns are counted."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WFA") for letter in words)
