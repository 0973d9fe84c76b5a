"""What a job wants, once what it rests on is read: nobody is reminded of what they have handed in since the last look.

Called by the starter, and by what goes on with runs that died. A job that names another as its `first` has that one
run right before it wherever it wants anything: a run of its own, told as such. What that could not read, nobody knows.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from m365bot.job import Job
from m365bot.journal import Run, Status
from m365bot.records.asked import AnswersOf
from m365bot.resources import Responses
from m365bot.resources.kind import Desired
from m365bot.runs import opening, pausing
from m365bot.runs.asked import Asked
from m365bot.runs.holding import Hold
from m365bot.runs.office import Office
from m365bot.words import say

PATIENCE = 60.0  # seconds for one of the same sort that is at work just now
LOOKED = (Status.DONE, Status.NOTHING_TO_DO, Status.PARTLY_FAILED)


async def wanted(office: Office, run: Run) -> Sequence[Desired]:
    """By the run's own time. Raises JobFailed, and ConfigError for a cohort whose files are faulty."""
    return await wanted_at(office, run, run.at)


async def wanted_at(office: Office, run: Run, at: datetime) -> Sequence[Desired]:
    """By another time than its row's. Raises what `wanted` raises."""
    job, cohort = office.job(run.job), office.cohort_of(run)
    first = office.jobs.get(job.first)
    if first is None:
        return office.wanted(job, cohort, at)
    if not office.wants_any(job, cohort, at):
        return []
    return office.wanted(job, cohort, at, await _unread(office, first, run, at))


async def _unread(office: Office, first: Job, run: Run, at: datetime) -> Collection[AnswersOf]:
    """Whose answers it could not read."""
    things = office.wanted(first, office.cohort_of(run), at)
    sources = [one for one in things if isinstance(one, Responses)]
    looked = await _run(office.silent(), first, things, run, at)
    if looked is None or looked.status not in LOOKED:
        return [one.asked for one in sources]
    failed = {trouble.key for trouble in looked.report.errors if trouble.error}
    return [one.asked for one in sources if one.key in failed]


async def _run(office: Office, first: Job, things: Sequence[Desired], run: Run, at: datetime) -> Run | None:
    """None where it may not run."""

    async def wants(office: Office, run: Run) -> Sequence[Desired]:
        return things

    if pausing.why_not(office, first.name):
        return None
    title = say(office.job(run.job).title)
    why = say("『{title}』の前に確かめました。", title=title)
    asked = Asked(first.name, run.cohort, at, run.trigger, actor=run.actor, reason=why)
    row = opening.added(office, asked, office.cohort_of(run), at)
    return row and await opening.begin(office, row, wants, _nothing_before, patience=PATIENCE)


async def _nothing_before(office: Office, run: Run, hold: Hold) -> list[Run]:
    return []
