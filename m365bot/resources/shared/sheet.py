"""A small workbook of one sheet, made of lines of text.

Called by OwnRecord. What is in the cells is text, so nothing becomes a formula, and letters that no workbook may hold are
shown as what they are; the same lines are the same parts.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from m365bot import visible

_MADE = datetime(2000, 1, 1)  # the format has no offset; when it was made, the site itself tells
_WIDTHS = {"A": 44, "B": 16, "C": 40}


def workbook(name: str, rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook  # it takes 0.2 s, and only who writes one needs it

    book = Workbook()
    book.properties.creator, book.properties.created, book.properties.modified = "m365bot", _MADE, _MADE
    del book["Sheet"]
    sheet = book.create_sheet(name)
    for number, row in enumerate(rows, 1):
        for column, words in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value, cell.data_type, cell.number_format = visible.line(words), "s", "@"
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    file = BytesIO()
    book.save(file)
    return file.getvalue()
