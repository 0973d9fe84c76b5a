"""config/ fetched from where it is kept, every few minutes.

Called by the daemon where a setting says so. Whatever is in the way leaves config/ as it is: what was wrong is remembered by
the pull itself, and shown to whoever looks.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from m365bot.errors import M365BotError

EVERY = 300.0  # seconds between two looks
MOST = 120.0  # seconds that one may take
log = structlog.get_logger()


@dataclass
class Fetching:
    """pull: one look."""

    pull: Callable[[], Awaitable[object]]
    _due: float = 0.0

    def is_due(self) -> bool:
        return asyncio.get_running_loop().time() >= self._due

    async def look(self) -> None:
        try:
            async with asyncio.timeout(MOST):
                await self.pull()
        except (M365BotError, TimeoutError) as error:
            log.warning("config.not_pulled", error=type(error).__name__)
        finally:
            self._due = asyncio.get_running_loop().time() + EVERY
