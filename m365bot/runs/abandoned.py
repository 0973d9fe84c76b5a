"""Runs that somebody began and did not live to end.

Called by the daemon. A run is abandoned when its row says running and the kernel has freed its leases. One that
has a plan is carried out from where it is; one without has written nothing, and begins anew where the schedule
or a daemon had begun it.
"""

import contextlib
from datetime import timedelta
from pathlib import Path

from m365bot import clock
from m365bot.database.journal import StoredRuns
from m365bot.journal import Run, Status
from m365bot.runs import ending, holding, starter, unfinished
from m365bot.runs.leases import Held, Leases
from m365bot.runs.office import Office
from m365bot.runs.ticks import PATIENCE

YOUNG = timedelta(seconds=PATIENCE + 60)  # without leases it may still be waiting for them


def claimed(runs: StoredRuns, folder: Path, run: Run) -> bool:
    """Is it abandoned, and ours to go on with? One without a plan is noted as begun just now."""
    names = run.report.get("leases")
    if names is None and clock.now() - run.planned < YOUNG:
        return False
    leases = Leases(folder)
    try:
        leases.take(names or [f"{run.instance}/{run.id}"], run.id)
        return _is_as_it_was(runs, run)
    except Held:
        return False
    finally:
        leases.release()


def _is_as_it_was(runs: StoredRuns, run: Run) -> bool:
    """Looked at with its leases in hand: it may have ended, or been claimed, since it was read."""
    now = runs.get(run.id)
    if now is None or now.status is not Status.RUNNING or now.planned != run.planned:
        return False
    if now.plan is None:
        runs.save(now.begun_anew(clock.now()))
    return True


async def go_on(office: Office, run_id: str) -> None:
    run = office.runs.get(run_id)
    if run is None or run.status is not Status.RUNNING:
        return
    if run.plan is not None:
        await _carry_out(office, run)
    elif run.is_a_daemons:
        await starter.begin(office, run, patience=PATIENCE)
    else:
        ending.interrupted(office, run)


async def _carry_out(office: Office, run: Run) -> None:
    with contextlib.suppress(Held):  # whoever holds them goes on with it first
        async with holding.teams(office, run.report.get("leases", []), run.id):
            await unfinished.resume(office, run.id)
