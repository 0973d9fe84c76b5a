"""What stands in a YAML file, as text with places: words, items, entries.

Made by `tree.yaml` and read by the shapes. Every scalar stays the text it was written as: types are ours to
give, so that one bad date does not hide the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from m365bot.reading.complaints import Place
from m365bot.words import say


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar. `bare`: written without quotes; `rest`: what stands on its line after it."""

    place: Place
    text: str
    bare: bool = True
    rest: str = ""

    @property
    def called(self) -> str:
        return f"「{self.text}」"

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was written where a value belongs; "" is something."""
        return self.bare and not self.text.strip()


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    place: Place
    nodes: tuple[Node, ...] = ()

    @property
    def called(self) -> str:
        return say("値の並び")


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, doubled keys and all. `in_braces`: written as { }."""

    place: Place
    pairs: tuple[tuple[Node, Node], ...] = ()
    in_braces: bool = False

    @property
    def called(self) -> str:
        return say("「項目: 値」の並び")


Node = Word | Items | Entries


def name_of(key: Node) -> str:
    """A key's word; a list or mapping, which YAML allows there, has none."""
    return key.text.strip(" ") if isinstance(key, Word) else key.called
