"""The worker of an instance, as the supervisor sees it.

Served by `processes`, and in tests by what costs no process.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from m365bot.instances.folder import Instance


@dataclass(frozen=True)
class Resting:
    """A worker's last word: when to wake it, and its database as it left it."""

    until: datetime
    database: list[list[int]]


class Worker(Protocol):
    """One process."""

    @property
    def exit(self) -> int | None:
        """Its status; None while it lives."""

    def heard(self) -> Sequence[Any]:
        """What it said since one last asked: None for a sign of life, or Resting."""

    def end(self) -> None:
        """It is told to."""

    def kill(self) -> None: ...


class Workers(Protocol):
    """Where they come from."""

    def begun(self, instance: Instance) -> Worker: ...
