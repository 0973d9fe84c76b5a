"""What one trainee was told last of the own sessions: kept, so that a change is told from it and not from older files.

Made by the jobs that tell people of sessions, kept by the kinds that send, found in the records. Pure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from m365bot.records.appointments import Appointment

BEGINNING = "agenda:"


@dataclass(frozen=True)
class Told:
    """Of one person of one cohort. at: when the words were made, by planning's clock."""

    cohort: str
    person: str
    at: datetime
    appointments: tuple[Appointment, ...]

    @property
    def key(self) -> str:
        """Under which it is remembered; it holds the person's id, so that forgetting somebody finds it."""
        return self.key_of(self.cohort, self.person)

    @staticmethod
    def key_of(cohort: str, person: str) -> str:
        return f"{BEGINNING}{cohort}-{person}"

    def only(self, words: Collection[str], before: Mapping[str, Any]) -> "Told":
        """As far as these words reach; the rest is as it was told before. before: that as a memo, {} for nothing."""
        known = {one.uid: one for one in self.from_memo(before).appointments} if before else {}
        known |= {one.uid: one for one in self.appointments if one.word in words}
        return replace(self, appointments=tuple(known.values()))

    def to_memo(self) -> dict[str, Any]:
        return {
            "cohort": self.cohort,
            "person": self.person,
            "at": self.at.isoformat(),
            "appointments": [one.to_memo() for one in self.appointments],
        }

    @classmethod
    def from_memo(cls, memo: Mapping[str, Any]) -> "Told":
        told = tuple(map(Appointment.from_memo, memo["appointments"]))
        return cls(memo["cohort"], memo["person"], datetime.fromisoformat(memo["at"]), told)
