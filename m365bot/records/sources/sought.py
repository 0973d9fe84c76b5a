"""What a sheet of answers is looked for by: the columns that its form asks for.

Told by the store of records, which knows the form; handed to the sources that read sheets. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from zlib import crc32

from m365bot.records.folding import fold
from m365bot.records.headings import place_of


@dataclass(frozen=True)
class Sought:
    """identity: the column that says who answered. dates: those of the questions that ask for a day. due: by when
    answers are awaited, None where nobody said.
    """

    identity: str = ""
    questions: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    due: datetime | None = None

    def knows(self, header: str) -> bool:
        return bool(place_of(header)) or fold(header) in self._folded

    def asks(self, header: str) -> bool:
        """Is it one of the questions? A digit stands behind one that is called like a built-in column."""
        words = fold(header)
        return words in self._questions or (
            bool(place_of(words.rstrip("0123456789"))) and not place_of(words)
        )

    def holds_moments(self, header: str) -> bool:
        return place_of(header) in ("started", "completed", "modified") or fold(header) in self._dates

    def is_like(self, headers: Iterable[str]) -> bool:
        """Is at least one header a question, or near enough to one to be its new wording?"""
        words = list(headers)
        return any(self.asks(one) for one in words) or any(
            get_close_matches(question, words, n=1, cutoff=0.5) for question in self.questions
        )

    @cached_property
    def word(self) -> str:
        """Another one, where a sheet might be read differently."""
        return f"{crc32(repr((self.identity, self.questions, self.dates)).encode()):08x}"

    @cached_property
    def _questions(self) -> frozenset[str]:
        return frozenset(map(fold, self.questions))

    @cached_property
    def _dates(self) -> frozenset[str]:
        return frozenset(map(fold, self.dates))

    @cached_property
    def _folded(self) -> frozenset[str]:
        return self._questions | {fold(self.identity)}
