"""Which lines of a text stand in another, in the same order.

Called by whatever shows differences. Pure. However long a text is and however often a line stands in it, the work grows with
its length: what stays at both ends is not compared, and long parts are cut at lines that stand in each half once.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

CLOSELY = 400  # lines of a part that is compared line by line
PAIRS = 4000  # lines that are alike in both halves of such a part
DEEPEST = 40  # cuts of a cut

Lines = Sequence[str]


@dataclass(frozen=True)
class Block:
    """So many lines that stand in both, from here in the one and from there in the other."""

    here: int
    there: int
    size: int


@dataclass(frozen=True)
class _Part:
    """Lines i to j of the one and k to m of the other. depth: how often it was cut out of a larger one."""

    a: Lines
    b: Lines
    i: int
    j: int
    k: int
    m: int
    depth: int = 0

    def cut(self, i: int, j: int, k: int, m: int) -> "_Part":
        return replace(self, i=i, j=j, k=k, m=m, depth=self.depth + 1)


def blocks(before: Lines, after: Lines) -> list[Block]:
    """In their order; none touches the next."""
    joined: list[Block] = []
    for one in _found(_Part(before, after, 0, len(before), 0, len(after))):
        last = joined[-1] if joined else None
        if last and (last.here + last.size, last.there + last.size) == (one.here, one.there):
            joined[-1] = Block(last.here, last.there, last.size + one.size)
        else:
            joined.append(one)
    return joined


def _found(part: _Part) -> Iterator[Block]:
    """What stays at both ends first."""
    a, b, i, j, k, m = part.a, part.b, part.i, part.j, part.k, part.m
    while i < j and k < m and a[i] == b[k]:
        i, k = i + 1, k + 1
    while j > i and m > k and a[j - 1] == b[m - 1]:
        j, m = j - 1, m - 1
    if i > part.i:
        yield Block(part.i, part.k, i - part.i)
    if i < j and k < m:
        yield from _middle(part.cut(i, j, k, m))
    if j < part.j:
        yield Block(j, m, part.j - j)


def _middle(part: _Part) -> Iterator[Block]:
    """Nothing where it is long and no line stands in each half once: all of it goes, and all of it comes."""
    a, b = part.a[part.i : part.j], part.b[part.k : part.m]
    if _is_small(a, b):
        same = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        yield from (Block(one.a + part.i, one.b + part.k, one.size) for one in same if one.size)
        return
    anchors = _anchors(a, b) if part.depth < DEEPEST else []
    if not anchors:
        return
    i, k = part.i, part.k
    for here, there in anchors:
        here, there = part.i + here, part.k + there
        yield from _found(part.cut(i, here, k, there))
        yield Block(here, there, 1)
        i, k = here + 1, there + 1
    yield from _found(part.cut(i, part.j, k, part.m))


def _is_small(a: Lines, b: Lines) -> bool:
    """Lines that stand in both again and again cost by their pairs."""
    if max(len(a), len(b)) > CLOSELY:
        return False
    counts = Counter(b)
    return sum(counts[line] for line in a) <= PAIRS


def _anchors(a: Lines, b: Lines) -> list[tuple[int, int]]:
    """Lines that stand once in each, as many as come in the same order."""
    once = {line for line, count in Counter(a).items() if count == 1}
    where = {line: number for number, line in enumerate(b) if line in once}
    several = {line for line, count in Counter(b).items() if count > 1}
    pairs = [(n, where[line]) for n, line in enumerate(a) if line in where and line not in several]
    return _in_order(pairs)


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest of them that goes up on both sides."""
    tops: list[int] = []
    ends: list[int] = []  # of each length, the pair at which the best so far ends
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        length = bisect_left(tops, there)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [there]
        ends[length : length + 1] = [number]
    found, number = [], ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
