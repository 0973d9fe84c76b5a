"""Where one trainee stands: hours by course, what is missing for completion, and how it can still be had.

Made by hours for a moment. Pure: it judges by config's rule and says nothing of what nobody has written down.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from m365bot.programme.cohort import Cohort
from m365bot.programme.people import Person, Role
from m365bot.records.chances import chances_of
from m365bot.records.frame import Frame
from m365bot.records.lacks import Doubt, Lack
from m365bot.records.ledger import NEARLY, Ledger


class Risk(StrEnum):
    """Of not completing. UNKNOWN: what is missing may only be unread. LEFT: is no trainee any more, and nobody's to help."""

    COMPLETE = "complete"
    REACHABLE = "reachable"
    OUT_OF_REACH = "out of reach"
    UNKNOWN = "unknown"
    LEFT = "left"


@dataclass(frozen=True)
class Standing:
    """One trainee's, at a moment. studied: keys of learning items logged."""

    person: Person
    by_course: Mapping[str, float]
    total: float
    lacks: tuple[Lack, ...]
    studied: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool | None:
        """What cannot be read could only add to the hours: so no is never said by what is in doubt, and yes is."""
        if not self.lacks:
            return True
        return None if self.in_doubt else False

    @property
    def in_doubt(self) -> bool:
        """May all that is missing be only unread?"""
        return bool(self.lacks) and all(lack.doubt for lack in self.lacks)

    @property
    def risk(self) -> Risk:
        if not self.lacks:
            return Risk.COMPLETE
        if any(lack.left for lack in self.lacks):
            return Risk.LEFT
        certain = [lack for lack in self.lacks if not lack.doubt]
        if not certain:
            return Risk.UNKNOWN
        return Risk.REACHABLE if all(lack.can_be_had for lack in certain) else Risk.OUT_OF_REACH


@dataclass(frozen=True)
class Judge:
    """One cohort at one moment; asked for each trainee."""

    cohort: Cohort
    frame: Frame
    ledger: Ledger
    now: datetime
    studied: Mapping[str, frozenset[str]]
    doubt: Doubt | None = None

    def standing(self, person: Person) -> Standing:
        had = self.ledger.by_course(person)
        return Standing(
            person,
            had,
            self.ledger.total(person),
            tuple(self._lacks(person, had)),
            self._studied(person),
        )

    def _lacks(self, person: Person, had: Mapping[str, float]) -> Iterator[Lack]:
        if left := self._left(person):
            yield Lack("", "", 0.0, left=left)
            return
        chances = chances_of(
            self.cohort,
            self.frame,
            self.ledger.of(person),
            person,
            self.now,
            studied=self._studied(person),
            doubt=self.doubt,
        )
        for course in self.frame.required:
            missing = self.frame.needed(course) - had.get(course.key, 0.0)
            if missing > NEARLY:
                yield chances.lack(course, round(missing, 4))
        missing = self.frame.rule.hours_at_least - self.ledger.total(person)
        if missing > NEARLY:
            yield chances.lack(None, round(missing, 4))

    def _studied(self, person: Person) -> frozenset[str]:
        return self.studied.get(person.id, frozenset())

    def _left(self, person: Person) -> date | None:
        """The last day as a trainee, of who went before the cohort's end."""
        lines = [line for line in self.cohort.lines_of(person) if line.role is Role.TRAINEE]
        last = max((line.end or self.cohort.ends for line in lines), default=self.cohort.ends)
        return last if last < min(self.cohort.ends, self.now.date()) else None
