"""A timetable as a sheet → the next year's, everything else about it as it was.

Called by `new_cohort`. A workbook keeps its widths, colours and checks; a CSV stays a CSV.
"""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from m365bot.reading.files.sessions_sheet import COLUMNS
from m365bot.setup.next_year import Carrying

_TOP_LINES = 15


def moved(path: Path, carrying: Carrying) -> bytes:
    """The new sheet's bytes; the sheet was read without a complaint before."""
    return (_workbook if path.suffix == ".xlsx" else _csv)(path, carrying)


def _csv(path: Path, carrying: Carrying) -> bytes:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp932")
    rows: list[list[Any]] = list(csv.reader(StringIO(text, newline="")))
    head = _head(rows)
    for row in rows[head[0] + 1 :]:
        for at, value in _new_values(row, head[1], carrying):
            row[at] = "" if value is None else value
    found = StringIO()
    csv.writer(found).writerows(rows)
    return found.getvalue().encode("utf-8-sig")


def _workbook(path: Path, carrying: Carrying) -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = next(each for each in book.worksheets if each.sheet_state == "visible")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first, names = _head(rows)
    for number, row in enumerate(rows[first + 1 :], first + 2):
        for at, value in _new_values(row, names, carrying):
            sheet.cell(number, at + 1).value = value
    found = BytesIO()
    book.save(found)
    return found.getvalue()


def _head(rows: Sequence[Sequence[Any]]) -> tuple[int, list[str | None]]:
    """The heading's line, and what its cells are called."""
    named = [[COLUMNS.find(str(cell)) if cell else None for cell in row] for row in rows[:_TOP_LINES]]
    first = max(range(len(named)), key=lambda at: (len({*named[at]} - {None}), -at))
    return first, named[first]


def _new_values(row: Sequence[Any], names: Sequence[str | None], carrying: Carrying) -> list[tuple[int, Any]]:
    """Column → value, of the cells that change."""
    cells = {name: row[at] for at, name in enumerate(names) if name and at < len(row)}
    key = str(cells.get("回") or "")
    found = []
    for at, name in enumerate(names):
        if name and at < len(row):
            value = carrying.cell(name, row[at], key)
            if value != row[at]:
                found.append((at, value))
                if name == "資料" and value is None and "公開" in names and names.index("公開") < len(row):
                    found.append((names.index("公開"), None))
    return found
