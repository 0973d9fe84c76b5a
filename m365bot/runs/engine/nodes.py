"""The nodes that share a queue: each holds a lease for as long as it lives, and whoever finds one free goes on.

Called by the daemon, as its hands. Nothing is taken over but under the lease of the node that is gone: the library
would also resume what lives.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from m365bot.journal.ports import Held, Lease, Leases
from m365bot.runs.engine.queue import Queue
from m365bot.runs.hands import Carry

log = structlog.get_logger()

HOUR = timedelta(hours=1)


@dataclass
class Fleet:
    """Serves the port `Hands`."""

    queue: Queue
    leases: Leases
    _pruned: datetime | None = None
    _own: list[Lease] = field(default_factory=list)

    async def begin(self, carry: Carry) -> None:
        self._own.append(self.leases.sign(self._name(self.queue.node)))
        await self.queue.begin(carry)
        await self.look_after_others()
        log.info("engine.began", node=self.queue.node)

    async def done(self, run_id: str, partition: str) -> None:
        await self.queue.done(run_id, partition)

    async def look(self, now: datetime) -> None:
        await self.look_after_others()
        if self._pruned is None or now - self._pruned >= HOUR:
            self._pruned = now
            await asyncio.to_thread(self.queue.prune, now)

    async def rest(self, patience: float) -> None:
        """The lease goes with the process: until then, what is in hand is nobody else's."""
        await self.queue.rest(patience)

    async def look_after_others(self) -> None:
        await asyncio.to_thread(self._look_after_others)

    def _look_after_others(self) -> None:
        for node in self.queue.pending():
            try:
                lease = self.leases.sign(self._name(node))
            except Held:
                continue  # it lives
            try:
                self.queue.take_over(node)
            finally:
                lease.release()

    def _name(self, node: str) -> str:
        return f"{self.queue.instance}/node/{node}"
