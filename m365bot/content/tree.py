"""HTML of an allow-list as a tree of plain lists, for a program that draws from data.

Called by pdf. Takes cleaned HTML: every element is closed, nothing runs.
"""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

DEEPEST = 40  # elements within each other; a list of a list of a table comes to 20
_ALONE = frozenset({"br", "hr", "img"})
_KEPT = frozenset({"pre"})

Node = list[Any]
"""[tag, attributes, children]; a child is a Node or words."""


def of(html: str) -> Node:
    """The root, whose tag is empty."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: Node = ["", {}, []]
        self._open: list[Node] = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: Mapping[str, str] = {name: value or "" for name, value in attrs}
        node: Node = [tag, found, []]
        if tag not in _ALONE and len(self._open) > DEEPEST:
            return  # its words stay, in what it stands in
        self._open[-1][2].append(node)
        if tag not in _ALONE:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        places = [at for at, node in enumerate(self._open) if at and node[0] == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        """Line breaks stand between blocks alone, and mean nothing there."""
        is_kept = any(node[0] in _KEPT for node in self._open)
        if words := data if is_kept else data.replace("\n", ""):
            self._open[-1][2].append(words)
