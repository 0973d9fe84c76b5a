"""What people read of the audit chain: links with what they say, what is looked for, and when it was proved last.

Made by the database, shown by the desk. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class OfRun:
    """What the row of a run says, of one that a link speaks of."""

    job: str
    cohort: str
    actor: str
    reason: str


@dataclass(frozen=True)
class Link:
    number: int
    at: datetime
    says: Mapping[str, Any]
    run: OfRun | None = None

    @property
    def run_id(self) -> str:
        approval = self.says.get("approval")
        return str(approval["run_id"] if isinstance(approval, dict) else self.says.get("run", ""))


@dataclass(frozen=True)
class Wanted:
    """kind: a word that a link begins with; who: in whose name, or part of it; job: of whose runs."""

    kind: str = ""
    who: str = ""
    job: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Stretch:
    """further: the number below which to go on; None at the end."""

    links: Sequence[Link] = ()
    further: int | None = None


@dataclass(frozen=True)
class Proof:
    """When the chain was proved last, by whom, and what came of it. fault: what was found, in words."""

    at: str
    who: str
    entries: int
    last: str
    fault: str = ""
    run_id: str = ""
    number: int = 0
