"""A text that is to replace another, marked by lines: what goes, what comes, what stays.

Called by whatever shows plans. Pure.
"""

from collections.abc import Iterator

from m365bot.content.lines import Block, Lines, blocks


def marked(before: str, after: str) -> str:
    """Each line of both, `- ` before what goes and `+ ` before what comes."""
    return "\n".join(_lines(before.split("\n"), after.split("\n")))


def _lines(before: Lines, after: Lines) -> Iterator[str]:
    here = there = 0
    for one in [*blocks(before, after), Block(len(before), len(after), 0)]:
        yield from _changed(before[here : one.here], after[there : one.there])
        here, there = one.here + one.size, one.there + one.size
        yield from (f"  {line}" for line in before[one.here : here])


def _changed(goes: Lines, comes: Lines) -> Iterator[str]:
    """As many as went: each beside the one that takes its place."""
    if len(goes) == len(comes):
        for old, new in zip(goes, comes, strict=True):
            yield from (f"- {old}", f"+ {new}")
        return
    yield from (f"- {line}" for line in goes)
    yield from (f"+ {line}" for line in comes)
