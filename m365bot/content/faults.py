"""What in an officer's Markdown would not become what it looks like: links that lead nowhere.

Called by the reader of issues, so that it is told before anybody approves. Pure.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from m365bot.content import addresses, rendering
from m365bot.content.links import DROPPED, UNREAD

_LINK = re.compile(r"\]\(\s*")


@dataclass(frozen=True)
class Fault:
    """`target`: where it would lead, as written. `is_link`: Markdown reads it as a link; else it only looks like one."""

    line: int
    column: int
    target: str
    is_link: bool


def links(text: str, looked_at: Callable[[str], dict[str, Any]] = rendering.looked_at) -> Iterator[Fault]:
    """The links that cannot be one, in the order in which they stand. looked_at: reads it as it will be read."""
    lines, env = text.splitlines(), looked_at(text)
    for (first, last), href in env.get(DROPPED, ()):
        yield _dropped(lines, first, last, href)
    for first, last in env.get(UNREAD, ()):
        yield from _unread(lines, first, last)


def _dropped(lines: Sequence[str], first: int, last: int, href: str) -> Fault:
    for number, line in enumerate(lines[first:last], first + 1):
        for found in _LINK.finditer(line):
            read = addresses.destination(line, found.end(), len(line))
            if read.ok and rendering.normal(read.str) == href:
                return Fault(number, found.end() + 1, line[found.end() : read.pos], is_link=True)
    return Fault(first + 1, 1, href, is_link=True)


def _unread(lines: Sequence[str], first: int, last: int) -> Iterator[Fault]:
    for number, line in enumerate(lines[first:last], first + 1):
        for found in _LINK.finditer(line):
            read = addresses.destination(line, found.end(), len(line))
            if not read.ok or not line[read.pos :].lstrip().startswith((")", '"', "'")):
                yield Fault(number, found.end() + 1, line[found.end() :].partition(")")[0], is_link=False)
                return
