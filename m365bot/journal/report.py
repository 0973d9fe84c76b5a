"""What a run came to: counts, errors, what it cost, its exit status, and the leases it held.

Made by runs, kept in the run's row as JSON, shown by documents. Pure; names nobody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

COUNTED = ("create", "update", "remove", "store", "quarantined", "none", "failed", "withheld", "unknown")
DONE = (*COUNTED[:5], "failed")  # of what was left from before, beside what is seen now
NOTHING: Mapping[str, int] = dict.fromkeys(COUNTED, 0)


@dataclass(frozen=True)
class Trouble:
    """What a person should know: of which change (key; empty: of all), in words, and the kind of error."""

    key: str
    words: str
    error: str

    @classmethod
    def of(cls, error: Exception) -> "Trouble":
        return cls("", str(error), type(error).__name__)


@dataclass(frozen=True)
class Spent:
    """Requests counts each item of a batch, round_trips each call to Graph; seconds to the last answer."""

    requests: int = 0
    round_trips: int = 0
    throttled: int = 0
    seconds: float = 0.0

    @property
    def http(self) -> dict[str, int]:
        return {"requests": self.requests, "round_trips": self.round_trips, "throttled": self.throttled}


@dataclass(frozen=True)
class Report:
    """exit: the status it ended with, approvals aside. leases: what it holds while it runs; None: nothing yet."""

    counts: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    errors: tuple[Trouble, ...] = ()
    spent: Spent = field(default_factory=Spent)
    exit: int | None = None
    leases: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "counts": dict(self.counts),
            "errors": [asdict(trouble) for trouble in self.errors],
            "http": self.spent.http,
            "seconds": self.spent.seconds,
        }
        if self.exit is not None:
            told["exit"] = self.exit
        if self.leases is not None:
            told["leases"] = list(self.leases)
        return told

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Report":
        """Also of rows that hold only a part of it."""
        leases = data.get("leases")
        return cls(
            counts={**NOTHING, **data.get("counts", {})},
            errors=tuple(Trouble(one["key"], one["words"], one["error"]) for one in data.get("errors", ())),
            spent=Spent(**data.get("http", {}), seconds=data.get("seconds", 0.0)),
            exit=data.get("exit"),
            leases=None if leases is None else tuple(leases),
        )

    def with_what_was_left(self, others: Iterable["Report"]) -> "Report":
        """Counts and errors of this one and of what it did first of what was left from before."""
        total, errors = Counter(self.counts), list(self.errors)
        for other in others:
            total.update({name: other.counts[name] for name in DONE})
            errors += other.errors
        return replace(self, counts=dict(total), errors=tuple(errors))
