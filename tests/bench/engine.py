"""What the engine costs a run that has nothing to do, over carrying it out directly; and what it costs at rest."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from m365bot.database.leases import LockFiles
from m365bot.runs.engine.nodes import Fleet
from m365bot.runs.engine.place import File
from m365bot.runs.engine.queue import Queue
from tests.bench.place import show

RUNS = 96
SETTLED, IDLE = 3.0, 10.0  # seconds


def measure(folder: Path) -> None:
    asyncio.run(_measured(folder))


async def _measured(folder: Path) -> None:
    nodes = Fleet(Queue(File(folder / "engine.db"), "bench"), LockFiles(folder / "leases"))
    await nodes.begin(_nothing)
    directly, through = await _each(_nothing), await _each(lambda run_id: nodes.done(run_id, run_id))
    show("a run with nothing to do, over doing it directly: CPU, ms", f"{through - directly:.1f}", "<= 15")
    began = time.monotonic()
    await nodes.done("alone", "alone")
    show("from asking for a run to its end, ms", f"{(time.monotonic() - began) * 1000:.0f}", "")
    await asyncio.sleep(SETTLED)
    cpu, written = time.process_time(), _written()
    await asyncio.sleep(IDLE)
    show("at rest: of a core", f"{(time.process_time() - cpu) / IDLE:.1%}", "")
    show("at rest: bytes written", f"{_written() - written}", "0")
    await nodes.look(datetime.now(UTC))
    await nodes.rest(0)


async def _nothing(run_id: str) -> None:
    """As a run whose plan is empty."""


async def _each(done: Callable[[str], Awaitable[None]]) -> float:
    """Milliseconds of this process's work; looks for what is queued come every half second whatever is done."""
    cpu = time.process_time()
    await asyncio.gather(*(done(f"run-{number}") for number in range(RUNS)))
    return (time.process_time() - cpu) / RUNS * 1000


def _written() -> int:
    lines = Path("/proc/self/io").read_text("utf-8").splitlines()
    return int(dict(line.split(": ") for line in lines)["write_bytes"])
