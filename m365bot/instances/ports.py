"""The worker of an instance, as the supervisor sees it.

Served by `processes`, and in tests by what costs no process.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from m365bot.instances.folder import Instance
from m365bot.instances.stamp import Stamp


@dataclass(frozen=True)
class Resting:
    """A worker's last word: when to wake it, and its database as it left it."""

    until: datetime
    database: Stamp


@dataclass(frozen=True)
class Reached:
    """It tried to reach what is another instance's, and was refused. what: Python's name of the deed."""

    what: str
    where: str


Word = Resting | Reached | None
"""None: a sign of life."""


class Worker(Protocol):
    """One process."""

    @property
    def exit(self) -> int | None:
        """Its status; None while it lives."""

    def heard(self) -> Sequence[Word]:
        """What it said since one last asked."""

    def end(self) -> None:
        """It is told to."""

    def kill(self) -> None: ...


class Workers(Protocol):
    """Where they come from."""

    def begun(self, instance: Instance) -> Worker: ...
