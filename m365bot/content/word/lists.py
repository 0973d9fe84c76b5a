"""Numbered and pointed lines as Markdown's lists.

Called by blocks with the lines that follow each other. Where Word writes more than 1. 2. 3. (ア, 第3条, 1.1), the text
may point to it: the number stands as its author saw it, in lines of their own.
"""

from collections.abc import Sequence
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
    depth, ends = _Depth(), ")" if _is_numbered(after) else "."
    lines: list[str] = []
    for is_written, group in groupby(items, lambda each: bool(each.label.text)):
        if is_written:
            depth.widths.clear()
            lines += [*([""] if lines else []), "\\\n".join(_written(each) for each in group), ""]
            continue
        last: dict[int, int] = {}
        for item in group:
            level, number = item.label.level, item.label.number
            if number is not None and level in last and number != last[level] + 1:
                ends = ")" if ends == "." else "."  # Markdown counts on from the first number of a list
            for deeper in [each for each in last if each > level]:
                del last[deeper]
            if number is not None:
                last[level] = number
            lines.append(_one(item, depth, ends))
    return "\n".join(lines).strip("\n")


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
