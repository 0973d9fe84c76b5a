"""The last look at what m365bot stands on, as `m365bot doctor` takes it, remembered for whoever opens the desk.

Made by app, shown by the console. Pure. Holds no secret, and of people only the service account's address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NAME = "doctor"
"""Under which it is remembered, and by which a desk asks a daemon for it."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. status: ok, warn, fail, unknown or skipped; words: how it is; todo: what mends it."""

    title: str
    status: str
    words: str
    todo: str


@dataclass(frozen=True)
class Checkup:
    """at: None where nobody has looked yet."""

    at: datetime | None = None
    findings: Sequence[Finding] = ()

    @classmethod
    def of(cls, memo: Mapping[str, Any]) -> "Checkup":
        at = memo.get("at")
        found = [
            Finding(**{name: str(row.get(name, "")) for name in ROW}) for row in memo.get("findings", ())
        ]
        return cls(datetime.fromisoformat(at) if at else None, found)

    def memo(self) -> dict[str, Any]:
        rows = [{name: getattr(one, name) for name in ROW} for one in self.findings]
        return {"at": self.at.isoformat(timespec="seconds") if self.at else "", "findings": rows}

    def how_many(self, status: str) -> int:
        return sum(one.status == status for one in self.findings)


ROW = ("title", "status", "words", "todo")
