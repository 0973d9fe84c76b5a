"""An XLSX file's first visible sheet as a grid of text.

Called by `sheets.sheet`. Reads only the cells that the file holds, and only so many: a stray one in the last corner
costs nothing. Whole numbers lose no zeros that their format shows; merged cells hold their value in each line; hidden
sheets are left out, hidden and struck-out rows are kept and named.
"""

import warnings
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

from m365bot import package
from m365bot.lettering import letter
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.sheets import written
from m365bot.reading.sheets.cells import MOST_CELLS, Cell, Grid, Line
from m365bot.words import say

MOST_UNPACKED = 6 * 1024 * 1024  # bytes of what is not a picture
MOST_PICTURES = 20 * 1024 * 1024  # bytes unpacked, which for pictures is about what they take packed
MOST_ROWS = 20_000  # blank ones too
MOST_COLUMNS = 256
_CELL_TAGS = (b"<c ", b"<c>", b"<c/", b"<v>", b"<v/", b"<row")
_PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"RIFF",
    b"II*",
    b"MM",
    b"\x01\0\0\0",
)  # no XML begins so
_OTHER_TAG = 15  # texts, styles, merged cells: objects of the library


_NO_RESULT = object()
"""Instead of the value of a formula that no program has calculated since it was written."""


class _TooMany(Exception):
    """More cells than any roster or timetable has."""


@dataclass
class _Found:
    """What a sheet holds: line → column → cell."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    count: int = 0
    beyond: Cell | None = None  # the first that stands where no column can be meant

    def put(self, row: int, column: int, cell: Cell) -> None:
        if column > MOST_COLUMNS:
            self.beyond = self.beyond or cell
            return
        self.rows.setdefault(row, {})[column] = cell

    def expect(self, cells: int) -> None:
        """Raises _TooMany, before any of them is looked at."""
        self.count += cells
        if self.count > MOST_CELLS:
            raise _TooMany


def grid_of_workbook(data: bytes, file: ConfigFile) -> Grid | None:
    """None, and a complaint, where the bytes are no workbook, too much, or all sheets are hidden."""
    if not _is_bounded(data, file) or not file.affords(_work_of(data)):
        return None
    try:
        with warnings.catch_warnings(action="ignore"):  # of what a workbook holds beside cells
            return _grid(data, file)
    except _TooMany:
        _complain_of_size(
            file,
            say(
                "行か、値のあるセルが多すぎます({rows}行、{cells}セルまで)。",
                rows=MOST_ROWS,
                cells=MOST_CELLS,
            ),
        )
    except Exception:  # openpyxl raises whatever comes of what it meets
        _complain_of_damage(file)
    return None


def _is_bounded(data: bytes, file: ConfigFile) -> bool:
    """Whether it may be unpacked: a small file may say that it is gigabytes."""
    try:
        parts = package.parts_of(data)
    except package.NoPackage:
        _complain_of_damage(file)
        return False
    unpacked = sum(part.size for name, part in parts.items() if not name.startswith("xl/media/"))
    pictures = sum(part.size for part in parts.values()) - unpacked
    if pictures > MOST_PICTURES:  # a name says nothing of what the workbook takes the part for
        unpacked = max(unpacked, pictures)
    if unpacked > MOST_UNPACKED:
        _complain_of_size(
            file,
            say("中身が{size} MB あります({most} MB まで)。", size=unpacked >> 20, most=MOST_UNPACKED >> 20),
        )
    return unpacked <= MOST_UNPACKED


def _work_of(data: bytes) -> int:
    """What its tags take of the reading's budget: cells without a value cost time and memory as well."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            read = [archive.read(name) for name in archive.namelist()]
    except Exception:  # what is damaged costs nothing, and is told by whoever reads it
        return 0
    parts = [part for part in read if not part.startswith(_PICTURES)]
    closed = sum(part.count(b"</") for part in parts)
    cells = sum(part.count(tag) for part in parts for tag in _CELL_TAGS)
    return 3 * closed + 6 * cells + _OTHER_TAG * (sum(part.count(b"<") for part in parts) - closed - cells)


def _complain_of_damage(file: ConfigFile) -> None:
    file.complain(
        file.at(),
        say("Excel ブック(.xlsx)として読めません。壊れているか、別の形式です。"),
        say(
            "Excel で開き、「Excel ブック(.xlsx)」として保存し直してください。パスワードは付けないでください。"
        ),
    )


def _complain_of_size(file: ConfigFile, why: str) -> None:
    file.complain(
        file.at(),
        say("Excel ファイルが大きすぎます。{why}", why=why),
        say("表の外の行や列(書式だけのものも)と要らないシートを削除して、保存し直してください。"),
    )


def _grid(data: bytes, file: ConfigFile) -> Grid | None:
    from openpyxl import load_workbook  # only where an officer keeps a workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            file.complain(
                file.at(),
                say("すべてのシートが隠れています。"),
                say("Excel でシート見出しを右クリックし、「再表示」で読むシートを出してください。"),
            )
            return None
        found = _read(sheets[0], file)
    finally:
        book.close()
    if found.beyond:
        file.remark(
            found.beyond.place,
            say("表から遠く離れた列に値があります: {written}", written=found.beyond.text[:40]),
            say("読みません。要らなければ消してください。"),
        )
    lines = [_line(number, found.rows[number], file) for number in sorted(found.rows)]
    return Grid(lines, frozenset(found.hidden), frozenset(found.struck))


def _read(sheet: Any, file: ConfigFile) -> _Found:
    """By the parser below the library's own read-only sheet, which would make a cell for each that is missing."""
    book, found = sheet.parent, _Found()
    with sheet._get_source() as source:
        parser = _parser()(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for count, (number, cells) in enumerate(parser.parse()):
            if count > MOST_ROWS:
                raise _TooMany
            if parser.row_dimensions.pop(str(number), {}).get("hidden") in ("1", "true"):
                found.hidden.add(number)
            _take(sheet, number, cells, found, file)
        _spread(parser.merged_cells, found, file)
    return found


@cache
def _parser() -> Any:
    """The library's, which also tells a formula without a result; without it, such a cell would look blank."""
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> dict[str, Any]:
            found: dict[str, Any] = super().parse_cell(element)
            # The result "" has the type of a text and no value either (ISO/IEC 29500-1, 18.18.11).
            if found["value"] is None and element.get("t") != "str" and element.find(FORMULA_TAG) is not None:
                found |= {"value": _NO_RESULT, "data_type": "s"}
            return found

    return Parser


def _take(sheet: Any, number: int, cells: list[dict[str, Any]], found: _Found, file: ConfigFile) -> None:
    from openpyxl.cell.read_only import ReadOnlyCell

    struck = 0
    filled = [cell for cell in cells if cell["value"] not in (None, "")]
    found.expect(len(filled))
    for cell in (ReadOnlyCell(sheet, **each) for each in filled):
        if cell.value is _NO_RESULT:
            place = file.at(number, letter(cell.column - 1))
            found.put(number, cell.column, Cell("", place, uncalculated=True))
            continue
        text = written.text_of(cell.value, cell.number_format)
        number_ = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        place = file.at(number, letter(cell.column - 1))
        found.put(number, cell.column, Cell(text, place, number_))
        struck += bool(cell.font.strike)
    if filled and struck * 2 > len(filled):
        found.struck.add(number)


def _spread(merged: Any, found: _Found, file: ConfigFile) -> None:
    """The value of cells merged downwards into each line; merged across columns, it is a title."""
    lines = sorted(found.rows)
    for span in merged.mergeCell if merged else ():
        first = found.rows.get(span.min_row, {}).get(span.min_col)
        if first is None:
            continue
        covered = lines[bisect_right(lines, span.min_row) : bisect_right(lines, span.max_row)]
        found.expect(len(covered))
        for row in covered:
            place = file.at(row, letter(span.min_col - 1))
            found.put(row, span.min_col, Cell(first.text, place, first.number))


def _line(number: int, cells: dict[int, Cell], file: ConfigFile) -> Line:
    return number, list(_each(number, cells, file))


def _each(number: int, cells: dict[int, Cell], file: ConfigFile) -> Iterator[Cell]:
    for column in range(1, max(cells) + 1):
        yield cells.get(column) or Cell("", file.at(number, letter(column - 1)))
