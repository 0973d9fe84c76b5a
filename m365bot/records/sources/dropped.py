"""Files that somebody exported and put into a folder, as one reading.

Called by the sources that fetch them. Pure. A file that is no sheet of answers is told of and left out; the others
are taken in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from m365bot.records.headings import place_of
from m365bot.records.sources import delimited, workbook
from m365bot.records.sources.port import Column, Item
from m365bot.records.sources.sought import Sought
from m365bot.records.sources.table import Table, Unfit
from m365bot.words import say

_BOOKS = (".xlsx", ".xlsm")
READABLE = (*_BOOKS, ".csv", ".txt", ".tsv")
_PACKED = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass
class Pile(Sequence[Item]):
    """The lines of all files; `why`: file → why it could not be read."""

    sought: Sought
    tables: list[Table] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> None:
        try:
            self.tables.append(_table(name, data, self.sought))
        except Unfit as error:
            self.refuse(name, str(error))

    def refuse(self, name: str, why: str) -> None:
        self.why[name] = why

    @property
    def columns(self) -> list[Column]:
        """By header, the first of each."""
        found: dict[str, Column] = {}
        for column in (column for table in self.tables for column in table.columns):
            found.setdefault(column.header, column)
        return list(found.values())

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(table.part for table in self.tables)

    def __len__(self) -> int:
        return sum(map(len, self.tables))

    def __getitem__(self, place: int) -> Item:  # type: ignore[override]  # nobody takes slices of it
        return list(self)[place]

    def __iter__(self) -> Iterator[Item]:
        for table in self.tables:
            yield from table


def remarks(why: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        say("ファイル『{name}』は読みませんでした。{why}", name=name, why=words)
        for name, words in why.items()
    )


def is_left_by_programs(name: str) -> bool:
    """What Office, Explorer and the Finder leave beside files (docs/facts.md files.left)."""
    return name.startswith(("~$", ".")) or name.endswith(".tmp") or name in ("desktop.ini", "Thumbs.db")


def unreadable(name: str) -> str:
    """Why a file of such a name is not even opened; "" for one that is."""
    if name.casefold().endswith(READABLE):
        return ""
    return say("読めるのは .xlsx と .csv です。Forms の「Excel で開く」で出したファイルを置いてください。")


def _table(name: str, data: bytes, sought: Sought) -> Table:
    if not data.strip():
        raise Unfit(say("空のファイルです。"))
    found: Table
    found = workbook.read(data, sought, part=name) if data.startswith(_PACKED) else _text(name, data, sought)
    if not sought.is_like(_asked(found.headers)):
        raise Unfit(say("この様式の質問が1つもありません。別の様式のファイルではないか確かめてください。"))
    return found


def _text(name: str, data: bytes, sought: Sought) -> Table:
    """Also of a file that calls itself a workbook: where it is neither, it is told as the workbook it should be."""
    try:
        return delimited.read(data, sought, part=name)
    except Unfit as error:
        if not name.casefold().endswith(_BOOKS):
            raise
        raise workbook.damaged() from error


def _asked(headers: Iterable[str]) -> list[str]:
    return [header for header in headers if not place_of(header)]
