"""Starts a run of one job for one cohort: leases, plan, and what may be done at once.

Called by the command line and the daemon. Decides who may run and what waits for approval; never writes to
the tenant itself: that is `carrying`.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from m365bot import clock
from m365bot.errors import GuardStopped, M365BotError
from m365bot.journal import Run, Status, Trigger
from m365bot.programme import Cohort
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Change
from m365bot.resources.kind import Gone, Resource
from m365bot.resources.ports.graph import Traffic
from m365bot.runs import carrying, document, ending, holding, planning, unfinished
from m365bot.runs.leases import Held, Leases
from m365bot.runs.office import Office, lease_names
from m365bot.words import say


@dataclass(frozen=True)
class Asked:
    """What somebody or the schedule asks for.

    run_id is given for a tick, so that two daemons start one run. patience: seconds to wait for a team that
    another run holds; without any the run is stopped, or left to a daemon that is at work.
    """

    job: str
    cohort: str | None = None
    at: datetime | None = None
    trigger: Trigger = Trigger.MANUAL
    run_id: str | None = None
    actor: str = ""
    reason: str = ""
    patience: float = 0.0


class NothingSeen(M365BotError):
    """Nothing of all that was asked about could be seen: there is no plan. `unseen`: words → kind of error."""

    def __init__(self, planned: Planned) -> None:
        self.unseen = {extra.reason: extra.error or "Unknown" for extra in planned.plan.unknown}
        super().__init__("\n".join(self.unseen))
        self.exit_code = 5 if planned.forbidden else 1


async def plans(office: Office, asked: Asked) -> list[Planned]:
    """What would change now, for each cohort looked at; nothing is kept. Raises NothingSeen, and what planning raises."""
    job = office.job(asked.job)
    at = office.now(asked.at)
    found = []
    for cohort in office.cohorts_for(job, asked.cohort):
        wanted = office.wanted(job, cohort, at)
        seen = await planning.planned(office, asked.job, cohort, wanted, at)
        if seen.forbidden or seen.unreachable:
            raise NothingSeen(seen)
        found.append(seen)
    return found


async def run(office: Office, asked: Asked) -> list[Run]:
    """Run a job to its end, for each cohort looked at. Raises ConfigError for a job or cohort that is not."""
    job = office.job(asked.job)
    at = office.now(asked.at)
    finished: list[Run] = []
    for cohort in office.cohorts_for(job, asked.cohort):
        finished += await _run_one(office, asked, cohort, at)
    return finished


async def _run_one(office: Office, asked: Asked, cohort: Cohort | None, at: datetime) -> list[Run]:
    new = _new_run(office, asked, cohort, at)
    if not office.runs.add(new):
        return []  # another daemon was quicker
    return await begin(office, new, patience=asked.patience)


async def begin(office: Office, new: Run, *, patience: float = 0.0) -> list[Run]:
    """From a running row without a plan to the run's end; what was left from before is done first."""
    before = replace(office.graph.traffic)
    async with AsyncExitStack() as held:  # its teams are let go once its end is noted
        try:
            return await _to_its_end(office, new, held, patience)
        except Held as error:
            if new.trigger is Trigger.MANUAL and not patience and Leases(office.leases).a_daemon_is_at_work():
                return [ending.saved(office, replace(new, status=Status.REQUESTED, due=new.at))]
            return [ending.stopped(office, new, Status.STOPPED, error)]
        except M365BotError as error:
            status = Status.STOPPED if isinstance(error, GuardStopped) else Status.FAILED
            return [ending.stopped(office, _so_far(office, new, before), status, error)]
        except Exception as error:
            return [ending.broken(office, _so_far(office, new, before), error)]
        except asyncio.CancelledError:
            ending.put_back(office, new)
            raise


def _so_far(office: Office, new: Run, before: Traffic) -> Run:
    """Its row as it is now, with what it has asked of Graph."""
    run = office.run(new.id)
    return replace(run, report={**run.report, "http": document.traffic_since(before, office.graph.traffic)})


async def _to_its_end(office: Office, new: Run, held: AsyncExitStack, patience: float) -> list[Run]:
    cohort = office.programme.cohort(new.cohort) if new.cohort else None
    wanted = office.wanted(office.job(new.job), cohort, new.at)
    resources = [thing.resource if isinstance(thing, Gone) else thing for thing in wanted]
    names = lease_names(office.instance, new.job, resources)
    await held.enter_async_context(holding.teams(office, names, new.id, patience=patience))
    new = ending.saved(office, replace(new, report={**new.report, "leases": names}))
    before = await unfinished.resume_interrupted(office, names, but=new.id)
    before += await unfinished.carry_out_approved(office, new)
    mine = await _plan_and_carry_out(office, new, cohort, wanted)
    return [document.together(mine, before)]


async def _plan_and_carry_out(
    office: Office, new: Run, cohort: Cohort | None, wanted: Sequence[Resource | Gone]
) -> Run:
    before, began = replace(office.graph.traffic), asyncio.get_running_loop().time()
    found = await planning.planned(office, new.job, cohort, wanted, new.at)
    office.runs.journal_of(new.id).remember(found.learned)
    if found.stopped:
        return _stopped(office, new, found, before, began)
    if not (found.forbidden or found.unreachable):
        office.planned(found.plan)
    free, asking = found.plan.split()
    asking = unfinished.not_approved_yet(office, new, asking)
    now = free.only([change for change in free.changes if not _waits(change, new.at)])
    if not office.begins(now, asking):
        return ending.stopped(office, new, Status.CANCELLED, GuardStopped(say("実行しませんでした。")))
    run = replace(
        new, plan=now.to_json(), asking=asking.to_json() if asking.changes else None, started=clock.now()
    )
    ending.saved(office, run)
    if found.forbidden:
        return ending.ended_with(office, run, Status.FAILED, document.errors(found.plan.only([]), []), 5)
    if found.unreachable:
        return ending.ended_with(office, run, Status.FAILED, [_why(found)], 1)
    return await carrying.carry_out(office, run.id, before=before, began=began)


def _stopped(office: Office, new: Run, found: Planned, before: Traffic, began: float) -> Run:
    """By a guard: the row keeps the plan for whoever asks why, and is over, so that nobody carries it out."""
    passed = round(asyncio.get_running_loop().time() - began, 3)
    traffic = document.traffic_since(before, office.graph.traffic)
    run = replace(new, plan=found.plan.to_json(), report={**new.report, "http": traffic, "seconds": passed})
    return ending.stopped(office, run, Status.STOPPED, GuardStopped(found.stopped))


def _waits(change: Change, at: datetime) -> bool:
    """What lies ahead is planned early and done by a run at its time."""
    return change.not_before is not None and change.not_before > at


def _why(planned: Planned) -> dict[str, str]:
    """The same for everything, so it is said once."""
    first = planned.plan.unknown[0]
    return {"key": "", "words": first.reason, "error": first.error}


def _new_run(office: Office, asked: Asked, cohort: Cohort | None, at: datetime) -> Run:
    return Run(
        id=asked.run_id or _run_id(office, asked, cohort, at),
        instance=office.instance,
        job=asked.job,
        cohort=cohort.key if cohort else None,
        status=Status.RUNNING,
        trigger=asked.trigger,
        at=at,
        planned=clock.now(),
        actor=asked.actor,
        reason=asked.reason,
    )


def _run_id(office: Office, asked: Asked, cohort: Cohort | None, at: datetime) -> str:
    """Made of job, cohort and time, with a count where somebody triggers the same minute twice."""
    base = "-".join(part for part in (asked.job, cohort.key if cohort else "", f"{at:%Y%m%d-%H%M%S}") if part)
    number, run_id = 1, base
    while office.runs.get(run_id):
        number += 1
        run_id = f"{base}-{number}"
    return run_id
