"""A sheet of answers as columns and items: where its header stands, by what each line is known.

Called by the sources that read workbooks and CSV files. Pure. Never drops a line that says anything, but for a header
that stands in it a second time.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import chain

from m365bot.lettering import letter
from m365bot.records.folding import fold
from m365bot.records.headings import place_of
from m365bot.records.sources.port import Column, Item, Type
from m365bot.records.sources.sought import Sought
from m365bot.records.values import doubled, is_blank, text
from m365bot.words import say, tell

Line = tuple[object, ...]
SOUGHT_IN = 20  # lines with anything in them: titles and notes above a header rarely take more
_1904 = 1462  # days between the two calendars of Excel
_HALF_A_SECOND = timedelta(microseconds=500_000)
_LETTER = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Unfit(ValueError):
    """Bytes that are no sheet of answers; str() says in Japanese what to do."""


@dataclass(frozen=True)
class Sheet:
    """What a library gives: lines of cells, the first column's place, and whether days count from 1904."""

    lines: Iterable[Sequence[object]]
    left: int = 0
    from_1904: bool = False


@dataclass(frozen=True)
class Table(Sequence[Item]):
    """Items, made as they are asked for: a hundred thousand lines are kept as plain cells.

    of: what the ids begin with; "" where lines are known by what they say alone. part: the file's name.
    """

    columns: tuple[Column, ...]
    lines: Sequence[Line]
    of: str = ""
    part: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(column.header for column in self.columns)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, place: int) -> Item:  # type: ignore[override]  # nobody takes slices of it
        for at, item in enumerate(self):
            if at == place % len(self):
                return item
        raise IndexError(place)

    def __iter__(self) -> Iterator[Item]:
        headers = self.headers
        places = [[int(name) for name in column.names] for column in self.columns]
        is_plain = places == [[at] for at in range(len(headers))]
        for id_, line in zip(self.ids, self.lines, strict=True):
            cells = line if is_plain else [_cell(line, each) for each in places]
            yield Item(id_, dict(zip(headers, cells, strict=False)), None, self.part, headers)

    @cached_property
    def ids(self) -> Sequence[str]:
        """Of each line: its number, and which of several of one number it is; "" where it has none."""
        column = next((one for one in self.columns if place_of(one.header) == "number"), None)
        if column is None or not self.of:
            return [""] * len(self.lines)
        at, seen = int(column.names[0]), Counter[str]()
        return [self._id(text(line[at]), seen) for line in self.lines]

    def _id(self, number: str, seen: Counter[str]) -> str:
        if not number:
            return ""
        seen[number] += 1
        again = f"#{seen[number]}" if seen[number] > 1 else ""
        return f"{self.of}{number}{again}"


def of(sheet: Sheet, sought: Sought, *, of: str = "", part: str = "") -> Table:
    """Raises Unfit where no line looks like the form's header."""
    lines = iter(sheet.lines)
    top = list(_first(lines))
    at = _header_at(top, sought)
    header = [_plain(cell) for cell in top[at]]
    clean = _cleaning(header, sought, days=_1904 if sheet.from_1904 else 0)
    once = _Once()
    below = [tuple(map(once.of, clean(line))) for line in chain(top[at + 1 :], lines) if not _is_empty(line)]
    kept = [line for line in below if not _repeats(line, header)]
    columns = _columns(header, kept, sheet.left)
    width = 1 + max(int(name) for column in columns for name in column.names)
    return Table(tuple(columns), [_filled(line, width) for line in kept], of, part)


class _Once:
    """Words that come again and again are kept once: people answer alike, and sign in by the same names."""

    MOST = 20_000

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def of(self, cell: object) -> object:
        if type(cell) is not str:
            return cell
        if (kept := self._kept.get(cell)) is None and len(self._kept) < self.MOST:
            self._kept[cell] = cell
        return kept or cell


def _first(lines: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
    """The first lines in which anything stands, however many blank ones are between."""
    found = 0
    for line in lines:
        if not _is_empty(line):
            yield line
            found += 1
        if found == SOUGHT_IN:
            return


def _header_at(top: Sequence[Sequence[object]], sought: Sought) -> int:
    scores = [sum(sought.knows(_plain(cell)) for cell in line if isinstance(cell, str)) for line in top]
    if not scores or max(scores) == 0:
        raise Unfit(
            say(
                "見出しの行が見つかりません。Forms の「Excel で開く」で出した表のまま、見出し"
                "(ID、完了時刻、メール、質問の文)を1行に置いてください。"
            )
        )
    return scores.index(max(scores))


def _cleaning(header: Sequence[str], sought: Sought, *, days: int) -> Callable[[Sequence[object]], Line]:
    moments = {at for at, name in enumerate(header) if days and sought.holds_moments(name)}

    def clean(line: Sequence[object]) -> Line:
        if not moments:
            return tuple(map(_value, line))
        return tuple(_moved(cell, days) if at in moments else _value(cell) for at, cell in enumerate(line))

    return clean


def _moved(cell: object, days: int) -> object:
    """A bare serial number counts from the workbook's own first day; dates were told as such already."""
    found = _value(cell)
    is_serial = isinstance(found, (int, float)) and not isinstance(found, bool)
    return found + days if is_serial else found  # type: ignore[operator]  # a number


def _value(cell: object) -> object:
    if cell is None:
        return None
    if isinstance(cell, str):
        return (_decoded(cell) if "_x" in cell else cell) or None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime):
        return _to_the_second(cell)
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


def _to_the_second(cell: datetime) -> str:
    """A day's fraction is no whole number of seconds."""
    return (cell + _HALF_A_SECOND).isoformat(timespec="seconds")


def _decoded(words: str) -> str:
    """Letters by their number (docs/facts.md xlsx.letters)."""
    found = _LETTER.sub(lambda match: chr(int(match[1], 16)), words)
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\r\n", "\n")


def _plain(cell: object) -> str:
    found = _value(cell)
    return "" if found is None else str(found).strip()


def _is_empty(line: Sequence[object]) -> bool:
    return all(cell is None or cell == "" or is_blank(cell) for cell in line)


def _repeats(line: Line, header: Sequence[str]) -> bool:
    """Two exports that were put one below the other bring their header twice."""
    at = next((at for at, name in enumerate(header) if name), 0)
    if at >= len(line) or line[at] != header[at]:
        return False
    pairs = zip(line, header, strict=False)
    return all(cell is None or fold(str(cell)) == fold(name) for cell, name in pairs) and len(line) > 1


def _columns(header: Sequence[str], lines: Sequence[Line], left: int) -> list[Column]:
    """By header, in order; cells below none are kept under their column's letter."""
    width = max([len(header), *map(len, lines)])
    names = [*header, *[""] * (width - len(header))]
    bare = [at for at, name in enumerate(names) if not name]
    filled = {at for at in bare if any(at < len(line) and not is_blank(line[at]) for line in lines)}
    found: dict[str, list[str]] = {}
    for at, name in enumerate(names):
        if name or at in filled:
            found.setdefault(name or tell("(見出しのない{letter}列)", letter=letter(at + left)), []).append(
                str(at)
            )
    return [Column(name, Type.TEXT, tuple(places)) for name, places in found.items()]


def _filled(line: Line, width: int) -> Line:
    return line if len(line) >= width else (*line, *[None] * (width - len(line)))


def _cell(line: Line, places: Sequence[int]) -> object:
    """Of two columns of one header the filled one; where they say different things, both (docs/facts.md C60)."""
    cells = {letter(at): line[at] for at in places if not is_blank(line[at])}
    if len({text(cell) for cell in cells.values()}) > 1:
        return doubled(cells)
    return next(iter(cells.values()), None)
