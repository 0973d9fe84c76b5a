"""What a daemon does beside its runs, and again after an hour where it failed: the night's work, and telling the office.

Called by the daemon.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from m365bot.runs.ticks import Opened

log = structlog.get_logger()

HOUR = 3600.0  # seconds


@dataclass
class Night:
    """work: what is to be done once a night, in a thread of its own; it knows itself whether it is done."""

    work: Callable[[datetime], None]
    _rests: float = 0.0

    @property
    def is_due(self) -> bool:
        return asyncio.get_running_loop().time() >= self._rests

    async def look(self, now: datetime) -> None:
        """What it raises keeps nothing else from its work."""
        try:
            await asyncio.to_thread(self.work, now)
        except Exception as error:
            self._rests = asyncio.get_running_loop().time() + HOUR
            log.error("backup.failed", error=type(error).__name__, number=getattr(error, "errno", None))


@dataclass
class Telling:
    """tell: what the office should hear; False: not now."""

    opened: Opened
    tell: Callable[[Opened], Awaitable[bool]]
    _rests: float = 0.0
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def now(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests:
            return
        async with self._one_at_a_time:
            if not await self.tell(self.opened):
                self._rests = loop.time() + HOUR
