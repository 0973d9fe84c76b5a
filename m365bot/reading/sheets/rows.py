"""Sheets as officers keep them, CSV or XLSX: rows with the place of each cell.

Called by the readers of people, sessions and attendance, and fit for any other table. Finds the header line
below titles, knows headers that were broken or spaced for looks, fills merged cells, leaves out hidden
sheets and blank rows. Types are not its business: every cell is text.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import Desk, complain_of_unread, looks_garbled, sheet_text
from m365bot.words import say

_HEADER_LINES = 15  # titles and notes above a header rarely take more
_PARTING = r"[,;:|/\uff0c\uff1b、\t\u3000 ]"


@dataclass(frozen=True, slots=True)
class Cell:
    """`number`: the sheet held a number, so zeros before it may be lost."""

    text: str
    place: Place
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line by the canonical name of their column."""

    place: Place
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def at(self, column: str) -> Place:
        cell = self.cells.get(column)
        return cell.place if cell else self.place


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet before its header is known: lines of cells, each line with its number in the file."""

    lines: Sequence[tuple[int, Sequence[Cell]]]
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Columns:
    """The columns a sheet may have: canonical name → other headers for it."""

    names: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ()
    free: bool = False  # other columns are allowed and kept under their own header
    folded: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        folded = {fold(other): name for name, others in self.names.items() for other in (name, *others)}
        object.__setattr__(self, "folded", folded)

    def find(self, header: str) -> str | None:
        """The canonical name of a header, remarks in brackets behind it aside."""
        plain = fold(header)
        return self.folded.get(plain) or self.folded.get(re.sub(r"[(\[【].*$", "", plain))


def read(desk: Desk, columns: Columns) -> list[Row] | None:
    """The sheet's rows; None (and a complaint) where it is missing or has no header."""
    grid = grid_of(desk)
    return None if grid is None else rows_of(grid, columns, desk)


def grid_of(desk: Desk) -> Grid | None:
    """The file's cells, by what kind of file it is."""
    try:
        data = desk.path.read_bytes()
    except OSError as error:
        complain_of_unread(error, desk)
        return None
    if data.startswith(b"PK"):
        from m365bot.reading.sheets.xlsx import grid_of_workbook

        return grid_of_workbook(data, desk)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        desk.complain(
            desk.at(),
            say("古い形式(.xls)か、パスワード付きのファイルです。"),
            say("「.xlsx」で保存し直してください。"),
        )
        return None
    text = sheet_text(desk, data)
    return None if text is None else _grid_of_csv(text, desk)


def rows_of(grid: Grid, columns: Columns, desk: Desk) -> list[Row] | None:
    """The lines below the header, blank ones left out."""
    header = _header_of(grid, columns)
    if header is None:
        _complain_of_no_header(grid, columns, desk)
        return None
    index, names = header
    if not _headers_are_right(grid.lines[index][1], names, columns, desk):
        return None
    if _other_delimiter(grid.lines[index + 1 :], names, desk):
        return None
    rows = [_row(number, cells, names, desk) for number, cells in grid.lines[index + 1 :]]
    _remark_on_headless(grid.lines[index + 1 :], names, desk)
    _remark_on_hidden(grid, [number for number, _ in grid.lines[index + 1 :]], desk)
    return [row for row in rows if any(cell.text.strip() for cell in row.cells.values())]


def letter(index: int) -> str:
    """A column's letter, from 0: A … Z, AA …"""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found


def fold(header: str) -> str:
    """What spellings of one header have in common: no blanks, no line breaks, half-width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", header)).casefold()


def several(text: str) -> list[str]:
    """The values of one cell, separated by 、 or a line break (or comma, semicolon)."""
    return [part.strip() for part in re.split(r"[、,,;;\n\r]+", text) if part.strip()]


def _grid_of_csv(text: str, desk: Desk) -> Grid | None:
    lines: list[tuple[int, Sequence[Cell]]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 1
    try:
        for values in reader:
            cells = [Cell(value, desk.at(number, letter(i))) for i, value in enumerate(values)]
            lines.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        desk.complain(desk.at(number), say("CSV として読めません({reason})。", reason=error))
        return None
    swallowed = next((cell for _, cells in lines for cell in cells if _holds_lines(cell)), None)
    if swallowed is not None:
        desk.complain(
            swallowed.place,
            say(
                '引用符「"」が閉じていないため、次の行まで1つの値になっています: {text}',
                text=swallowed.text[:20],
            ),
            say('この値の「"」を消すか、対にしてください。'),
        )
        return None
    return Grid(lines)


def _holds_lines(cell: Cell) -> bool:
    """Whether a cell has swallowed further lines with their cells, for want of a closing quote."""
    return len(re.findall(r"[,;\t].*[,;\t].*\n", cell.text)) > 1


def _delimiter(text: str) -> str:
    """What parts the cells of most of the first lines; titles above a header have nothing to part."""
    lines = text.splitlines()[:_HEADER_LINES]
    return max(",\t;", key=lambda mark: sum(mark in line for line in lines))


def _header_of(grid: Grid, columns: Columns) -> tuple[int, list[str | None]] | None:
    best: tuple[int, int, list[str | None]] | None = None
    for index, (_, cells) in enumerate(grid.lines[:_HEADER_LINES]):
        names = [columns.find(cell.text) if cell.text.strip() else None for cell in cells]
        known = len({name for name in names if name})
        if known and (best is None or known > best[0]):
            best = (known, index, names)
    if best is None or best[0] < min(2, len(columns.names)):
        return None
    return best[1], best[2]


def _complain_of_no_header(grid: Grid, columns: Columns, desk: Desk) -> None:
    top = [cell for _, cells in grid.lines[:_HEADER_LINES] for cell in cells]
    if any(looks_garbled(cell.text) for cell in top):
        desk.complain(
            desk.at(),
            say("文字化けしているため、見出しの行が見つかりません。"),
            say(
                "文字コードを取り違えて保存していませんか?元のファイルに戻すか、「CSV UTF-8」で保存し直してください。"
            ),
        )
        return
    parted = next((cell for cell in top if len(_parted(cell, columns)) > 1), None)
    if parted is not None:
        _complain_of_delimiter(parted, desk)
        return
    desk.complain(
        desk.at(),
        say("見出しの行が見つかりません。"),
        say("1行目に {names} などの見出しを書いてください。", names="、".join(list(columns.names)[:6])),
    )


def _parted(cell: Cell, columns: Columns) -> set[str]:
    """The known headers that stand in one cell, because something else than a comma parts them."""
    found = (columns.find(part) for part in re.split(_PARTING, cell.text) if part.strip())
    return {name for name in found if name}


def _complain_of_delimiter(cell: Cell, desk: Desk) -> None:
    desk.complain(
        cell.place,
        say("列がコンマで区切られていません: {written}", written=_one_line(cell.text)[:40]),
        say("Excel で列に分けてから、「CSV UTF-8」で保存し直してください。"),
    )


def _other_delimiter(
    lines: Sequence[tuple[int, Sequence[Cell]]], names: Sequence[str | None], desk: Desk
) -> bool:
    """Whether the lines below a header are parted by something else, so that each is one cell."""
    filled = [cells for _, cells in lines if any(cell.text.strip() for cell in cells)]
    whole = [cells[0] for cells in filled if len(cells) == 1 and len(re.split(_PARTING, cells[0].text)) > 2]
    if len(names) < 3 or not filled or len(whole) * 2 < len(filled):
        return False
    _complain_of_delimiter(whole[0], desk)
    return True


def _headers_are_right(
    cells: Sequence[Cell], names: Sequence[str | None], columns: Columns, desk: Desk
) -> bool:
    """Complains of every header that is unknown, double or missing; false where a needed one is missing."""
    place = cells[0].place if cells else desk.at()
    missing = [name for name in columns.required if name not in names]
    for header in missing:
        desk.complain(place, say("見出し『{name}』がありません。", name=header))
    seen: set[str] = set()
    for cell, name in zip(cells, names, strict=True):
        if name in seen:
            desk.complain(cell.place, say("見出し『{name}』が2つあります。", name=name))
        elif name is None and cell.text.strip() and not columns.free:
            known = [other for other in columns.names if other not in names]
            desk.complain(
                cell.place,
                say("『{header}』という見出しはありません。", header=_one_line(cell.text)),
                nearest(cell.text, known),
            )
        seen |= {name} if name else set()
    return not missing


def _row(number: int, cells: Sequence[Cell], names: Sequence[str | None], desk: Desk) -> Row:
    found: dict[str, Cell] = {}
    for index, cell in enumerate(cells):
        name = names[index] if index < len(names) else None
        if name and name not in found:
            found[name] = cell
    return Row(desk.at(number, "A"), found)


def _remark_on_headless(
    lines: Sequence[tuple[int, Sequence[Cell]]], names: Sequence[str | None], desk: Desk
) -> None:
    """A comma too many moves what follows to the right, and the last value out of the table."""
    beyond = [cell for _, cells in lines for cell in cells[len(names) :] if cell.text.strip()]
    if beyond:
        desk.remark(
            beyond[0].place,
            say("見出しのない列に値があります: {written}", written=_one_line(beyond[0].text)[:40]),
            say("読みません。その行のコンマや列が、1つ多くないか確かめてください。"),
        )


def _remark_on_hidden(grid: Grid, numbers: Iterable[int], desk: Desk) -> None:
    hidden = sorted(grid.hidden.intersection(numbers))
    if hidden:
        desk.remark(
            desk.at(hidden[0], "A"),
            say("隠れている行が{count}行あります。隠れていても読み込みます。", count=len(hidden)),
            say("行: {numbers}", numbers="、".join(map(str, hidden[:10]))),
        )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
