"""A table of plain text, aligned for full-width letters.

Called by commands whose tables also go into pipes, and which must start fast. Pure.
"""

import unicodedata
from collections.abc import Collection, Sequence

from m365bot import visible

EMPTY = ("", "0", "—")
Rows = Sequence[Sequence[str]]


def text(head: Sequence[str], rows: Rows) -> str:
    """Columns side by side, two blanks apart."""
    lines = [[visible.line(cell) for cell in row] for row in (head, *rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(_line(line, widths) for line in lines)


def fitted(
    head: Sequence[str], rows: Rows, room: int | None, *, idle: Collection[int], spare: Collection[int]
) -> str:
    """The same within `room` columns of a terminal; None: as wide as it is.

    Columns go one by one until it fits: those of `idle` that hold nothing, then those of `spare`, least
    important first.
    """
    empty = [column for column in idle if all(row[column] in EMPTY for row in rows)]
    kept = list(range(len(head)))
    for column in dict.fromkeys([*empty, *spare]):
        if room is None or _wide(_only(kept, [head, *rows])) <= room:
            break
        kept.remove(column)
    shown, *lines = _only(kept, [head, *rows])
    return text(shown, lines)


def _only(columns: Sequence[int], rows: Rows) -> list[list[str]]:
    return [[row[column] for column in columns] for row in rows]


def _wide(rows: Rows) -> int:
    return (
        sum(max(width(visible.line(cell)) for cell in column) + 2 for column in zip(*rows, strict=True)) - 2
    )


def width(words: str) -> int:
    """How many columns of a terminal words take; full-width letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in words)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
