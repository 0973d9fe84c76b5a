"""What a resource may ask of records: where submissions are kept, and what came from where.

Called by the kind that stores rows; database/ serves it. Never says how a row is judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from m365bot.journal.writing import Stored
from m365bot.records.raw import Item


@dataclass(frozen=True)
class Source:
    """Whose answers: a form of a session of a cohort; session is empty where the form belongs to none."""

    cohort: str
    form: str
    session: str


class RecordStore(Protocol):
    """Where submissions are kept; serves `Responses`. Headers are all of the source's, items hold cells by header."""

    def link(self, source: Source) -> str | None:
        """Where to go on reading."""

    def compare(self, source: Source, items: Sequence[Item], headers: Sequence[str]) -> Stored:
        """What storing would come to."""

    def store(self, source: Source, items: Sequence[Item], headers: Sequence[str], link: str) -> Stored:
        """Keep new rows and the link, in one transaction; a row that is there already changes nothing."""
