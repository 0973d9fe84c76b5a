"""Starts a run of one job for one cohort: leases, plan, and what may be done at once.

Called by the command line and the daemon. Decides who may run and what waits for approval; never writes to
the tenant itself: that is `carrying`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from m365bot import clock
from m365bot.errors import GuardStopped, M365BotError
from m365bot.journal import Run, Status, Trigger
from m365bot.programme import Cohort
from m365bot.reconcile import flow
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Change, Plan
from m365bot.resources.kind import Gone, Resource
from m365bot.runs import carrying, document
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
    """Nothing of all that was asked about could be seen: there is no plan."""

    def __init__(self, planned: Planned) -> None:
        super().__init__("\n".join(dict.fromkeys(extra.reason for extra in planned.plan.unknown)))
        self.exit_code = 5 if planned.forbidden else 1


async def plans(office: Office, asked: Asked) -> list[Plan]:
    """What would change now, for each cohort looked at; nothing is kept. Raises NothingSeen, and what planning raises."""
    job = office.job(asked.job)
    at = office.now(asked.at)
    found = []
    for cohort in office.cohorts_for(job, asked.cohort):
        wanted = office.wanted(job, cohort, at)
        planned = await _planned(office, asked.job, cohort, wanted, at)
        if planned.forbidden or planned.unreachable:
            raise NothingSeen(planned)
        found.append(planned.plan)
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
    """From a running row without a plan to the run's end, and what was approved before with it."""
    leases = Leases(office.leases)
    try:
        cohort = office.programme.cohort(new.cohort) if new.cohort else None
        wanted = office.wanted(office.job(new.job), cohort, new.at)
        resources = [thing.resource if isinstance(thing, Gone) else thing for thing in wanted]
        names = lease_names(office.instance, new.job, cohort, resources)
        await leases.wait_for(names, new.id, patience=patience)
        new = _saved(office, replace(new, report={**new.report, "leases": names}))
        await resume_interrupted(office, names, but=new.id)
        approved = await _approved_before(office, new)
        mine = await _plan_and_carry_out(office, new, cohort, wanted)
        idle = mine.status is Status.NOTHING_TO_DO
        return [*approved] if approved and idle else [mine]
    except Held as held:
        if new.trigger is Trigger.MANUAL and not patience and leases.a_daemon_is_at_work():
            return [_saved(office, replace(new, status=Status.REQUESTED, due=new.at))]
        return [_stopped(office, new, Status.STOPPED, held)]
    except M365BotError as error:
        status = Status.STOPPED if isinstance(error, GuardStopped) else Status.FAILED
        return [_stopped(office, new, status, error)]
    finally:
        leases.release()


async def _plan_and_carry_out(
    office: Office, new: Run, cohort: Cohort | None, wanted: Sequence[Resource | Gone]
) -> Run:
    before, began = replace(office.graph.traffic), asyncio.get_running_loop().time()
    planned = await _planned(office, new.job, cohort, wanted, new.at)
    office.runs.journal_of(new.id).remember(planned.learned)
    free, asking = planned.plan.split()
    asking = _not_asked_before(office, new, asking)
    now = free.only([change for change in free.changes if not _waits(change, new.at)])
    if not office.begins(now, asking):
        return _stopped(office, new, Status.CANCELLED, GuardStopped(say("実行しませんでした。")))
    run = replace(
        new, plan=now.to_json(), asking=asking.to_json() if asking.changes else None, started=clock.now()
    )
    _saved(office, run)
    if planned.forbidden:
        return _ended_with(office, run, Status.FAILED, document.errors(planned.plan.only([]), []), 5)
    if planned.unreachable:
        return _ended_with(office, run, Status.FAILED, [_why(planned)], 1)
    return await carrying.carry_out(office, run.id, before=before, began=began)


async def _planned(
    office: Office, job: str, cohort: Cohort | None, wanted: Sequence[Resource | Gone], at: datetime
) -> Planned:
    empty = Plan(job, cohort.key if cohort else None, at)
    return await flow.plan(empty, wanted, office.view(at), office.programme.guards)


def _waits(change: Change, at: datetime) -> bool:
    """What lies ahead is planned early and done by a run at its time."""
    return change.not_before is not None and change.not_before > at


def _not_asked_before(office: Office, new: Run, asking: Plan) -> Plan:
    """What is approved already and only waits for its minute is not asked for again."""
    waiting = office.runs.of_status(Status.REQUESTED)
    approved = {
        run.plan["digest"]
        for run in waiting
        if run.plan and run.trigger is Trigger.APPROVAL and (run.job, run.cohort) == (new.job, new.cohort)
    }
    return asking.only([]) if asking.digest in approved else asking


# what was left from before


async def resume_interrupted(office: Office, names: Sequence[str], *, but: str) -> list[Run]:
    """Carry out first what died while it ran, now that its leases are ours."""
    resumed = []
    for run in reversed(office.runs.of_status(Status.RUNNING)):
        leases = run.report.get("leases")
        if run.id == but or leases is None or not set(leases) <= set(names):
            continue
        if run.plan is None:
            interrupted(office, run)
        else:
            resumed.append(await carrying.carry_out(office, run.id))
    return resumed


def interrupted(office: Office, run: Run) -> Run:
    """It died before it had a plan: nothing was written, and nothing is left to do."""
    return _stopped(office, run, Status.CANCELLED, GuardStopped(say("計画の途中で中断しました。")))


async def resume(office: Office, run_id: str) -> Run | None:
    """Carry out the rest of a run whose leases the caller holds; nothing where it has ended meanwhile."""
    run = office.runs.get(run_id)
    if run is None or run.status is not Status.RUNNING or run.plan is None:
        return run
    return await carrying.carry_out(office, run_id)


async def _approved_before(office: Office, new: Run) -> list[Run]:
    """Carry out what was approved and is due by the later of its own now and this run's."""
    done = []
    for run in office.runs.of_status(Status.REQUESTED):
        same = (run.job, run.cohort) == (new.job, new.cohort) and run.trigger is Trigger.APPROVAL
        at = max(run.now(clock.now()), new.at)
        if same and run.due and at >= run.due:
            done.append(await start_approved(office, run, at))
    return done


async def start_approved(office: Office, run: Run, at: datetime) -> Run:
    """Plan once more: the same digest is carried out, another is rejected. The caller holds the leases.

    What cannot be seen just now is neither: the run stays requested, and says why.
    """
    cohort = office.programme.cohort(run.cohort) if run.cohort else None
    wanted = office.wanted(office.job(run.job), cohort, office.now(at))
    planned = await _planned(office, run.job, cohort, wanted, office.now(at))
    office.runs.journal_of(run.id).remember(planned.learned)
    approved = {change["key"] for change in (run.plan or {})["changes"]}
    if unseen := [extra for extra in planned.plan.unknown if extra.key in approved]:
        return _still_waits(office, run, replace(planned.plan, changes=(), unknown=tuple(unseen)))
    _, asking = planned.plan.split()
    names = lease_names(office.instance, run.job, cohort, [c.resource for c in asking.changes])
    report = {"leases": names}  # what an earlier try could not see is over
    as_approved = run.plan is not None and asking.digest == run.plan["digest"]
    status = Status.RUNNING if as_approved else Status.REJECTED
    plan = asking.to_json() if as_approved else run.plan
    claimed = replace(run, status=status, plan=plan, started=clock.now(), report=report)
    if not office.runs.claim(claimed, Status.REQUESTED):
        return office.runs.get(run.id) or run  # another process was quicker
    if not as_approved:
        late = next((extra.reason for extra in planned.plan.withheld if extra.key in approved), "")
        words = say("承認のあとに内容が変わったため、実行しませんでした。新しい内容の承認が必要です。")
        return _stopped(office, claimed, Status.REJECTED, GuardStopped(late or words))
    return await carrying.carry_out(office, run.id)


def _still_waits(office: Office, run: Run, unseen: Plan) -> Run:
    counts = document.counts(unseen, [], {})
    report = {**run.report, "counts": counts, "errors": document.errors(unseen, []), "exit": 3}
    return _saved(office, replace(run, report=report))


# rows


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


def _saved(office: Office, run: Run) -> Run:
    office.runs.save(run)
    return run


def _why(planned: Planned) -> dict[str, str]:
    """The same for everything, so it is said once."""
    first = planned.plan.unknown[0]
    return {"key": "", "words": first.reason, "error": first.error}


def _stopped(office: Office, run: Run, status: Status, error: M365BotError) -> Run:
    entry = {"key": "", "words": str(error), "error": type(error).__name__}
    return _ended_with(office, run, status, [entry], error.exit_code)


def _ended_with(
    office: Office, run: Run, status: Status, errors: Sequence[dict[str, str]], exit_code: int
) -> Run:
    report = {"counts": document.NOTHING, **run.report, "errors": list(errors), "exit": exit_code}
    return _saved(office, replace(run, status=status, ended=clock.now(), report=report))
