"""A small workbook of one sheet, made of lines of text.

Called by OwnRecord. What is in the cells is text, so nothing becomes a formula, and letters that no workbook may hold are
shown as what they are; the same lines are the same parts. A line of one text that is longer than the sheet is broken.
"""

import math
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from m365bot import visible

_MADE = datetime(2000, 1, 1)  # the format has no offset; when it was made, the site itself tells
_WIDTHS = (44, 16, 40)
_LINE = 18.75  # points


def workbook(name: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Columns beyond the three that have a width of their own are as wide as usual."""
    from xlsxwriter import Workbook  # only who writes one needs it

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"author": "m365bot", "created": _MADE})
        text = book.add_format({"num_format": "@"})
        broken = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(name)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows):
            if (lines := _lines(row)) > 1:
                sheet.set_row(number, _LINE * lines)
                sheet.merge_range(number, 0, number, len(_WIDTHS) - 1, "", broken)
            for column, words in enumerate(row):
                sheet.write_string(number, column, visible.line(words), broken if lines > 1 else text)
    return file.getvalue()


def _lines(row: Sequence[str]) -> int:
    return math.ceil(_width(row[0]) / sum(_WIDTHS)) if len(row) == 1 else 1


def _width(words: str) -> int:
    """In the width of a Latin letter, as columns are counted."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WFA") for letter in words)
