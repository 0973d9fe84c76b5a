"""Carries out what was requested: approved plans at their minute, runs that met a team in other hands.

Called by the daemon, once a requested run is due. Only one of several daemons and commands gets it.
"""

from dataclasses import replace

from m365bot import clock
from m365bot.journal import Run, Status, Trigger
from m365bot.runs import approving, starter
from m365bot.runs.office import Office
from m365bot.runs.ticks import PATIENCE


async def carry_out(office: Office, run_id: str) -> None:
    run = office.runs.get(run_id)
    if run is None or run.status is not Status.REQUESTED:
        return
    if run.trigger is Trigger.APPROVAL:
        await approving.carry_out(office, run, patience=PATIENCE)
    elif (mine := claimed(office, run)) is not None:
        await starter.begin(office, mine, patience=PATIENCE)


def claimed(office: Office, run: Run) -> Run | None:
    """Its row, running from now on; None where another was quicker. `due` tells that a daemon has it."""
    mine = replace(run.begun_anew(clock.now()), status=Status.RUNNING)
    return mine if office.runs.claim(mine, Status.REQUESTED) else None
