"""What a resource may ask of records: what a reading brings, and to keep it; whose answers a post tells; to
forget.

Called by the kinds that store rows, post figures and take records away; database/ serves it. Never says how a row is judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from m365bot.journal.writing import Stored
from m365bot.records.asked import AnswersOf
from m365bot.records.editions import Edition
from m365bot.records.overview import Overview
from m365bot.records.sources.port import SourceReading
from m365bot.records.sources.sought import Sought


@dataclass(frozen=True)
class Brought:
    """What a reading brings: how many wordings and deletions records do not have yet, and what to tell the officer.

    deleted: how many of them are deletions.
    """

    rows: int
    remarks: tuple[str, ...] = ()
    deleted: int = 0


class RecordStore(Protocol):
    """Where submissions are kept; serves `Responses` and `Figures`."""

    def links(self, cohort: str) -> Mapping[AnswersOf, str]:
        """Where to go on reading, of all that was read."""

    def sought(self, asked: AnswersOf) -> Sought:
        """By which columns the form's sheets are known."""

    def compare(self, asked: AnswersOf, reading: SourceReading) -> Brought:
        """What storing would bring, told by the identity of rows: nothing is judged."""

    def compared(self, asked: AnswersOf) -> SourceReading | None:
        """The reading that was compared last, where nothing has been stored since: it can be stored as it is, since
        what came later comes with the next one.
        """

    def store(self, asked: AnswersOf, reading: SourceReading) -> Stored:
        """Keep what is new and the reading's link, in one transaction; what is there already changes nothing."""

    def is_to_forget(self, person_id: str) -> bool:
        """Has it been asked for, and not been done?"""

    def forget(self, person_id: str) -> None:
        """Take away for good what is kept of somebody."""

    def cohorts_held(self) -> frozenset[str]:
        """Of which there are rows."""

    def expire(self, cohort: str) -> None:
        """Take a cohort's rows away for good."""

    def holds_texts(self, cohort: str) -> bool:
        """Is there anything that its people wrote in their own words?"""

    def expire_texts(self, cohort: str) -> None:
        """Take these words away for good; the rows stay, and are worth what they were."""

    def editions(self, cohort: str) -> Sequence[Edition]:
        """Every post of the cohort's figures that these records know of."""

    def is_as_published(self, cohort: str) -> bool:
        """Does what is kept of the cohort's posts of figures stand as it was kept?"""

    def overview(self, cohort: str, at: datetime) -> Overview:
        """Everybody of a cohort at a glance, at a moment."""

    def publish(self, edition: Edition, page: str, at: str) -> bool:
        """Note whose answers the page tells, and whose hours at that moment (ISO 8601), before it is posted; False where
        they come to another page by now.
        """
