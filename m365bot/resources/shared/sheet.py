"""A small workbook of one sheet, made of lines of text and numbers.

Called by OwnRecord. Text is in cells of text, so nothing becomes a formula, and letters that no workbook may hold are
shown as what they are; the same lines are the same parts. A line of one text that is longer than the sheet is broken. The
first line, and the first of each table, below an empty line, are bold; on paper the sheet is as wide as a page.
"""

import math
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from m365bot import visible

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Line = Sequence[str | float]
_MADE = datetime(2000, 1, 1)  # the format has no offset; when it was made, the site itself tells
_WIDTHS = (44, 16, 40)
_LINE = 18.75  # points
_A4 = 9  # by the format


def workbook(name: str, rows: Sequence[Line]) -> bytes:
    """Columns beyond the three that have a width of their own are as wide as usual."""
    from xlsxwriter import Workbook  # only who writes one needs it

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"author": "m365bot", "created": _MADE})
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True})
        figure = book.add_format({"align": "left"})  # below its heading, however wide the column is
        broken = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows):
            if (lines := _lines(row)) > 1:
                sheet.set_row(number, _LINE * lines)
                sheet.merge_range(number, 0, number, len(_WIDTHS) - 1, "", broken)
            look = broken if lines > 1 else head if _is_head(rows, number) else text
            _write(sheet, number, row, look, figure)
    return file.getvalue()


def _write(sheet: "Worksheet", number: int, row: Line, look: "Format", figure: "Format") -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, column, visible.line(cell), look)
        else:
            sheet.write_number(number, column, cell, figure)


def _is_head(rows: Sequence[Line], number: int) -> bool:
    return number == 0 or (len(rows[number]) > 1 and not rows[number - 1])


def _lines(row: Line) -> int:
    return math.ceil(_width(str(row[0])) / sum(_WIDTHS)) if len(row) == 1 else 1


def _width(words: str) -> int:
    """In the width of a Latin letter, as columns are counted."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WFA") for letter in words)
