"""Cells, and the rows they make: what every sheet is, whichever library opened it.

Called by the readers of sheets. Types are not their business: every cell is text.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from m365bot.reading.complaints import Place

MOST_CELLS = 50_000  # of one sheet: some thousand people

Line = tuple[int, Sequence["Cell"]]
"""A sheet's line with its number in the file."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`number`: the sheet held a number, so zeros before it may be lost. `uncalculated`: a formula without its result."""

    text: str
    place: Place
    number: bool = False
    uncalculated: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
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

    lines: Sequence[Line]
    hidden: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SheetColumns:
    """The columns a sheet may have: canonical name → other headers for it."""

    names: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ()
    free: bool = False  # other columns are allowed and kept under their own header
    folded: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        folded = {fold(other): name for name, others in self.names.items() for other in (name, *others)}
        object.__setattr__(self, "folded", folded)

    def also(self, headers: Iterable[str]) -> "SheetColumns":
        """These and further ones, under their own headers."""
        return replace(self, names={**self.names, **dict.fromkeys(headers, ())})

    def find(self, header: str) -> str | None:
        """The canonical name of a header, remarks in brackets behind it aside."""
        plain = fold(header)
        return self.folded.get(plain) or self.folded.get(re.sub(r"[(\[【].*$", "", plain))


def fold(header: str) -> str:
    """What spellings of one header have in common: no blanks, no line breaks, half-width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", header)).casefold()


def several(text: str) -> list[str]:
    """The values of one cell, separated by 、 or a line break (or comma, semicolon)."""
    return [part.strip() for part in re.split(r"[、,,;;\n\r]+", text) if part.strip()]
