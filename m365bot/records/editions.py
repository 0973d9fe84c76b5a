"""A post of a cohort's figures, and what posts tell that these records know nothing of.

Called by the results job, the kind of its post, and the database, which notes each before it leaves. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from m365bot.words import tell


@dataclass(frozen=True)
class Edition:
    """One post of a cohort's figures, by its marker and its subject.

    words: a digest of what it says, empty where an earlier version noted none. at: when it was noted, before it left.
    """

    IN_KEY: ClassVar[str] = "/figures:"  # before the post's own key, in that under which it is remembered
    cohort: str
    marker: str
    subject: str
    words: str = ""
    at: datetime | None = None

    @property
    def key(self) -> str:
        """Of the post, which is edited within its week."""
        return self.marker.rpartition(".")[0]

    @staticmethod
    def marker_of(post_key: str, digest: str) -> str:
        """As content/post writes it."""
        return f"{post_key}.{digest[:12]}"


def key_of(cohort: str, at: datetime) -> str:
    """Of the post of one week."""
    year, week, _ = at.isocalendar()
    return f"{keys_begin(cohort)}{year}-w{week:02}"


def subject_of(cohort: str, at: datetime) -> str:
    year, week, _ = at.isocalendar()
    return subjects_begin(cohort) + tell("{year}年第{week}週)", year=year, week=week)


def keys_begin(cohort: str) -> str:
    """The key of every such post of the cohort."""
    return f"results-{cohort}-"


def subjects_begin(cohort: str) -> str:
    """The subject of every such post of the cohort, by which one is known that has lost its marker."""
    return tell("{cohort} 研修の集計(", cohort=cohort)


@dataclass(frozen=True)
class Elsewhere:
    """Questionnaires of which a post tells that was sent from another database: whose answers, nobody knows here."""

    BEGINNING: ClassVar[str] = "figures:"
    cohort: str
    titles: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.BEGINNING}{self.cohort}"

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        return ((self.cohort, title) for title in self.titles)

    def and_also(self, titles: Iterable[str]) -> "Elsewhere":
        return Elsewhere(self.cohort, self.titles | frozenset(titles))

    def to_memo(self) -> dict[str, Any]:
        return {"cohort": self.cohort, "titles": sorted(self.titles)}

    @classmethod
    def from_memo(cls, memo: Mapping[str, Any]) -> "Elsewhere":
        return cls(str(memo["cohort"]), frozenset(memo["titles"]))
