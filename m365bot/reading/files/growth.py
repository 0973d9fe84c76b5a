"""How much more than its letters a text in Markdown makes: what is written once and said again by a short mark.

Called by the readers of issues and of texts to people, for the reading's budget, before anything is made of the text. Pure.
"""

import re

_BLANK = re.compile(r"\n[ \t]*\n")
_USUAL = 200  # letters of an address that is led to by name
_A_CELL = 50  # about so many microseconds


def of(body: str) -> int:
    """In the budget's measure; next to nothing for what people write."""
    return _said_again(body) + _A_CELL * _blank_cells(body)


def _said_again(body: str) -> int:
    """Letters that short marks may stand for: `[a]: https://…` is written out wherever the text says `[a]`."""
    blocks = (block.split("]:")[1:] for block in _BLANK.split(body) if "]:" in block)
    longest = max((len(one) for block in blocks for one in block), default=0)
    return longest * body.count("[") if longest > _USUAL else 0


def _blank_cells(body: str) -> int:
    """Of tables, those that are not written: a line of one bar has as many cells as the heading above."""
    found = columns = 0
    for line in body.split("\n"):
        if not line.strip():
            columns = 0
        elif columns:
            found += max(0, columns - line.count("|"))
        elif not line.strip(" \t>|:-"):
            columns = line.count("|")
    return found
