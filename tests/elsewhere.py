"""Another machine, as the leases on PostgreSQL see it; and a restart of the server, as a connection does.

Called by tests of leases and runs.
"""

from m365bot.database.address import Address
from m365bot.database.advisory import AdvisoryLocks
from m365bot.database.session import Session
from tests.postgresql import Server


class Node(AdvisoryLocks):
    """On a connection of its own, which in a process all share otherwise."""

    def __init__(self, url: str, instance: str) -> None:
        super().__init__(url, instance)
        self._own = Session(Address(url).for_leases())

    @property
    def _session(self) -> Session:
        return self._own


def cut_leases(server: Server, url: str) -> None:
    """Every connection ends on which leases stand."""
    query = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        f"WHERE datname = '{url.rpartition('/')[2]}' AND application_name = 'm365bot leases'"
    )
    server.does(query)
