"""Tables for people as an Excel workbook: a sheet each, header frozen, columns as wide as what is in them.

Called by export and overview's readers. Every text is a text cell, whatever it begins with; a shade is a plain fill, so that
each program shows it.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from m365bot.records.cells import neutral

Table = Sequence[Sequence[object]]
_WIDEST = 60
_LOOKED_AT = 500  # lines, for the widths
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Shade(StrEnum):
    """A fill, as RRGGBB; told apart without red and green too, since each is of another brightness."""

    GOOD = "A9D08E"
    NEAR = "FFE699"
    FAR = "F4B084"
    UNKNOWN = "D9D9D9"


@dataclass(frozen=True, slots=True)
class Shaded:
    """A cell with a fill."""

    value: object
    shade: Shade


def to_xlsx(sheets: Mapping[str, Table]) -> bytes:
    """Title → cells, the first line being the header. Written line by line: there may be a hundred thousand."""
    from openpyxl import Workbook  # costs 0.1 s: only where a workbook is asked for

    book = Workbook(write_only=True)
    for title, cells in sheets.items():
        _fill(book.create_sheet(title.translate(_FORBIDDEN)[:31]), cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, cells: Table) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    fills = {shade: PatternFill("solid", fgColor=str(shade)) for shade in Shade}
    sheet.freeze_panes = "A2"
    for column, width in enumerate(_widths(cells[:_LOOKED_AT]), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, line in enumerate(cells):
        row = [_cell(sheet, written) for written in line]
        for cell, written in zip(row, line, strict=True):
            if number == 0:
                cell.font = bold
            if isinstance(written, Shaded):
                cell.fill = fills[written.shade]
            if isinstance(cell.value, str) and "\n" in cell.value:
                cell.alignment = wrapped
        sheet.append(row)


def _cell(sheet: Any, written: object) -> Any:
    from openpyxl.cell import WriteOnlyCell

    value: Any = neutral(written.value if isinstance(written, Shaded) else written)
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, value or None)
    if value:
        cell.data_type = "s"  # also of what begins like an error or a formula
    return cell


def _widths(cells: Table) -> list[float]:
    columns = max(map(len, cells), default=0)
    return [
        min(_WIDEST, 2 + max((_width(line[at]) for line in cells if at < len(line)), default=8))
        for at in range(columns)
    ]


def _width(written: object) -> int:
    value = written.value if isinstance(written, Shaded) else written
    lines = "" if value is None else str(value)
    return max(
        (
            sum(1 + (unicodedata.east_asian_width(sign) in "WFA") for sign in line)
            for line in lines.split("\n")
        ),
        default=0,
    )
