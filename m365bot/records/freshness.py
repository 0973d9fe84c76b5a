"""How fresh a source of answers is known to be.

Learned by the Responses resource with each look, so that a dry run leaves nothing; read by whoever shows it. The
database finds it by the key's beginning; what it is of stands in the memo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from m365bot.records.asked import AnswersOf

BEGINNING = "answers:"


@dataclass(frozen=True, slots=True)
class Freshness:
    """read: when its answers were last seen to be complete, in ISO 8601."""

    asked: AnswersOf
    read: str | None

    @property
    def key(self) -> str:
        return f"{BEGINNING}{self.asked.cohort}/{self.asked.form}/{self.asked.session}"

    def to_memo(self) -> dict[str, Any]:
        asked = self.asked
        return {"cohort": asked.cohort, "form": asked.form, "session": asked.session, "read": self.read}

    @classmethod
    def from_memo(cls, memo: Mapping[str, Any]) -> "Freshness":
        return cls(AnswersOf(memo["cohort"], memo["form"], memo["session"]), memo.get("read"))

    def document(self) -> dict[str, Any]:
        """As `records export` shows it."""
        asked = self.asked
        return {
            "cohort": asked.cohort,
            "form": asked.form,
            "session": asked.session or None,
            "read": self.read,
            "known_fresh_until": self.read,  # a list holds each answer when the flow has run; nobody knows of later ones
        }
