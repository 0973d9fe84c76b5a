"""Holds the teams of a run for as long as it lasts.

Called by whatever carries out a run. The limits of the service are per second and team, and each holder counts
its own requests only: so a second passes between one holder's last request and the next one's first.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog

from m365bot import clock
from m365bot.journal.ports import Held, Journals, Lease
from m365bot.runs.office import Office

log = structlog.get_logger()

REST = 1.05  # seconds; a beat of the governor and a little more
PATIENCE = 600.0  # seconds that a daemon's run waits for a team that another run holds
AGAIN = 1.0  # seconds until a lease that is held is tried again


@asynccontextmanager
async def teams(
    office: Office, names: Sequence[str], run_id: str, *, patience: float = 0.0
) -> AsyncIterator[None]:
    """Wait up to `patience` seconds for whoever holds one of them. Raises Held."""
    lease = await _taken(office, names, run_id, patience)
    try:
        await limits_rested(office.journals)
        yield
    finally:
        lease.release()  # first: whatever else fails, nobody waits for a run that is over
        if office.graph.traffic.requests:
            note_request(office.journals)


def note_request(journals: Journals) -> None:
    """A database that takes nothing just now costs the next holder a second at most, and no run its end."""
    try:
        journals.note_request(clock.now())
    except Exception as error:
        log.warning("leases.request_not_noted", error=type(error).__name__)


async def _taken(office: Office, names: Sequence[str], run_id: str, patience: float) -> Lease:
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    while True:
        try:
            return office.leases.take(names, run_id)
        except Held:
            if loop.time() >= until:
                raise
            await asyncio.sleep(AGAIN)


async def limits_rested(journals: Journals) -> None:
    """Nobody knows the requests that another process, or another run of this one, sent just now."""
    last = journals.last_request
    if last is not None:
        left = REST - (clock.now() - last).total_seconds()
        await asyncio.sleep(min(max(left, 0.0), REST))
