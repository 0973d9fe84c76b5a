"""An XLSX file's first visible sheet as a grid of text.

Called by `sheets.sheet`. Whole numbers lose no zeros that their format shows; merged cells hold their value in each
cell; hidden sheets are left out, hidden rows are kept and named.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from m365bot.reading.configfile import ConfigFile
from m365bot.reading.sheets.cells import Cell, Grid, Line, letter
from m365bot.words import say


def grid_of_workbook(data: bytes, file: ConfigFile) -> Grid | None:
    """None, and a complaint, where the bytes are no workbook or all its sheets are hidden."""
    sheet = _visible_sheet(data, file)
    if sheet is None:
        return None
    merged = _merged(sheet)
    lines = [(number, cells) for number, cells in _lines(sheet, merged, file) if cells]
    hidden = frozenset(number for number, row in sheet.row_dimensions.items() if row.hidden)
    return Grid(lines, hidden)


def _visible_sheet(data: bytes, file: ConfigFile) -> Any | None:
    from openpyxl import load_workbook  # only where an officer keeps a workbook

    try:
        book = load_workbook(BytesIO(data), data_only=True)
    except Exception as error:
        file.complain(
            file.at(),
            say("Excel ファイルとして読めません({reason})。", reason=type(error).__name__),
            say("Excel で開いて保存し直してください。パスワードは付けないでください。"),
        )
        return None
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        file.complain(file.at(), say("すべてのシートが隠れています。"))
        return None
    return sheets[0]


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Each cell of a merged range → the range's first cell, which alone holds the value."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for span in sheet.merged_cells.ranges:
        if span.max_row > span.min_row:  # merged across columns: a title, not a value for each
            for row in range(span.min_row, span.max_row + 1):
                found[row, span.min_col] = (span.min_row, span.min_col)
    return found


def _lines(sheet: Any, merged: dict[tuple[int, int], tuple[int, int]], file: ConfigFile) -> Iterator[Line]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_cell(sheet, cell, merged.get((number, index)), file) for index, cell in enumerate(row, 1)]
        while cells and not cells[-1].text:
            cells.pop()
        yield number, cells


def _cell(sheet: Any, cell: Any, first: tuple[int, int] | None, file: ConfigFile) -> Cell:
    source = sheet.cell(*first) if first else cell
    value = source.value
    place = file.at(cell.row, letter(cell.column - 1))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Cell(_text(value, getattr(source, "number_format", "General")), place, number)


def _text(value: Any, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time(0) else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:g}%"
    if float(value).is_integer():
        zeros = re.fullmatch(r"0+", number_format.split(";")[0].strip('"'))
        return str(int(value)).zfill(len(zeros[0]) if zeros else 0)
    return f"{value:.10g}"
