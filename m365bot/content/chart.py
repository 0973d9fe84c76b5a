"""A chart of bars: what it says, in words and in lengths.

Made by content/charts, drawn by content/drawing, kept in the tenant by the Picture resource. Pure; it says nothing that the
text beside it does not say as well.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from m365bot import visible

LONGEST = 80  # letters of a label, also where the picture is read out


@dataclass(frozen=True)
class Bar:
    """share: how much of its frame is filled, 0 to 1. words: the figure as the text has it."""

    label: str
    share: float
    words: str


@dataclass(frozen=True)
class Chart:
    """`name` is that of its file, without what tells the format."""

    name: str
    title: str
    bars: tuple[Bar, ...]

    @property
    def alt(self) -> str:
        """All that it says, for whoever does not see it."""
        return f"{self.title}。{'、'.join(f'{bar.label} {bar.words}' for bar in self.bars)}"

    @property
    def digest(self) -> str:
        """Of what it says, in hex: the bytes of its picture may differ by the version of a library."""
        return hashlib.sha256(json.dumps(self.stored, ensure_ascii=False).encode()).hexdigest()

    @property
    def stored(self) -> list[Any]:
        return [self.name, self.title, [list(astuple(bar)) for bar in self.bars]]

    @classmethod
    def of_stored(cls, stored: Sequence[Any]) -> "Chart":
        name, title, bars = stored
        return cls(name, title, tuple(Bar(*bar) for bar in bars))


def bar(label: str, part: float, of: float, words: str) -> Bar:
    """Filled to a part of the whole, and never over it."""
    share = min(max(part / of, 0.0), 1.0) if of > 0 else 0.0
    return Bar(shortened(label), round(share, 4), words)


def shortened(label: str) -> str:
    """Cut in the middle: a question asked after each session is told apart by what stands behind it."""
    shown = visible.line(label.strip())
    half = LONGEST // 2
    return shown if len(shown) <= LONGEST else f"{shown[:half]}…{shown[len(shown) - half + 1 :]}"
