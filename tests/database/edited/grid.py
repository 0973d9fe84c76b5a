"""A table that people edit: a header, and lines below it, each with a number that it keeps.

Called by the sources of these tests. Knows nothing of how m365bot reads it: what its lines say is counted here by other
code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from m365bot.records.headings import place_of

HEADER = ("ID", "完了時刻", "メール", "研修の満足度", "業務で使えそうな場面")
BLANK = (None, "", "　", " \u200b")

Said = frozenset[tuple[str, str]]
"""What a line says: what its columns mean or are called, and the words in each that holds some."""


@dataclass
class Grid:
    """`keys`: which line is which, whatever people do to it."""

    header: list[str] = field(default_factory=lambda: list(HEADER))
    lines: list[list[Any]] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    last: int = 0

    def add(self, cells: Iterable[Any]) -> None:
        """Cells but for the number, which the form gives."""
        self.last += 1
        line = [self.last, *cells][: len(self.header)]
        self.lines.append(line + [None] * (len(self.header) - len(line)))
        self.keys.append(self.last)

    def twice(self, at: int) -> None:
        if self.lines:
            self.last += 1
            self.lines.append(list(self.lines[at % len(self.lines)]))
            self.keys.append(self.last)

    def edit(self, at: int, column: int, cell: Any) -> None:
        if self.lines and self.header:
            self.lines[at % len(self.lines)][column % len(self.header)] = cell

    def blank(self, at: int) -> None:
        if self.lines:
            self.lines[at % len(self.lines)] = [None] * len(self.header)

    def remove(self, at: int) -> None:
        if self.lines:
            del self.keys[at % len(self.lines)]
            del self.lines[at % len(self.lines)]

    def move(self, at: int, to: int) -> None:
        if self.lines:
            at, to = at % len(self.lines), to % len(self.lines)
            self.lines.insert(to, self.lines.pop(at))
            self.keys.insert(to, self.keys.pop(at))

    def reverse(self) -> None:
        self.lines.reverse()
        self.keys.reverse()

    def rename(self, column: int, name: str) -> None:
        if self.header:
            self.header[column % len(self.header)] = name

    def column(self, at: int, name: str, cell: Any) -> None:
        at %= len(self.header) + 1
        self.header.insert(at, name)
        for line in self.lines:
            line.insert(at, cell)

    def drop(self, column: int) -> None:
        if len(self.header) > 1:
            at = column % len(self.header)
            for one in (self.header, *self.lines):
                del one[at]

    def swap(self, one: int, other: int) -> None:
        if self.header:
            one, other = one % len(self.header), other % len(self.header)
            for line in (self.header, *self.lines):
                line[one], line[other] = line[other], line[one]

    def copy(self) -> "Grid":
        return Grid(list(self.header), [list(line) for line in self.lines], list(self.keys), self.last)

    def is_numbered(self, line: list[Any]) -> bool:
        at = next((at for at, name in enumerate(self.header) if place_of(name) == "number"), None)
        return at is not None and line[at] not in BLANK

    def said(self, where: Callable[[list[Any]], bool] = lambda _: True) -> dict[int, Said]:
        """What each line says that says anything, by its key."""
        lines = zip(self.keys, self.lines, strict=True)
        found = {key: of_line(self.header, line) for key, line in lines if where(line)}
        return {key: says for key, (says, is_blank) in found.items() if not is_blank}


def of_line(header: Iterable[str], line: Iterable[Any]) -> tuple[Said, bool]:
    """What it says, and whether nothing at all stands in it."""
    words: dict[str, list[str]] = {}
    for name, cell in zip(header, line, strict=True):
        if cell not in BLANK:
            words.setdefault(name, []).append(str(cell))
    return _said(words), not words


def of_row(raw: Mapping[str, Any]) -> Said:
    """What a row says, by what is kept of it."""
    words: dict[str, list[str]] = {}
    for name, cell in raw.items():
        cells = cell["columns"].values() if isinstance(cell, dict) else [cell]
        if found := [str(one) for one in cells if one not in BLANK]:
            words.setdefault("" if name.startswith("(見出しのない") else name, []).extend(found)
    return _said(words)


def _said(words: Mapping[str, list[str]]) -> Said:
    """The form's own number is no part of it where a name is; a column's place is, where its name may change."""
    alike = {name: cells if len(set(cells)) > 1 or not name else cells[:1] for name, cells in words.items()}
    found = {(place_of(name) or name, "\n".join(sorted(cells))) for name, cells in alike.items()}
    named = {words for place, words in found if place == "mail"} - {"anonymous"}
    return frozenset((place, words) for place, words in found if place != "number" or not named)
