"""The runs that a daemon found, each once in somebody's hands; one that raised rests for a minute.

Called by the daemon. Whose hands they are, the engine says.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field

from m365bot.journal import Run, Status
from m365bot.journal.ports import Held, Runs
from m365bot.runs import heap, holding, taking
from m365bot.runs.hands import Hands
from m365bot.runs.tasks import told
from m365bot.runs.ticks import Opened

AGAIN = 60.0  # seconds until something that raised is tried again


@dataclass
class InHand:
    """opened: opens an office with config as it is now. runs: is asked what became of one."""

    opened: Opened
    runs: Runs
    hands: Hands
    _found: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    _resting: dict[str, float] = field(default_factory=dict)
    _raised: set[str] = field(default_factory=set)

    async def begin(self) -> None:
        await self.hands.begin(self._carry_out)

    def may_take_up(self, run: Run) -> bool:
        """Not what is in hand, or was a moment ago; asked once for each time that it is taken up."""
        now = asyncio.get_running_loop().time()
        if run.id in self._found or now < self._resting.get(run.id, 0.0):
            return False
        self._resting[run.id] = now + AGAIN
        return True

    async def taken_up(self, run: Run) -> None:
        await self.done(run)
        waits = self.runs.status_of(run.id) is Status.REQUESTED  # the account is signed out, say
        if not waits and run.id not in self._raised:
            del self._resting[run.id]
        self._raised.discard(run.id)

    async def done(self, run: Run) -> None:
        """Until nobody has it in hand any more; also who finds it a second time waits for that."""
        task = self._found.get(run.id)
        if task is None:
            task = asyncio.ensure_future(self.hands.done(run.id, holding.job_of(run)))
            self._found[run.id] = task
            task.add_done_callback(lambda _: self._found.pop(run.id))
        await task

    async def _carry_out(self, run_id: str) -> None:
        """By these hands; what raises is told, and rests."""
        self._raised.add(run_id)
        await told(self._carried_out(run_id))
        heap.give_back()

    async def _carried_out(self, run_id: str) -> None:
        async with self.opened() as office:
            with contextlib.suppress(Held):  # whoever holds its teams goes on with it first
                await taking.up(office, run_id, taking.By.DAEMON)
        self._raised.discard(run_id)
