"""The nodes that share a queue: each holds a lease for as long as it lives, and whoever finds one free goes on.

Called by the daemon, as its hands. Nothing is taken over but under the lease of the node that is gone: the library
would also resume what lives.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from m365bot.errors import M365BotError
from m365bot.journal.ports import Held, Lease, Leases
from m365bot.runs.engine.queue import Queue, closed
from m365bot.runs.hands import Carry

log = structlog.get_logger()

HOUR = timedelta(hours=1)
IDLE = 60.0  # seconds without a run after which the queue sleeps: its looks are most of what a daemon at rest costs


@dataclass
class Fleet:
    """Serves the port `Hands`.

    The queue sleeps while nothing is in hand. What a dead node leaves is found in the journal by every daemon, which then
    asks for it here: that wakes it, and the first look is for what others had.
    """

    queue: Queue
    leases: Leases
    _asked: int = 0
    _idle_since: float = 0.0
    _is_awake: bool = False
    _door: asyncio.Lock = field(default_factory=asyncio.Lock)
    _pruned: datetime | None = None
    _own: list[Lease] = field(default_factory=list)

    async def begin(self, carry: Carry) -> None:
        self._carry = carry
        self._own.append(self.leases.sign(self._name(self.queue.node)))
        await self._woken()
        log.info("engine.began", node=self.queue.node)

    async def done(self, run_id: str, partition: str) -> None:
        self._asked += 1
        try:
            await self._woken()
            await self.queue.done(run_id, partition)
        finally:
            self._asked -= 1
            self._idle_since = asyncio.get_running_loop().time()

    async def look(self, now: datetime) -> None:
        async with self._door:
            if not self._is_awake:
                return
            await self.look_after_others()
            if self._pruned is None or now - self._pruned >= HOUR:
                self._pruned = now
                await asyncio.to_thread(self.queue.prune, now)
            await self._doze_where_idle()

    async def _woken(self) -> None:
        async with self._door:
            if self._is_awake:
                return
            try:
                await self.queue.begin(self._carry)
            except M365BotError:
                await asyncio.to_thread(closed)  # what stands half would be in the way of the next try
                raise
            self._is_awake, self._idle_since = True, asyncio.get_running_loop().time()
            await self.look_after_others()

    async def _doze_where_idle(self) -> None:
        is_idle = not self._asked and not self.queue.has_anything_in_hand
        if is_idle and asyncio.get_running_loop().time() - self._idle_since >= IDLE:
            self._is_awake = False
            await asyncio.to_thread(closed)

    async def rest(self, patience: float) -> None:
        """The lease goes with the process: until then, what is in hand is nobody else's."""
        await self.queue.rest(patience)

    async def look_after_others(self) -> None:
        await asyncio.to_thread(self._look_after_others)

    def _look_after_others(self) -> None:
        pending = self.queue.pending()
        self.queue.let_go_of_lost(pending.pop(self.queue.node, []))
        for node in pending:
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
