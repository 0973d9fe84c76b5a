"""Keeps the service account signed in: its token is renewed once a day, whether or not anything is posted.

Held by the daemon, which looks every few seconds. A token that nobody uses dies in silence (docs/facts.md 111, C58). Decides
only when; who renews says what became of it. Never asks for anything where nobody is signed in.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

DAILY = timedelta(hours=24)
AGAIN = timedelta(hours=1)  # after a try that came to nothing


@dataclass
class Upkeep:
    """refreshed: when a token was last had; None where nobody ever signed in. renew: one try, which raises nothing."""

    refreshed: Callable[[], datetime | None]
    renew: Callable[[], Awaitable[None]]
    _tried: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        last = self.refreshed()
        if last is None or now - last < DAILY:
            return False
        return self._tried is None or now - self._tried >= AGAIN

    async def look(self, now: datetime) -> None:
        self._tried = now
        await self.renew()
