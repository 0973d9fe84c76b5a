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
_WIDTHS = {"A": 44, "B": 16, "C": 40}
_LINE = 18.75  # points


def workbook(name: str, rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook  # it takes 0.2 s, and only who writes one needs it
    from openpyxl.styles import Alignment

    book = Workbook()
    book.properties.creator, book.properties.created, book.properties.modified = "m365bot", _MADE, _MADE
    del book["Sheet"]
    sheet = book.create_sheet(name)
    for number, row in enumerate(rows, 1):
        for column, words in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value, cell.data_type, cell.number_format = visible.line(words), "s", "@"
        if len(row) == 1 and (lines := math.ceil(_width(row[0]) / sum(_WIDTHS.values()))) > 1:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(_WIDTHS))
            sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[number].height = _LINE * lines
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _width(words: str) -> int:
    """In the width of a Latin letter, as columns are counted."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WFA") for letter in words)
