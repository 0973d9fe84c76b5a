"""Tables for people as an Excel workbook: a sheet each, header frozen, columns as wide as what is in them.

Called by export and overview's readers. Every text is a text cell, whatever it begins with; a shade is a plain fill, so that
each program shows it. openpyxl makes all but the lines, once: there may be a hundred thousand, and with them it takes five
times as long.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from itertools import product
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from m365bot.records.cells import neutral

Table = Sequence[Sequence[object]]
_WIDEST = 60
_LOOKED_AT = 500  # lines, for the widths
_LONGEST = 32_767  # letters of a cell, by the format
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_MADE = datetime(2000, 1, 1)  # the format has no offset; when it was made, the file itself tells
_LINES, _END = "<sheetData>", "</sheetData>"


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


class _Style(NamedTuple):
    """head: of the first line. broken: of more lines than one."""

    head: bool
    shade: Shade | None
    broken: bool


_STYLES = tuple(_Style(*each) for each in product((False, True), (None, *Shade), (False, True)))
_NUMBERS = {style: number for number, style in enumerate(_STYLES)}
"""As openpyxl counts those of the frame: by their first use, the plain one being first."""


def to_xlsx(sheets: Mapping[str, Table]) -> bytes:
    """Title → cells, the first line being the header."""
    titles = tuple(title.translate(_FORBIDDEN)[:31] for title in sheets)
    tables = {f"xl/worksheets/sheet{number}.xml": cells for number, cells in enumerate(sheets.values(), 1)}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for part, content in _frame(titles).items():
            with package.open(part, "w") as file:
                for piece in _with(tables[part], content) if part in tables else (content,):
                    file.write(piece.encode())
    return out.getvalue()


@lru_cache(maxsize=16)
def _frame(titles: tuple[str, ...]) -> Mapping[str, str]:
    """The parts of a workbook of these sheets, each of which has each style in use once."""
    from openpyxl import Workbook  # costs 0.1 s: only where a workbook is asked for
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    book.properties.creator, book.properties.created, book.properties.modified = "m365bot", _MADE, _MADE
    del book["Sheet"]
    for sheet in map(book.create_sheet, titles):
        sheet.freeze_panes = "A2"
        for number, style in enumerate(_STYLES, 1):
            cell = sheet.cell(number, 1)
            if style.head:
                cell.font = Font(bold=True)
            if style.shade:
                cell.fill = PatternFill("solid", fgColor=str(style.shade))
            if style.broken:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    file = BytesIO()
    book.save(file)
    with ZipFile(file) as package:
        return {part: package.read(part).decode() for part in package.namelist()}


def _with(cells: Table, frame: str) -> Iterator[str]:
    """The parts of a sheet's XML, a line at a time."""
    from openpyxl.utils import get_column_letter

    widths = _widths(cells[:_LOOKED_AT])
    letters = [get_column_letter(at) for at in range(1, max([1, *map(len, cells)]) + 1)]
    before, after = frame.partition(_LINES)[0], frame.partition(_END)[2]
    yield before.replace(f'ref="A1:A{len(_STYLES)}"', f'ref="A1:{letters[-1]}{max(1, len(cells))}"')
    columns = (
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(widths, 1)
    )
    yield f"<cols>{''.join(columns)}</cols>" if widths else ""
    yield _LINES
    for number, line in enumerate(cells, 1):
        row = (
            _cell(f"{letter}{number}", written, head=number == 1)
            for letter, written in zip(letters, line, strict=False)
        )
        yield f'<row r="{number}">{"".join(row)}</row>'
    yield _END + after


def _cell(place: str, written: object, *, head: bool) -> str:
    value, shade = (written.value, written.shade) if isinstance(written, Shaded) else (written, None)
    value = neutral(value)
    words = escape(value[:_LONGEST]) if isinstance(value, str) else ""
    cell = f'c r="{place}" s="{_NUMBERS[_Style(head, shade, chr(10) in words)]}"'
    if words:  # as text, whatever it begins like: an error, a formula
        return f'<{cell} t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
    if isinstance(value, bool):
        return f'<{cell} t="b"><v>{value:d}</v></c>'
    return f"<{cell}><v>{value}</v></c>" if isinstance(value, (int, float)) else f"<{cell}/>"


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
