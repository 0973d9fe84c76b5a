"""The database away for a while, or full: a daemon stays up, and makes up for what fell due meanwhile.

Called by the daemon, around each look and each tick. Decides nothing about runs.
"""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

import structlog

from m365bot import machine
from m365bot.errors import DatabaseUnusable

log = structlog.get_logger()


class Outage:
    """is_on: something could not be asked or kept, and nobody has made up for it yet."""

    is_on = False

    @contextmanager
    def survived(self) -> Iterator[None]:
        """What is not the database's trouble is raised."""
        try:
            yield
        except Exception as error:
            if not self._noticed(error):
                raise

    async def noticed_in(self, work: Awaitable[None]) -> None:
        """Raises what the work raises."""
        try:
            await work
        except Exception as error:
            self._noticed(error)
            raise

    def over(self) -> None:
        self.is_on = False
        log.warning("daemon.database_back")

    def _noticed(self, error: Exception) -> bool:
        """Said once an outage."""
        if not (isinstance(error, DatabaseUnusable) or machine.is_of_database(error)):
            return False
        if not self.is_on:
            log.error("daemon.database_away", error=type(error).__name__)
        self.is_on = True
        return True
