"""A grid as a workbook's sheet, as files of a folder, and as a list: what a look at each brings.

Called by the test that counts lines. Each knows what it should be taken for: `expects` says what the rows that are not
gone must say, `Unfit` that nothing may change.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from m365bot.records.sources import sharepoint, table
from m365bot.records.sources.dropped import Pile
from m365bot.records.sources.port import SourceReading
from m365bot.records.sources.sought import Sought
from m365bot.records.sources.table import Sheet
from tests.database.edited.grid import Grid, Said

SOUGHT = Sought("メール", ("研修の満足度", "業務で使えそうな場面"))
TIME = re.compile(r"2025-06-19 09:0\d:00")
MADE = datetime(2025, 6, 19, 9, tzinfo=UTC)


class Edited(Protocol):
    grid: Grid

    def read(self) -> SourceReading:
        """Raises Unfit."""

    def expects(self) -> Counter[Said]: ...
    def replace(self) -> None: ...


@dataclass
class Book:
    """The workbook of a form. left: what numbered lines of workbooks that stood here before said last."""

    grid: Grid = field(default_factory=Grid)
    place: int = 1
    left: Counter[Said] = field(default_factory=Counter)
    seen: Counter[Said] = field(default_factory=Counter)
    numbered: Counter[Said] = field(default_factory=Counter)

    def read(self) -> SourceReading:
        of, name = f"item{self.place}/", "R7 事後.xlsx"
        found = table.of(Sheet([self.grid.header, *self.grid.lines]), SOUGHT, of=of)
        there = frozenset(filter(None, found.ids))
        self.seen = Counter(self.grid.said().values())
        self.numbered = Counter(self.grid.said(where=self.grid.is_numbered).values())
        return SourceReading(name, found.columns, found, there=there, of=of, parts=frozenset({name}))

    def expects(self) -> Counter[Said]:
        return self.left + self.seen

    def replace(self) -> None:
        """By a copy of it: another file to the service. What the old one numbered stays."""
        self.left += self.numbered
        self.place, self.seen, self.numbered = self.place + 1, Counter(), Counter()


@dataclass
class Folder:
    """An export, and a copy of an older one beside it; lines have no id of their own there.

    seen: what each file held when it was last read: one that cannot be read takes no answer with it.
    """

    grid: Grid = field(default_factory=Grid)
    older: Grid | None = None
    seen: dict[str, Counter[Said]] = field(default_factory=dict)

    def read(self) -> SourceReading:
        pile, files = Pile(SOUGHT), {"a.csv": self.grid, "b.csv": self.older}
        for name, grid in files.items():
            if grid:
                pile.add(name, _csv(grid))
                self.seen |= {name: Counter(grid.said().values())} if name not in pile.why else {}
        return SourceReading("回答", pile.columns, pile, parts=pile.parts)

    def expects(self) -> Counter[Said]:
        """A response that is in both files is one; lines that cannot be told apart are as many as there are."""
        one, other = (self.seen.get(name, Counter()) for name in ("a.csv", "b.csv"))
        return Counter(
            {
                says: max(one[says], other[says]) if is_response(says) else one[says] + other[says]
                for says in {*one, *other}
            }
        )

    def replace(self) -> None:
        """Not of one with two columns of a name, or one without: such cells are told apart by their columns' letters, and
        wait for a person in each file in which the letters are others.
        """
        if len({*filter(str.strip, self.grid.header)}) == len(self.grid.header):
            self.older = self.grid.copy()


@dataclass
class List:
    """A list that is read by what changed since, or as a whole. known: each item as it was read last."""

    grid: Grid = field(default_factory=Grid)
    number: int = 1
    known: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    seen: dict[int, Said] = field(default_factory=dict)
    left: Counter[Said] = field(default_factory=Counter)

    def read(self) -> SourceReading:
        of, grid, is_whole = f"list{self.number}", self.grid, not self.known
        grid.header = [name or f"c{at}" for at, name in enumerate(grid.header)]
        now = {key: (*grid.header, *line) for key, line in zip(grid.keys, grid.lines, strict=True)}
        gone = self.known.keys() - now.keys()
        changed = [key for key in now if now[key] != self.known.get(key)]
        items = [*map(self._item, changed), *({"id": str(key), "deleted": {}} for key in gone)]
        said = grid.said()
        kept = {key: says for key, says in self.seen.items() if key in said and key not in changed}
        self.seen = kept | {key: said[key] for key in changed if key in said}
        self.known = now
        columns = sharepoint.list_columns(
            {"name": f"c{at}", "displayName": name, "text": {}} for at, name in enumerate(grid.header)
        )
        return sharepoint.reading("R7 powerbi-1", items, columns, {}, of=of, is_whole=is_whole)

    def expects(self) -> Counter[Said]:
        return self.left + Counter(self.seen.values())

    def replace(self) -> None:
        """By another list of its name with the same in it; what the old one held stays."""
        self.left += Counter(self.seen.values())
        self.number, self.known, self.seen = self.number + 1, {}, {}

    def _item(self, key: int) -> dict[str, Any]:
        line = self.grid.lines[self.grid.keys.index(key)]
        fields = {f"c{at}": cell for at, cell in enumerate(line) if cell is not None}
        return {"id": str(key), "createdDateTime": MADE.isoformat(), "fields": fields}


def is_response(says: Said) -> bool:
    """Can it be told from a namesake's: by who and when, or by the form's number?"""
    words = dict(says)
    if words.get("mail", "anonymous") == "anonymous":
        return "number" in words
    return bool(TIME.fullmatch(words.get("completed", "")))


def _csv(grid: Grid) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([grid.header, *grid.lines])
    return out.getvalue().encode()
