"""Holds the teams of a run for as long as it lasts.

Called by whatever carries out a run. The limits of the service are per second and team, and each holder counts
its own requests only: so a second passes between one holder's last request and the next one's first.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from m365bot import clock
from m365bot.database.journal import StoredRuns
from m365bot.runs.leases import Leases
from m365bot.runs.office import Office

REST = 1.05  # seconds; a beat of the governor and a little more


@asynccontextmanager
async def teams(
    office: Office, names: Iterable[str], run_id: str, *, patience: float = 0.0
) -> AsyncIterator[None]:
    """Wait up to `patience` seconds for whoever holds one of them. Raises Held."""
    leases = Leases(office.leases)
    await leases.wait_for(names, run_id, patience=patience)
    try:
        await limits_rested(office.runs)
        yield
    finally:
        if office.graph.traffic.requests:
            office.runs.note_request(clock.now())
        leases.release()


async def limits_rested(runs: StoredRuns) -> None:
    """Nobody knows the requests that another process, or another run of this one, sent just now."""
    last = runs.last_request
    if last is not None:
        left = REST - (clock.now() - last).total_seconds()
        await asyncio.sleep(min(max(left, 0.0), REST))
