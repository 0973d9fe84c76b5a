"""A line of a text as it is mended, with the number it has in the file. Called by residues and its neighbours. Pure."""

from dataclasses import dataclass, replace
from enum import Enum, auto


class Doubt(Enum):
    """What was made of a line, where something else may be meant."""

    TABLE_WITH_HEAD = auto()
    TABLE_WITHOUT_HEAD = auto()
    AFTER_LIST = auto()
    HASH = auto()


@dataclass(frozen=True)
class Line:
    """`number` counts from 1, as editors do. `settled`: it is Markdown already, and nothing looks at it again."""

    number: int
    text: str
    doubt: Doubt | None = None
    settled: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    def saying(self, text: str) -> "Line":
        return replace(self, text=text)

    def done(self, text: str, doubt: Doubt | None = None) -> "Line":
        return Line(self.number, text, doubt or self.doubt, settled=True)
