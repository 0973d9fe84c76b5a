"""What the engine costs a run that has nothing to do, over carrying it out directly; and what it costs at rest.

On SQLite and, where there is one, on a PostgreSQL of our own. Both ways are measured in turns, so that whatever else the
machine does falls on both.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from m365bot.database.leases import LockFiles
from m365bot.runs.engine.nodes import Fleet
from m365bot.runs.engine.place import File, Place, Server
from m365bot.runs.engine.queue import Queue, closed
from tests import postgresql
from tests.bench.place import show

ROUNDS, RUNS = 8, 12
SETTLED, IDLE = 12.0, 10.0  # seconds; a server tells what was written ten seconds late
Done = Callable[[str], Awaitable[None]]


def measure(folder: Path) -> None:
    _on("SQLite", File(folder / "engine.db"), folder)
    try:
        _on("PostgreSQL", Server(postgresql.shared().empty(), "bench_engine"), folder)
    except postgresql.Missing:
        show("PostgreSQL: there is none on this machine", "", "")


def _on(title: str, place: Place, folder: Path) -> None:
    with asyncio.Runner() as runner:
        runner.run(_measured(title, Fleet(Queue(place, "bench"), LockFiles(folder / title)), place))
        closed()


async def _measured(title: str, nodes: Fleet, place: Place) -> None:
    await nodes.begin(_nothing)
    await _cost(lambda run_id: nodes.done(run_id, run_id), "first")  # what is made once
    over = [await _over_directly(nodes, number) for number in range(ROUNDS)]
    show(
        f"{title}: a run with nothing to do, over directly: CPU, ms",
        f"{statistics.median(over):.1f}",
        "<= 15",
    )
    began = time.monotonic()
    await nodes.done("alone", "alone")
    show(f"{title}: from asking for a run to its end, ms", f"{(time.monotonic() - began) * 1000:.0f}", "")
    await asyncio.sleep(SETTLED)
    cpu, written = time.process_time(), _written(place)
    await asyncio.sleep(IDLE)
    show(f"{title}: at rest: of a core", f"{(time.process_time() - cpu) / IDLE:.1%}", "")
    show(f"{title}: at rest: {_unit(place)} written", f"{_written(place) - written}", "0")
    await nodes.look(datetime.now(UTC))
    await nodes.rest(0)


async def _nothing(run_id: str) -> None:
    """As a run whose plan is empty."""


async def _over_directly(nodes: Fleet, number: int) -> float:
    directly = await _cost(_nothing, f"{number}")
    return await _cost(lambda run_id: nodes.done(run_id, run_id), f"{number}") - directly


async def _cost(done: Done, name: str) -> float:
    """Milliseconds of this process's work a run; looks for what is queued come every half second whatever is done."""
    cpu = time.process_time()
    await asyncio.gather(*(done(f"run-{name}-{number}") for number in range(RUNS)))
    return (time.process_time() - cpu) / RUNS * 1000


def _unit(place: Place) -> str:
    return "bytes" if isinstance(place, File) else "rows"


def _written(place: Place) -> int:
    """By this process into its file; of a server, rows in that database."""
    if isinstance(place, File):
        lines = Path("/proc/self/io").read_text("utf-8").splitlines()
        return int(dict(line.split(": ") for line in lines)["write_bytes"])
    query = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"
    with psycopg.connect(place.url) as server:
        found = server.execute(query).fetchone()
    return int(found[0]) if found else 0
