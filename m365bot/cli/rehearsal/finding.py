"""One question of a verdict and its answer, and the small comparisons that questions share.

Called by verdict. Pure. What could not be read is the answer no.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from m365bot.cli.rehearsal.seen import Shown
from m365bot.cli.rehearsal.stage import Unread
from m365bot.programme import Person
from m365bot.words import say

Part = TypeVar("Part")


@dataclass(frozen=True)
class Finding:
    """One question and its answer. looked_at: at how many things; wrong: what is not as it should be, in words."""

    title: str
    looked_at: int
    wrong: tuple[str, ...]

    @property
    def line(self) -> str:
        """The answer at a glance."""
        if not (self.wrong or self.looked_at):
            return say("－ {title} (この期間にはありません)", title=self.title)
        mark = "!" if self.wrong else "✓"
        return say("{mark} {title} {count}件", mark=mark, title=self.title, count=self.looked_at)


Judged = tuple[int, Iterator[str]]


def of(title: str, part: Shown[Part], judge: Callable[[Part], Judged]) -> Finding:
    if isinstance(part, Unread):
        return Finding(title, 0, (str(part),))
    count, wrong = judge(part)
    return Finding(title, count, tuple(wrong))


def together(*parts: Shown[Any]) -> Shown[tuple[Any, ...]]:
    """For a question that needs them all."""
    return next((part for part in parts if isinstance(part, Unread)), parts)


def each(things: Sequence[Part], wrong: Callable[[Part], Iterator[str]]) -> Judged:
    return len(things), (words for thing in things for words in wrong(thing))


def both(*parts: Iterator[str]) -> Iterator[str]:
    for part in parts:
        yield from part


def addresses(person: Person) -> tuple[str, str]:
    return person.mail.casefold(), person.contact.casefold()


def closed_up(text: str) -> str:
    """Without blanks, in small letters: a name is one however it is spaced."""
    return "".join(text.split()).casefold()


def differences(where: str, wanted: set[str], found: Counter[str]) -> Iterator[str]:
    """Missing, too much, or twice."""
    for name in sorted(wanted - found.keys()):
        yield say("『{where}』に {name} がありません", where=where, name=name)
    for name in sorted(found.keys() - wanted):
        yield say("『{where}』に余分な {name}", where=where, name=name)
    for name in sorted(name for name, count in found.items() if count > 1):
        yield say("『{where}』に {name} が{count}つ", where=where, name=name, count=found[name])
