"""Starts a run of one job for one cohort: its row, its leases, and what was left from before.

Called by the command line, the daemon's ticks and taking. Decides who may run; the run itself is the sentence.
"""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime

from m365bot import clock
from m365bot.journal import Run, Trigger, together
from m365bot.journal.ports import Held
from m365bot.programme import Cohort
from m365bot.resources.kind import Gone
from m365bot.runs import abandoned, approved, ending, holding, pausing, sentence, unfinished
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office, lease_names


async def run(office: Office, asked: Asked) -> list[Run]:
    """Run a job to its end, for each cohort looked at. Raises ConfigError for a job or cohort that is not."""
    job = office.job(asked.job)
    at = office.now(asked.at)
    finished: list[Run] = []
    for cohort in office.cohorts_for(job, asked.cohort):
        new = _new(office, asked, cohort, at)
        if office.runs.add(new):  # else another daemon was quicker
            finished.append(await begin(office, new, patience=asked.patience))
    return finished


async def begin(office: Office, new: Run, *, patience: float = 0.0) -> Run:
    """From a running row without a plan to the run's end; what was left from before is done first."""
    async with AsyncExitStack() as held:  # its teams are let go once its end is noted
        held.callback(office.leases.sign(abandoned.sign_of(new)).release)
        try:
            return await ending.noted(office, new.id, _to_its_end(office, new, held, patience))
        except asyncio.CancelledError:
            ending.put_back(office, new.id)
            raise


async def _to_its_end(office: Office, new: Run, held: AsyncExitStack, patience: float) -> Run:
    pausing.needs_leave(office, new.job)
    wanted = office.wanted(office.job(new.job), office.cohort_of(new), new.at)
    resources = [thing.resource if isinstance(thing, Gone) else thing for thing in wanted]
    names = lease_names(office.instance, new.job, resources)
    try:
        hold = await held.enter_async_context(holding.teams(office, names, new, patience=patience))
    except Held as error:
        return office.turn(_in_other_hands(office, new, error, patience), new.status)
    mine = new.holding(names)
    new = office.turn(mine, new.status)
    if new is not mine:
        return new  # cancelled while it waited
    before = await unfinished.all_within(office, hold, but=new.id)
    before += await approved.due_like(office, new, hold)
    return together.shown(await sentence.through(office, new, wanted, hold), before)


def _in_other_hands(office: Office, new: Run, error: Held, patience: float) -> Run:
    """A command need not wait where a daemon is at work and can do it afterwards."""
    if new.trigger is Trigger.MANUAL and not patience and office.leases.a_daemon_is_at_work():
        return new.put_back()
    return new.stopped(error, clock.now())


def _new(office: Office, asked: Asked, cohort: Cohort | None, at: datetime) -> Run:
    return Run.begun(
        id=asked.run_id or run_id(office, asked, cohort, at),
        instance=office.instance,
        job=asked.job,
        cohort=cohort.key if cohort else None,
        trigger=asked.trigger,
        at=at,
        planned=clock.now(),
        actor=asked.actor,
        reason=asked.reason,
    )


def run_id(office: Office, asked: Asked, cohort: Cohort | None, at: datetime) -> str:
    """Made of job, cohort and time, with a count where somebody triggers the same minute twice."""
    base = "-".join(part for part in (asked.job, cohort.key if cohort else "", f"{at:%Y%m%d-%H%M%S}") if part)
    number, found = 1, base
    while office.runs.get(found):
        number += 1
        found = f"{base}-{number}"
    return found
