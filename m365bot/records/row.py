"""A row read.

Called by reading, which makes it, and rules, which says if it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from m365bot.programme.people import Person
from m365bot.records.answers import Answer
from m365bot.records.folding import fold
from m365bot.records.raw import ANONYMOUS, RawRow
from m365bot.records.state import State


@dataclass(frozen=True, slots=True)
class Row:
    """A row read: `answers` by question key, as far as they could be read; `reason` of the quarantine."""

    raw: RawRow
    person: Person | None
    answers: Mapping[str, Answer]
    state: State
    reason: str
    late: bool

    @property
    def whose(self) -> str:
        """Rows of one person share this; anonymous rows share nothing."""
        if self.person is not None:
            return self.person.id
        who = fold(self.raw.identity)
        return f"{who}#{self.raw.hash}" if who in ("", ANONYMOUS) else who
