"""Holds what a run works on: its job for as long as the run lasts, its teams while any part of it is at work.

Called by whatever carries out a run. A run that only waits, for minutes, for something in the tenant lets go of its
teams meanwhile, and takes them again before it looks or writes; its sign (abandoned) tells that it lives. Runs of one
job and cohort never overlap.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import structlog

from m365bot.journal import Run
from m365bot.journal.ports import Held, Lease
from m365bot.runs import abandoned
from m365bot.runs.office import Office

log = structlog.get_logger()

PATIENCE = 600.0  # seconds that a daemon's run waits for a team that another run holds
AGAIN = 1.0  # seconds until a lease that is held is tried again


class Hold:
    """The teams of a run, and how many of its parts are at work on them.

    turn: how often others had them in between, so that what was seen before may be otherwise now.
    """

    def __init__(self, office: Office, names: Sequence[str], run: Run) -> None:
        self.names, self.job, self.turn = names, job_of(run), 0
        self._office, self._run_id = office, run.id
        self._lease: Lease | None = None
        self._at_work, self._resting = 0, 0
        self._taking = asyncio.Lock()

    async def taken(self, patience: float) -> Lease:
        """Raises Held, after `patience` seconds."""
        self._lease = lease = await _taken(self._office, self.names, self._run_id, patience)
        self._office.pace.at_work()
        return lease

    @asynccontextmanager
    async def at_work(self, until: float) -> AsyncIterator[None]:
        """Around whatever looks or writes. Raises Held where others hold a team beyond `until` of the loop."""
        self._at_work += 1
        try:
            await self._had(until)
            yield
        finally:
            self._at_work -= 1
            self._let_go_where_all_rest()

    @asynccontextmanager
    async def at_rest(self, until: float) -> AsyncIterator[None]:
        """Within at_work, around a pause of minutes; what it raises is raised at its end."""
        self._resting, self._at_work = self._resting + 1, self._at_work - 1
        self._let_go_where_all_rest()
        try:
            yield
        finally:
            self._resting, self._at_work = self._resting - 1, self._at_work + 1
        await self._had(until)

    def release(self) -> None:
        """Whatever else fails, nobody waits for a run that is over or rests.

        What it sent is said before: whoever takes the teams in the next moment must find it there.
        """
        if self._lease:
            try:
                self._office.pace.at_rest()
            finally:
                self._lease.release()
                self._lease = None

    def _let_go_where_all_rest(self) -> None:
        if self._resting and not self._at_work:
            self.release()

    async def _had(self, until: float) -> None:
        async with self._taking:
            if self._lease is None:
                lease = await self.taken(until - asyncio.get_running_loop().time())
                self.turn += not lease.is_as_left


@asynccontextmanager
async def teams(
    office: Office, names: Sequence[str], run: Run, *, patience: float = 0.0
) -> AsyncIterator[Hold]:
    """Wait up to `patience` seconds for whoever holds one of them. Raises Held."""
    hold = Hold(office, names, run)
    job = await _taken(office, [hold.job], run.id, patience)
    try:
        await hold.taken(patience)
        yield hold
    finally:
        hold.release()
        job.release()


@contextmanager
def another(office: Office, run: Run, hold: Hold) -> Iterator[None]:
    """A run that is gone on with by one that holds its teams. Raises Held: it lives, and rests."""
    own = [] if job_of(run) == hold.job else [job_of(run)]
    sign = office.leases.sign(abandoned.sign_of(run))
    try:
        lease = office.leases.take(own, run.id)
        try:
            yield
        finally:
            lease.release()
    finally:
        sign.release()


def job_of(run: Run) -> str:
    """The lease of its job and cohort."""
    return f"{run.instance}/{run.job}/{run.cohort or ''}"


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
