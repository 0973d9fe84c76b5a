"""The service's own now, as its answers tell it.

Kept by wire, asked through the client. Never mixed with the process's now, which may be a rehearsed year's.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from m365bot import clock


class ServiceTime:
    """The Date of the last answer, carried on by loop time."""

    def __init__(self) -> None:
        self._heard: tuple[datetime, float] | None = None

    def heard(self, date: str | None) -> None:
        try:
            moment = parsedate_to_datetime(date or "")
        except (ValueError, TypeError):
            return
        self._heard = (moment.astimezone(UTC), asyncio.get_running_loop().time())

    def now(self) -> datetime:
        if self._heard is None:
            return clock.now()
        moment, at = self._heard
        return moment + timedelta(seconds=asyncio.get_running_loop().time() - at)
