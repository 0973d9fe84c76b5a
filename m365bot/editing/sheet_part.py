"""One sheet of an XLSX file as bytes, into which cells are written; all others stay as they are.

Called by workbook. Pure. Knows where rows and cells stand by the parser's own offsets, and writes between them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from m365bot.errors import ConfigError
from m365bot.lettering import letter
from m365bot.words import say

Place = tuple[int, int]
"""Row and column, from 0."""
_TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass
class _Cell:
    """Where its element stands."""

    start: int
    end: int = 0
    style: str = ""
    is_formula: bool = False


@dataclass
class _Row:
    """start to inside: its tag; end: where its closing tag begins, or inside where it has none."""

    start: int
    inside: int
    end: int = 0
    cells: dict[int, _Cell] = field(default_factory=dict)


@dataclass
class Sheet:
    """start, inside: the tag of its data, which ends at `end`. taken: cells that belong to another: merged, or of
    a formula for many. edits: from, to, what is to stand there. prefix: of the names of its own elements.
    """

    data: bytes
    rows: dict[int, _Row] = field(default_factory=dict)
    taken: list[tuple[Place, Place]] = field(default_factory=list)
    start: int = 0
    inside: int = 0
    end: int = 0
    prefix: bytes = b""
    edits: list[tuple[int, int, bytes]] = field(default_factory=list)

    @classmethod
    def of(cls, data: bytes) -> "Sheet":
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # offsets are of bytes, and tags are looked for as such
            raise unfit()
        found = cls(data)
        _Places(found).parse()
        if found.inside == found.end:  # no row, so no header
            raise unfit()
        return found

    def written(self, cells: Mapping[Place, str]) -> bytes:
        for row in sorted({row for row, _ in cells}):
            self._put(row, {column: text for (at, column), text in sorted(cells.items()) if at == row})
        made, rest = [], 0
        in_order = sorted(self.edits, key=lambda one: one[:2])  # at one place: as they were made
        for start, end, new in in_order:
            made += [self.data[rest:start], new]
            rest = end
        return b"".join([*made, self.data[rest:]])

    def _put(self, row: int, cells: Mapping[int, str]) -> None:
        there = self.rows.get(row)
        for column in cells:
            self._needs_free(row, column)
        if there is None:
            self._add_row(row, cells)
            return
        new: dict[int, bytes] = {}
        for column, text in cells.items():
            made = self._element((row, column), text)
            if column in there.cells:
                old = there.cells[column]
                self.edits.append((old.start, old.end, made))
            else:
                new[column] = made
        if new:
            self._add_cells(there, new)

    def _add_cells(self, row: _Row, new: Mapping[int, bytes]) -> None:
        """Each before the next one to its right; the row's tag says no longer how wide it is."""
        tag = re.sub(rb"\s+spans=(\"[^\"]*\"|'[^']*')", b"", self.data[row.start : row.inside])
        if tag.endswith(b"/>"):
            made = b"".join(new[column] for column in sorted(new))
            whole = tag[:-2] + b">" + made + b"</" + self._named("row") + b">"
            self.edits.append((row.start, row.inside, whole))
            return
        self.edits.append((row.start, row.inside, tag))
        places: dict[int, bytes] = {}
        for column in sorted(new):
            right = min((at for at in row.cells if at > column), default=None)
            place = row.end if right is None else row.cells[right].start
            places[place] = places.get(place, b"") + new[column]
        self.edits += [(place, place, made) for place, made in places.items()]

    def _add_row(self, row: int, cells: Mapping[int, str]) -> None:
        made = b"".join(self._element((row, column), cells[column]) for column in sorted(cells))
        name = self._named("row")
        line = b"<" + name + f' r="{row + 1}">'.encode() + made + b"</" + name + b">"
        below = min((at for at in self.rows if at > row), default=None)
        place = self.end if below is None else self.rows[below].start
        self.edits.append((place, place, line))

    def _element(self, place: Place, text: str) -> bytes:
        """As the cell there is formatted, or the one above it, or the one to its left."""
        row, column = place
        name, ref, style = self._named("c"), f"{letter(column)}{row + 1}", self._style(row, column)
        head = b"<" + name + f' r="{ref}"'.encode() + (f' s="{style}"'.encode() if style else b"")
        if not text:
            return head + b"/>"
        if _NUMBER.fullmatch(text):
            value = self._named("v")
            return head + b"><" + value + b">" + text.encode() + b"</" + value + b"></" + name + b">"
        inner, letters = self._named("is"), self._named("t")
        said = escape(text).encode("ascii", "xmlcharrefreplace")  # good in every encoding
        within = b"<" + inner + b"><" + letters + b">" + said + b"</" + letters + b"></" + inner + b">"
        return head + b' t="inlineStr">' + within + b"</" + name + b">"

    def _style(self, row: int, column: int) -> str:
        above = max((at for at, one in self.rows.items() if at < row and column in one.cells), default=-1)
        for at, beside in ((row, column), (above, column), (row, column - 1)):
            found = self.rows[at].cells.get(beside) if at in self.rows else None
            if found:
                return found.style
        return ""

    def _needs_free(self, row: int, column: int) -> None:
        there = self.rows[row].cells.get(column) if row in self.rows else None
        is_taken = any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for (top, left), (bottom, right) in self.taken
        )
        if is_taken or (there and there.is_formula):
            words = say(
                "セル {cell} は、数式か結合したセルです。設定の画面でファイルをダウンロードし、Excel で直してください。",
                cell=f"{letter(column)}{row + 1}",
            )
            raise ConfigError(words)

    def _named(self, name: str) -> bytes:
        return self.prefix + name.encode()


class _Places:
    """Where everything stands in the sheet's bytes, by what expat tells."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._parser = sheet, expat.ParserCreate(namespace_separator=" ")
        self._row, self._column = -1, -1
        self._is_empty = False
        self._cell: _Cell | None = None

    def parse(self) -> None:
        self._parser.StartElementHandler = self._begins
        self._parser.EndElementHandler = self._ends
        try:
            self._parser.Parse(self._sheet.data, True)
        except expat.ExpatError:
            raise unfit() from None

    def _begins(self, name: str, given: Mapping[str, str]) -> None:
        sheet, at = self._sheet, self._parser.CurrentByteIndex
        after = self._after(at)
        self._is_empty = sheet.data[after - 2 : after] == b"/>"
        match name.rpartition(" ")[2]:
            case "sheetData":
                sheet.start, sheet.inside = at, after
                sheet.end = sheet.inside
                named = sheet.data[at + 1 : at + 60].partition(b"sheetData")[0]
                sheet.prefix = named if named.endswith(b":") else b""
            case "row":
                self._row, self._column = int(given.get("r", self._row + 2)) - 1, -1
                sheet.rows[self._row] = _Row(at, after, after)
            case "c" if self._row in sheet.rows:
                self._column = _place(given["r"])[1] if "r" in given else self._column + 1
                self._cell = _Cell(at, after, given.get("s", ""))
                sheet.rows[self._row].cells[self._column] = self._cell
            case "f" if self._cell:
                self._cell.is_formula = True
                sheet.taken += _span(given.get("ref", "")) if given.get("t") in ("array", "dataTable") else []
            case "mergeCell":
                sheet.taken += _span(given.get("ref", ""))

    def _ends(self, name: str) -> None:
        sheet, at = self._sheet, self._parser.CurrentByteIndex
        if self._is_empty:  # it has no closing tag
            self._is_empty = False
            return
        match name.rpartition(" ")[2]:
            case "sheetData":
                sheet.end = at
            case "row":
                sheet.rows[self._row].end = at
            case "c" if self._cell:
                self._cell.end, self._cell = self._after(at), None

    def _after(self, at: int) -> int:
        """Where the tag that begins here ends."""
        tag = _TAG.match(self._sheet.data, at)
        if tag is None:
            raise unfit()
        return tag.end()


def _span(ref: str) -> list[tuple[Place, Place]]:
    first, _, last = ref.partition(":")
    return [(_place(first), _place(last or first))] if first else []


def _place(ref: str) -> Place:
    """Of "B3"."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", ref)
    if found is None:
        raise unfit()
    column = 0
    for each in found[1]:
        column = column * 26 + ord(each) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def unfit() -> ConfigError:
    return ConfigError(
        say(
            "この Excel ファイルには、画面から書けません。設定の画面でダウンロードし、Excel で直してください。"
        )
    )
