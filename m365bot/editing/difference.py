"""What differs between two versions of a file, line by line; a workbook's rows are its lines.

Called by pages and commands. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

AROUND = 3  # lines that stay, before and after what changes


class Mark(StrEnum):
    """STAYS on both sides; GOES, COMES; GAP: lines that stay and are not shown."""

    STAYS = " "
    GOES = "-"
    COMES = "+"
    GAP = "…"


@dataclass(frozen=True)
class Row:
    """One line. old, new: its number on either side, where it has one."""

    mark: Mark
    text: str
    old: int | None = None
    new: int | None = None

    def __str__(self) -> str:
        return f"{self.mark.value} {self.text}".rstrip()


def between(before: Sequence[str], after: Sequence[str]) -> list[Row]:
    """Empty where they are the same."""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND)
    found: list[Row] = []
    for number, group in enumerate(steps):
        if number:
            found.append(Row(Mark.GAP, ""))
        for step in group:
            found += _rows(before, after, *step)
    return found


def _rows(
    before: Sequence[str], after: Sequence[str], tag: str, i: int, j: int, k: int, m: int
) -> Iterator[Row]:
    if tag == "equal":
        pairs = zip(range(i, j), range(k, m), strict=True)
        yield from (Row(Mark.STAYS, before[old], old + 1, new + 1) for old, new in pairs)
        return
    yield from (Row(Mark.GOES, before[old], old + 1) for old in range(i, j))
    yield from (Row(Mark.COMES, after[new], None, new + 1) for new in range(k, m))


@dataclass(frozen=True)
class Chunk:
    """A part of a file as it was, as somebody else saved it, and as this person wrote it."""

    base: Sequence[str]
    theirs: Sequence[str]
    mine: Sequence[str]

    @property
    def is_same(self) -> bool:
        return self.theirs == self.mine == self.base

    @property
    def is_conflict(self) -> bool:
        """Both changed it, and not to the same."""
        return self.theirs != self.mine and self.base not in (self.theirs, self.mine)


def three_way(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[Chunk]:
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


def _agreed(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Parts of base that stand in both, and where they stand there; last of all the end."""
    of_theirs, of_mine = (
        SequenceMatcher(None, base, one, autojunk=False).get_matching_blocks() for one in (theirs, mine)
    )
    for one in of_theirs:
        for other in of_mine:
            start, end = max(one.a, other.a), min(one.a + one.size, other.a + other.size)
            if start < end:
                yield start, end, one.b + start - one.a, other.b + start - other.a
    yield len(base), len(base), len(theirs), len(mine)
