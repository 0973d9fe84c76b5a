"""Whose hands do the runs that a daemon finds: this process's own, or whatever node's is free.

Called by the daemon. Never decides what is to be done, nor when.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

Carry = Callable[[str], Awaitable[None]]
"""Does a run, by its id, to where it can come."""


class Hands(Protocol):
    """A run is in the hands of one at a time; those of one job and cohort follow each other."""

    async def begin(self, carry: Carry) -> None: ...

    async def done(self, run_id: str, partition: str) -> None:
        """Until nobody has it in hand any more. partition: of its runs, one is done at a time."""

    async def look(self, now: datetime) -> None:
        """Whether others are gone, and left something. Asked every few seconds."""

    async def rest(self, patience: float) -> None:
        """Nothing more is begun; what is in hand gets so many seconds, and is then told to end."""


class Own:
    """This process's, at once."""

    async def begin(self, carry: Carry) -> None:
        self._carry = carry

    async def done(self, run_id: str, partition: str) -> None:
        await self._carry(run_id)

    async def look(self, now: datetime) -> None:
        """There are no others."""

    async def rest(self, patience: float) -> None:
        """Whoever asked has them in hand."""
