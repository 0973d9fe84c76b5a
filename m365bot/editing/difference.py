"""What differs between two versions of a file, line by line; a workbook's rows are its lines.

Called by pages and commands. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from m365bot.content.lines import Block, Lines, blocks
from m365bot.words import say

AROUND = 3  # lines that stay, before and after what changes
MOST = 3000  # rows of one difference: nobody reads more, and a page holds them


class Mark(StrEnum):
    """STAYS on both sides; GOES, COMES; GAP: lines that stay and are not shown; CUT: how many more rows there are."""

    STAYS = " "
    GOES = "-"
    COMES = "+"
    GAP = "…"
    CUT = "!"


@dataclass(frozen=True)
class Row:
    """One line. old, new: its number on either side, where it has one."""

    mark: Mark
    text: str
    old: int | None = None
    new: int | None = None

    def __str__(self) -> str:
        return f"{self.mark.value} {self.text}".rstrip()


def between(before: Lines, after: Lines) -> list[Row]:
    """Empty where they are the same; of very many rows the first, and how many more there are."""
    found: list[Row] = []
    for number, group in enumerate(_groups(blocks(before, after), len(before), len(after))):
        if number:
            found.append(Row(Mark.GAP, ""))
        for one in group:
            found += _rows(before, after, one)
    return found if len(found) <= MOST else [*found[:MOST], _cut(len(found) - MOST)]


def _cut(more: int) -> Row:
    return Row(
        Mark.CUT,
        say(
            "違いが多いため、ここまで示します(ほか{count}行)。全部は、ダウンロードして比べられます。",
            count=more,
        ),
    )


@dataclass(frozen=True)
class _Step:
    """Lines i to j of the one against k to m of the other; the same where `stays`."""

    stays: bool
    i: int
    j: int
    k: int
    m: int


def _groups(found: Sequence[Block], old: int, new: int) -> Iterator[list[_Step]]:
    """Changes with what stays around them; far apart they are groups of their own."""
    group: list[_Step] = []
    at = (0, 0)
    for block in [*found, Block(old, new, 0)]:
        if at != (block.here, block.there):
            group.append(_Step(False, at[0], block.here, at[1], block.there))
        is_last = block.here + block.size == old and block.there + block.size == new
        yield from _stays(group, block, is_last=is_last)
        at = (block.here + block.size, block.there + block.size)
    if any(not one.stays for one in group):
        yield group


def _stays(group: list[_Step], block: Block, *, is_last: bool) -> Iterator[list[_Step]]:
    """Its lines near the changes before and after it; where they are far apart, what came before is a group."""
    if not block.size:
        return
    i, j = block.here, block.here + block.size
    k, m = block.there, block.there + block.size
    has_change = any(not one.stays for one in group)
    if has_change and (is_last or block.size <= 2 * AROUND):
        end = min(block.size, AROUND) if is_last else block.size
        group.append(_Step(True, i, i + end, k, k + end))
        return
    if has_change:
        yield [*group, _Step(True, i, i + AROUND, k, k + AROUND)]
    group.clear()
    begins = max(i, j - AROUND)
    group.append(_Step(True, begins, j, m - (j - begins), m))


def _rows(before: Lines, after: Lines, step: _Step) -> Iterator[Row]:
    if step.stays:
        pairs = zip(range(step.i, step.j), range(step.k, step.m), strict=True)
        yield from (Row(Mark.STAYS, before[old], old + 1, new + 1) for old, new in pairs)
        return
    yield from (Row(Mark.GOES, before[old], old + 1) for old in range(step.i, step.j))
    yield from (Row(Mark.COMES, after[new], None, new + 1) for new in range(step.k, step.m))


# three of them


@dataclass(frozen=True)
class Chunk:
    """A part of a file as it was, as somebody else saved it, and as this person wrote it."""

    base: Lines
    theirs: Lines
    mine: Lines

    @property
    def is_same(self) -> bool:
        return self.theirs == self.mine == self.base

    @property
    def is_conflict(self) -> bool:
        """Both changed it, and not to the same."""
        return self.theirs != self.mine and self.base not in (self.theirs, self.mine)


def three_way(base: Lines, theirs: Lines, mine: Lines) -> list[Chunk]:
    """All of the file, cut where all three agree."""
    found, at = [], (0, 0, 0)
    for start, end, other, own in _agreed(base, theirs, mine):
        changed = Chunk(base[at[0] : start], theirs[at[1] : other], mine[at[2] : own])
        if changed.base or changed.theirs or changed.mine:
            found.append(changed)
        length = end - start
        if length:
            same = base[start:end]
            found.append(Chunk(same, same, same))
        at = (end, other + length, own + length)
    return found


def _agreed(base: Lines, theirs: Lines, mine: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Parts of base that stand in both, and where they stand there; last of all the end."""
    others, own = blocks(base, theirs), blocks(base, mine)
    o = m = 0
    while o < len(others) and m < len(own):
        one, other = others[o], own[m]
        start, end = max(one.here, other.here), min(one.here + one.size, other.here + other.size)
        if start < end:
            yield start, end, one.there + start - one.here, other.there + start - other.here
        if one.here + one.size < other.here + other.size:
            o += 1
        else:
            m += 1
    yield len(base), len(base), len(theirs), len(mine)
