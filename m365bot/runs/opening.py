"""A run from its row to its end: the row, its sign, its leases, and the sentence.

Called by the starter, and by beforehand for what another run rests on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime

from m365bot import clock
from m365bot.journal import Run, Trigger, together
from m365bot.journal.ports import Held
from m365bot.programme import Cohort
from m365bot.resources.kind import Desired, Gone
from m365bot.runs import abandoned, ending, holding, pausing, sentence
from m365bot.runs.asked import Asked
from m365bot.runs.holding import Hold
from m365bot.runs.office import Office, lease_names

Wanted = Callable[[Office, Run], Awaitable[Sequence[Desired]]]
"""What the run's job wants."""

Before = Callable[[Office, Run, Hold], Awaitable[list[Run]]]
"""What is done first, once its teams are held: runs that are shown with it."""


def added(office: Office, asked: Asked, cohort: Cohort | None, at: datetime) -> Run | None:
    """Its row, noted. None for a tick that another daemon was quicker with; whoever is sent by no tick takes the next id."""
    while not office.runs.add(new := _row(office, asked, cohort, at)):
        if asked.run_id:
            return None
    return new


def _row(office: Office, asked: Asked, cohort: Cohort | None, at: datetime) -> Run:
    """At work from now on."""
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
    while office.runs.status_of(found):
        number += 1
        found = f"{base}-{number}"
    return found


async def begin(office: Office, new: Run, wanted: Wanted, before: Before, *, patience: float = 0.0) -> Run:
    """From a running row without a plan to the run's end."""
    async with AsyncExitStack() as held:  # its teams are let go once its end is noted
        held.callback(office.leases.sign(abandoned.sign_of(new)).release)
        try:
            work = _to_its_end(office, new, held, wanted, before, patience)
            return await ending.noted(office, new.id, work)
        except asyncio.CancelledError:
            ending.put_back(office, new.id)
            raise


async def _to_its_end(
    office: Office, new: Run, held: AsyncExitStack, wanted: Wanted, before: Before, patience: float
) -> Run:
    pausing.needs_leave(office, new.job)
    things = await wanted(office, new)
    resources = [thing.resource if isinstance(thing, Gone) else thing for thing in things]
    names = lease_names(office.instance, new.job, resources)
    try:
        hold = await held.enter_async_context(holding.teams(office, names, new, patience=patience))
    except Held as error:
        return office.turn(_in_other_hands(office, new, error, patience), new.status)
    mine = new.holding(names)
    new = office.turn(mine, new.status)
    if new is not mine:
        return new  # cancelled while it waited
    earlier = await before(office, new, hold)
    return together.shown(await sentence.through(office, new, things, hold), earlier)


def _in_other_hands(office: Office, new: Run, error: Held, patience: float) -> Run:
    """A command need not wait where a daemon is at work and can do it afterwards."""
    if new.trigger is Trigger.MANUAL and not patience and office.leases.a_daemon_is_at_work():
        return new.put_back()
    return new.stopped(error, clock.now())
