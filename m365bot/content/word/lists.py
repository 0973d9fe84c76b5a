"""Numbered and pointed lines as Markdown's lists.

Called by blocks with the lines that follow each other. Where Word writes more than 1. 2. 3. (ア, 第3条, 1.1), the text
may point to it: the number stands as its author saw it, in lines of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from m365bot.content.word.numbering import Label


@dataclass(frozen=True)
class Item:
    label: Label
    text: str


@dataclass
class _Depth:
    """How far each level's text is set in, from the outermost that is open."""

    widths: list[tuple[int, int]] = field(default_factory=list)  # level, width of its mark

    def before(self, level: int) -> str:
        while self.widths and self.widths[-1][0] >= level:
            self.widths.pop()
        return " " * sum(width for _, width in self.widths)

    def open(self, level: int, mark: str) -> None:
        self.widths.append((level, len(mark)))


def listed(items: Sequence[Item], *, after: str) -> str:
    """after: the block before, since Markdown would let a list go on that only a blank line parts from another."""
    lines: list[str] = []
    ends = ")" if _is_numbered(after) else "."
    for is_written, group in groupby(items, lambda each: bool(each.label.text)):
        if is_written:
            lines += ["", "\\\n".join(_written(each) for each in group), ""]
        else:
            lines += _counted(list(group), ends)
    return "\n".join(lines).strip("\n")


def _counted(items: Sequence[Item], ends: str) -> Iterator[str]:
    """Points and numbers. Markdown counts on from a list's first number, and takes a line that begins with another than 1
    for the text above it: where a list begins within, a blank line says so.
    """
    depth, last = _Depth(), dict[int, int | None]()
    for item in items:
        level, number = item.label.level, item.label.number
        for deeper in [each for each in last if each > level]:
            del last[deeper]
        before = last.get(level)
        goes_on = level in last and (number is None) == (before is None)
        if number is not None and before is not None and number != before + 1:
            ends, goes_on = ")" if ends == "." else ".", False
        if last and not goes_on and (level in last or number not in (None, 1)):
            yield ""
        last[level] = number
        yield _one(item, depth, ends)


def _written(item: Item) -> str:
    return f"{item.label.text} {item.text}".rstrip()


def _one(item: Item, depth: _Depth, ends: str) -> str:
    mark = "- " if item.label.number is None else f"{item.label.number}{ends} "
    before = depth.before(item.label.level)
    depth.open(item.label.level, mark)
    inner = f"\n{before}{' ' * len(mark)}"
    return f"{before}{mark}{inner.join(item.text.split(chr(10)))}"


def _is_numbered(block: str) -> bool:
    last = block.rsplit("\n", 1)[-1].lstrip()
    return last.partition(".")[0].isdecimal()
