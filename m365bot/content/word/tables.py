"""Word's tables as Markdown's: cells undone that were joined, columns aligned as most of their cells are.

Called by blocks. A table of one cell is a frame around a text, and becomes a callout.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from m365bot.content.word import refusal, xml
from m365bot.content.word.notes import Note
from m365bot.content.word.paragraphs import Paragraphs
from m365bot.content.word.pieces import BREAK, Piece, markdown, plain
from m365bot.content.word.xml import Element

MOST_REPEATED = 1_000_000  # letters that joined cells say once more: a small file may join thousands of rows
MOST_COLUMNS = 63  # Word's own limit
_BAR = re.compile(r"\{[^{}]*\}|(?<!\\)\|")  # a bar that is no furigana's would be a cell's end
_RULES = {"right": "---:", "end": "---:", "center": ":---:"}


@dataclass(frozen=True)
class _Cell:
    text: str
    side: str
    span: int
    goes_on: bool  # from the row above


def rows_of(table: Element) -> Iterator[Element]:
    """A table's own rows, also those within a change or a control."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("ins", "moveTo", "sdt", "sdtContent", "customXml"):
            yield from rows_of(child)


def cells_of(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == "tc":
            yield child
        elif child.tag in ("sdt", "sdtContent", "customXml"):
            yield from cells_of(child)


def is_frame(table: Element) -> bool:
    rows = list(rows_of(table))
    return len(rows) == 1 and len(list(cells_of(rows[0]))) == 1


def markdown_of(table: Element, paragraphs: Paragraphs) -> str:
    rows = [_laid(row, paragraphs) for row in rows_of(table)]
    rows = [row for row in _filled(rows, paragraphs) if any(cell.text for cell in row)]
    if not rows:
        return ""
    width = max(map(len, rows))
    sides = [_side([row[at] for row in rows[1:] if at < len(row)]) for at in range(width)]
    lines = [_line([cell.text for cell in row], width) for row in rows]
    return "\n".join([lines[0], f"| {' | '.join(_RULES.get(side, '---') for side in sides)} |", *lines[1:]])


def _laid(row: Element, paragraphs: Paragraphs) -> list[_Cell]:
    cells = [_cell(each, paragraphs) for each in cells_of(row)]
    found: list[_Cell] = []
    for cell in cells:
        found.append(cell)
        found += [_Cell("", cell.side, 1, False)] * (cell.span - 1)
        paragraphs.notes.add(Note.MERGED, count=int(cell.span > 1))
    return found[:MOST_COLUMNS]


def _filled(rows: Sequence[list[_Cell]], paragraphs: Paragraphs) -> list[list[_Cell]]:
    """A cell joined with the one above says in each row what it says for them all."""
    above: list[_Cell] = []
    letters = 0
    for row in rows:
        for at, cell in enumerate(row):
            if cell.goes_on and at < len(above):
                row[at] = above[at]
                letters += len(above[at].text)
                if letters > MOST_REPEATED:
                    raise refusal.too_much()
                paragraphs.notes.add(Note.MERGED)
        above = row
    return list(rows)


def _cell(cell: Element, paragraphs: Paragraphs) -> _Cell:
    properties = cell.find("tcPr")
    span = xml.value(properties, "gridSpan") or "1"
    merged = properties.find("vMerge") if properties is not None else None
    lines = list(_lines(cell, paragraphs))
    pieces = [piece for line in lines for piece in (*line, BREAK)][:-1]
    sides = {xml.value(each.find("pPr"), "jc") or "" for each in cell.iter("p")}
    return _Cell(
        text=_within_bars(markdown(pieces, between_lines="<br>")),
        side=sides.pop() if len(sides) == 1 else "",
        span=min(int(span), MOST_COLUMNS) if span.isdecimal() and len(span) < 4 else 1,
        goes_on=merged is not None and merged.get("val", "continue") == "continue",
    )


def _lines(cell: Element, paragraphs: Paragraphs) -> Iterator[Sequence[Piece]]:
    """Each paragraph of a cell, with its number if it bears one; what stands in a table within it as well."""
    for child in cell:
        if child.tag == "p":
            found = paragraphs.of(child)
            label = (
                found.label.text or (f"{found.label.number}." if found.label.number else "・")
                if found.label
                else ""
            )
            pieces = plain(found.pieces) if found.style.heading else found.pieces
            yield (Piece(f"{label} "), *pieces) if label else pieces
        elif child.tag == "tbl":
            paragraphs.notes.add(Note.NESTED)
            for row in rows_of(child):
                for inner in cells_of(row):
                    yield from _lines(inner, paragraphs)
        elif child.tag in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _lines(child, paragraphs)


def _within_bars(text: str) -> str:
    return _BAR.sub(lambda found: found[0] if len(found[0]) > 1 else r"\|", text)


def _line(cells: Sequence[str], width: int) -> str:
    return f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"


def _side(cells: Sequence[_Cell]) -> str:
    """How most of the column's filled cells stand, its head left out."""
    sides = Counter(cell.side for cell in cells if cell.text)
    return sides.most_common(1)[0][0] if sides else ""
