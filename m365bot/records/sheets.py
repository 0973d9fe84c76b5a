"""Tables for people as an Excel workbook: a sheet each, header frozen, columns as wide as what is in them, on paper as wide
as a page.

Called by export and overview's readers. Every text is a text cell, whatever it begins with; a shade is a plain fill, so that
each program shows it. By XlsxWriter, which takes a fifth of openpyxl's time, half for a long one (ADR 122).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from m365bot.records.cells import neutral

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Table = Sequence[Sequence[object]]
_WIDEST = 60
_A4 = 9  # by the format
_LOOKED_AT = 500  # lines, for the widths
_LONGEST = 32_767  # letters of a cell, by the format
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_MADE = datetime(2000, 1, 1)  # the format has no offset; when it was made, the file itself tells
_MANY = 5_000  # lines: more than that is laid into a file while it is made, and not held in memory
_AS_IT_IS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Shade(StrEnum):
    """A fill, as RRGGBB; told apart without red and green too, since each is of another brightness."""

    GOOD = "A9D08E"
    NEAR = "FFE699"
    FAR = "F4B084"
    UNKNOWN = "D9D9D9"
    PAST = "F2F2F2"


@dataclass(frozen=True, slots=True)
class Shaded:
    """A cell with a fill."""

    value: object
    shade: Shade


class _Formats:
    """Of one workbook, each made when it is first used: it is a number in that workbook's table of them."""

    def __init__(self, book: "Workbook") -> None:
        self._of = lru_cache(maxsize=None)(lambda **look: book.add_format(look))

    def of(self, value: object, shade: Shade | None, *, head: bool) -> "Format | None":
        """head: of the first line."""
        look: dict[str, object] = {"bold": True} if head else {}
        if shade:
            look["bg_color"] = f"#{shade}"
        if isinstance(value, str) and "\n" in value:
            look |= {"text_wrap": True, "valign": "top"}
        return self._of(**look) if look else None


def to_xlsx(sheets: Mapping[str, Table]) -> bytes:
    """Title → cells, the first line being the header."""
    from xlsxwriter import Workbook  # costs 0.03 s: only where a workbook is asked for

    out, is_long = BytesIO(), sum(map(len, sheets.values())) > _MANY
    with Workbook(out, {**_AS_IT_IS, "in_memory": not is_long, "constant_memory": is_long}) as book:
        book.set_properties({"author": "m365bot", "created": _MADE})
        formats = _Formats(book)
        for title, cells in sheets.items():
            _fill(book.add_worksheet(title.translate(_FORBIDDEN)[:31]), cells, formats)
    return out.getvalue()


def _fill(sheet: "Worksheet", cells: Table, formats: _Formats) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, width in enumerate(_widths(cells[:_LOOKED_AT])):
        sheet.set_column(column, column, width)
    for number, line in enumerate(cells):
        for column, written in enumerate(line):
            _write(sheet, (number, column), written, formats)


def _write(sheet: "Worksheet", place: tuple[int, int], written: object, formats: _Formats) -> None:
    value, shade = (written.value, written.shade) if isinstance(written, Shaded) else (written, None)
    value = neutral(value)
    look = formats.of(value, shade, head=place[0] == 0)
    match value:
        case bool():
            sheet.write_boolean(*place, value, look)
        case int() | float():
            sheet.write_number(*place, value, look)
        case str() if value:
            sheet.write_string(*place, value[:_LONGEST], look)
        case _:
            sheet.write_blank(*place, None, look)


def _widths(cells: Table) -> list[float]:
    columns = max(map(len, cells), default=0)
    return [
        min(_WIDEST, 2 + max((_width(line[at]) for line in cells if at < len(line)), default=8))
        for at in range(columns)
    ]


def _width(written: object) -> int:
    value = written.value if isinstance(written, Shaded) else written
    lines = "" if value is None else str(value)
    return max((sum(map(_room, line)) for line in lines.split("\n")), default=0)


@lru_cache(maxsize=4096)
def _room(sign: str) -> int:
    return 1 + (unicodedata.east_asian_width(sign) in "WFA")
