"""A small CSV as a grid of cells to be typed into, and back: lines that nobody touched stay byte for byte.

Called by the desk. Pure.
"""

import csv
import io
from collections.abc import Mapping, Sequence

MOST_CELLS = 800  # a form has so many fields and no more
SPARE = 3  # blank lines to write into
Row = Sequence[str]


def of(text: str) -> list[list[str]] | None:
    """Its lines as cells, as many in each as its widest has; None where it is no grid that fits a form."""
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        return None
    wide = max(map(len, rows), default=0)
    if not rows or wide < 2 or len(text.splitlines()) != len(rows) or wide * (len(rows) + SPARE) > MOST_CELLS:
        return None
    return [row + [""] * (wide - len(row)) for row in rows]


def typed(form: Mapping[str, str]) -> list[list[str]]:
    """Cells of a form, named `c.LINE.COLUMN`."""
    cells: dict[tuple[int, int], str] = {}
    for name, value in form.items():
        head, _, place = name.partition(".")
        line, _, column = place.partition(".")
        if head == "c" and line.isdecimal() and column.isdecimal():
            cells[int(line), int(column)] = value
    if not cells:
        return []
    wide, long = max(column for _, column in cells) + 1, max(line for line, _ in cells) + 1
    if wide * long > MOST_CELLS * 2:
        return []
    return [[cells.get((line, column), "") for column in range(wide)] for line in range(long)]


def text(before: str, rows: Sequence[Row]) -> str:
    """Lines without a word are left out."""
    was, lines = of(before) or [], before.splitlines()
    found = []
    for number, row in enumerate(rows):
        if number < len(was) and list(row) == was[number]:
            found.append(lines[number])
        elif any(cell.strip() for cell in row):
            found.append(_line(row))
    return "".join(f"{line}\n" for line in found)


def _line(row: Row) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([" ".join(cell.splitlines()) for cell in row])
    return out.getvalue()
