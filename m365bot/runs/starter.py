"""Starts a run of one job for one cohort, and first what was left from before.

Called by the command line, the daemon's ticks and taking. Decides who may run; the run itself is the sentence.
"""

from m365bot.journal import Run, Status
from m365bot.runs import approved, beforehand, opening, unfinished
from m365bot.runs.asked import Asked
from m365bot.runs.holding import Hold
from m365bot.runs.office import Office


async def run(office: Office, asked: Asked) -> list[Run]:
    """Run a job to its end, for each cohort looked at. Raises ConfigError for a job or cohort that is not."""
    job = office.job(asked.job)
    at = office.now(asked.at)
    finished: list[Run] = []
    for cohort in office.cohorts_for(job, asked.cohort):
        if new := opening.added(office, asked, cohort, at):
            finished.append(await begin(office, new, patience=asked.patience))
    return finished


async def begin(office: Office, new: Run, *, patience: float = 0.0) -> Run:
    """From a running row without a plan to the run's end; what was left from before is done first."""
    return await opening.begin(office, new, beforehand.wanted, _left_from_before, patience=patience)


async def _left_from_before(office: Office, new: Run, hold: Hold) -> list[Run]:
    left = office.runs.of_status(Status.RUNNING, Status.REQUESTED)
    gone_on = await unfinished.all_within(office, hold, left, but=new.id)
    return gone_on + await approved.due_like(office, new, hold, left)
