"""What is made in parts: which are left of it, and what came of them all.

Told by kinds that are divided, read by reconcile/parts. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from m365bot.journal.writing import Outcome, Result


@dataclass(frozen=True)
class Whole:
    """What came of something made in parts. memo: remembered with it. over: keys of parts of which nothing need be known
    any more.
    """

    outcome: Outcome
    words: str
    error: str = ""
    memo: Mapping[str, Any] = field(default_factory=dict)
    over: tuple[str, ...] = ()


class Division(Protocol):
    """The parts that are not there yet, each a thing with a key of its own. done: keys of those of an earlier try. begun:
    keys of parts that are there by half.
    """

    @property
    def parts(self) -> Sequence[Any]: ...
    @property
    def done(self) -> Sequence[str]: ...
    @property
    def begun(self) -> Sequence[str]: ...

    def came_to(self, results: Mapping[str, Result]) -> Whole:
        """results: of each part that was tried, by key."""
