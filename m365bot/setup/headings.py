"""A sheet that nobody here has seen before: where its heading stands, in one line or two, and what lies below it.

Called by whatever takes in an office's own sheet. Titles above, blank lines and merged cells are passed over. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from m365bot.lettering import letter
from m365bot.reading.sheets.cells import Cell, Grid, Line, SheetColumns
from m365bot.words import say

_TOP_LINES = 40  # of those that hold something
_HALF_KANA = re.compile("[\uff61-\uff9f]+")


@dataclass(frozen=True)
class Heading:
    """One column's heading: of two lines, the upper one's words stand before the lower one's."""

    index: int
    above: str
    own: str

    @property
    def shown(self) -> str:
        return "/".join(filter(None, (self.above, self.own)))

    @property
    def column(self) -> str:
        return letter(self.index)


@dataclass(frozen=True)
class Below:
    """A sheet with its headings known."""

    headings: tuple[Heading, ...]
    lines: Sequence[Line]

    def filled(self, index: int) -> list[str]:
        """A column's values, blank ones left out."""
        return [text for _, cells in self.lines if (text := text_at(cells, index))]


def text_at(cells: Sequence[Cell], index: int) -> str:
    """A cell's words on one line, half-width kana made full-width."""
    return tidy(cells[index].text) if index < len(cells) else ""


def tidy(text: str) -> str:
    wide = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return re.sub(r"\s+", " ", wide).strip()


def known_in(heading: Heading, columns: SheetColumns) -> str | None:
    """The column that a heading's words name."""
    both = columns.find(heading.above + heading.own) if heading.above else None
    return both or columns.find(heading.own)


def found_in(grid: Grid, columns: SheetColumns) -> Below | None:
    """None where no line holds two headings that are known."""
    filled = [line for line in grid.lines if any(cell.text.strip() for cell in line[1])]
    best: tuple[int, int, tuple[Heading, ...], int] | None = None
    for index in range(min(len(filled), _TOP_LINES)):
        for taken, headings in _readings(filled, index):
            score = len({name for each in headings if (name := known_in(each, columns))})
            if score >= 2 and (best is None or score > best[0]):
                best = (score, index, headings, taken)
    if best is None:
        return None
    _, index, headings, taken = best
    return Below(headings, filled[index + taken :])


def _readings(lines: Sequence[Line], index: int) -> list[tuple[int, tuple[Heading, ...]]]:
    """A line as a heading of its own, then with the line below it as the lower half."""
    upper = _words(lines[index])
    alone = tuple(Heading(at, "", word) for at, word in enumerate(upper) if word)
    if index + 1 >= len(lines) or sum(map(bool, upper)) < 2:
        return [(1, alone)]
    return [(1, alone), (2, _halves(upper, _words(lines[index + 1])))]


def _halves(upper: list[str], lower: list[str]) -> tuple[Heading, ...]:
    """A word above several columns stands over each of them that has a word below it."""
    found, over = [], ""
    for at in range(max(len(upper), len(lower))):
        above, below = _at(upper, at), _at(lower, at)
        if above == below or not below:  # merged downwards, in the workbook or for the eye
            over, above, below = "", "", above
        over = above or over
        if below:
            found.append(Heading(at, over, below))
    return tuple(found)


def _at(words: list[str], index: int) -> str:
    return words[index] if index < len(words) else ""


def _words(line: Line) -> list[str]:
    return [tidy(cell.text) for cell in line[1]]


def no_heading(names: Iterable[str]) -> str:
    return say("見出しの行が見つかりません。分かる見出し: {names}", names="、".join(names))
