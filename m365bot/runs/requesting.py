"""What somebody asks for at the desk: a row that a daemon takes up, kept once however often it is asked for.

Called by the console. Only decides: it writes the row and returns at once. Never asks Graph.
"""

from dataclasses import replace

from m365bot import clock
from m365bot.errors import ConfigError
from m365bot.job import Job
from m365bot.journal import Run
from m365bot.programme import Cohort
from m365bot.runs import opening, over, undoing
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.words import say

AGAIN, UNDOING = ":retry", ":undo"  # of the id of the run that is meant


def run(office: Office, asked: Asked) -> Run:
    """The row, requested; the one that is there already where it was asked for by the same id.

    Raises ConfigError for a job or a cohort that is not.
    """
    job, at = office.job(asked.job), office.now(asked.at)
    cohort = _the_one(office, job, asked)
    wanted = Run.requested(
        id=asked.run_id or opening.run_id(office, asked, cohort, at),
        instance=office.instance,
        job=job.name,
        cohort=cohort.key if cohort else None,
        trigger=asked.trigger,
        at=at,
        planned=clock.now(),
        due=at,
        actor=asked.actor,
        reason=asked.reason,
    )
    return wanted if office.runs.add(wanted) else office.run(wanted.id)


def again(office: Office, run_id: str, who: str, reason: str) -> Run:
    """A run that is over, once more. Raises ConfigError for one that is not."""
    asked = over.once_more(office, run_id, who, reason)
    return run(office, replace(asked, run_id=f"{run_id}{AGAIN}"))


def undo(office: Office, run_id: str, who: str, reason: str) -> Run:
    """Raises ConfigError where nothing of it can be taken back."""
    meant, _ = undoing.meant(office, run_id)
    return run(office, replace(undoing.asked(meant, who, reason), run_id=f"{run_id}{UNDOING}"))


def _the_one(office: Office, job: Job, asked: Asked) -> Cohort | None:
    """Raises ConfigError where several are looked at: each is a run of its own."""
    found = office.cohorts_for(job, asked.cohort)
    if len(found) != 1:
        raise ConfigError(say("期を一つ選んでください。"))
    return found[0]
