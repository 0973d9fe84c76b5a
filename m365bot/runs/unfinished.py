"""What was left from before: runs that died while they ran, and approved ones that wait for their minute.

Called by starter, approving and the daemon, who hold the leases. Nothing is done that config does not want any
more, and nothing that was approved in another form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from m365bot import clock
from m365bot.errors import GuardStopped, M365BotError
from m365bot.journal import Outcome, Result, Run, Status, Trigger
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Gone, Resource
from m365bot.runs import carrying, document, ending, planning
from m365bot.runs.office import Office, lease_names
from m365bot.words import say

# runs that died


async def resume_interrupted(office: Office, names: Sequence[str], *, but: str) -> list[Run]:
    """Carry out first what died while it ran, now that its leases are ours; one that breaks blocks no other."""
    resumed = []
    for run in reversed(office.runs.of_status(Status.RUNNING)):
        leases = run.report.get("leases")
        if run.id == but or leases is None or not set(leases) <= set(names):
            continue
        if run.plan is None:
            ending.interrupted(office, run)
        else:
            resumed.append(await _resumed(office, run))
    return resumed


async def resume(office: Office, run_id: str) -> Run | None:
    """Carry out the rest of a run whose leases the caller holds; nothing where it has ended meanwhile."""
    run = office.runs.get(run_id)
    if run is None or run.status is not Status.RUNNING or run.plan is None:
        return run
    return await _resumed(office, run)


async def _resumed(office: Office, run: Run) -> Run:
    try:
        _leave_what_is_not_wanted(office, run)
        return await carrying.carry_out(office, run.id)
    except M365BotError as error:
        return ending.stopped(office, run, Status.FAILED, error)
    except Exception as error:
        return ending.broken(office, run, error)


def _leave_what_is_not_wanted(office: Office, run: Run) -> None:
    """Config may have changed since it died: what it would do now must still be wanted, in the same form."""
    plan = Plan.from_json(run.plan or {}, office.person)
    wanted = _wanted_now(office, run)
    journal = office.runs.journal_of(run.id)
    settled = journal.results()
    words = say("中断したあとに設定が変わったため、行いませんでした。")
    for change in plan.changes:
        if change.key not in settled and not _is_wanted(change, wanted):
            journal.settle(Result(change.key, Outcome.WITHHELD, words, "Unwanted"))


def _wanted_now(office: Office, run: Run) -> Mapping[str, Resource | Gone]:
    cohort = office.programme.cohort(run.cohort) if run.cohort else None
    things = office.wanted(office.job(run.job), cohort, office.now(run.now(clock.now())))
    gone = {thing.resource.key: thing for thing in things if isinstance(thing, Gone)}
    return gone | {thing.key: thing for thing in things if not isinstance(thing, Gone)}


def _is_wanted(change: Change, wanted: Mapping[str, Resource | Gone]) -> bool:
    thing = wanted.get(change.key)
    if thing is None or isinstance(thing, Gone) or change.action is Action.REMOVE:
        return isinstance(thing, Gone) and change.action is Action.REMOVE
    return change.action is Action.STORE or dict(thing.facts) == dict(change.resource.facts)


# runs that are approved


async def carry_out_approved(office: Office, new: Run) -> list[Run]:
    """Carry out what was approved and is due by the later of its own now and this run's."""
    done = []
    for run in _approved_like(office, new):
        at = max(run.now(clock.now()), new.at)
        if run.due and at >= run.due:
            done.append(await start_approved(office, run, at))
    return done


def not_approved_yet(office: Office, new: Run, asking: Plan) -> Plan:
    """What is approved already and only waits for its minute is not asked for again."""
    approved = [
        change.identity() for run in _approved_like(office, new) for change in _plan_of(office, run).changes
    ]
    return asking.only(change for change in asking.changes if change.identity() not in approved)


async def start_approved(office: Office, run: Run, at: datetime) -> Run:
    """Plan once more: what still stands as it was approved is carried out; another text is not.

    What cannot be seen just now is neither, and what was put off goes on waiting.
    """
    cohort = office.programme.cohort(run.cohort) if run.cohort else None
    wanted = office.wanted(office.job(run.job), cohort, office.now(at))
    found = await planning.guarded(office, run.job, cohort, wanted, office.now(at))
    office.runs.journal_of(run.id).remember(found.learned)
    approved = {change.key: change for change in _plan_of(office, run).changes}
    if unseen := [extra for extra in found.plan.unknown if extra.key in approved]:
        return _still_waits(office, run, replace(found.plan, changes=(), unknown=tuple(unseen)))
    mine = [change for change in found.plan.changes if change.key in approved]
    later = max((change.not_before for change in mine if change.not_before), default=at)
    if later > at:
        return ending.saved(office, replace(run, due=later))
    why_not = _no_longer_approved(found.plan, mine, approved)
    report = {"leases": lease_names(office.instance, run.job, [c.resource for c in mine])}
    status = Status.REJECTED if why_not else Status.RUNNING
    plan = run.plan if why_not else found.plan.only(mine).to_json()
    claimed = replace(run, status=status, plan=plan, started=clock.now(), report=report)
    if not office.runs.claim(claimed, Status.REQUESTED):
        return office.runs.get(run.id) or run  # another process was quicker
    if why_not:
        return ending.stopped(office, claimed, Status.REJECTED, GuardStopped(why_not))
    return await carrying.carry_out(office, run.id)


def _no_longer_approved(fresh: Plan, mine: Sequence[Change], approved: Mapping[str, Change]) -> str:
    """Why the approval does not hold any more: its window is over, or the content is another."""
    late = next((extra.reason for extra in fresh.withheld if extra.key in approved), "")
    if late:
        return late
    if any(change.identity() != approved[change.key].identity() for change in mine):
        return say("承認のあとに内容が変わったため、実行しませんでした。新しい内容の承認が必要です。")
    return ""


def _approved_like(office: Office, new: Run) -> list[Run]:
    waiting = office.runs.of_status(Status.REQUESTED)
    return [
        run
        for run in waiting
        if run.trigger is Trigger.APPROVAL and (run.job, run.cohort) == (new.job, new.cohort) and run.plan
    ]


def _plan_of(office: Office, run: Run) -> Plan:
    return Plan.from_json(run.plan or {}, office.person)


def _still_waits(office: Office, run: Run, unseen: Plan) -> Run:
    counts: dict[str, Any] = document.counts(unseen, [], {})
    report = {**run.report, "counts": counts, "errors": document.errors(unseen, []), "exit": 3}
    return ending.saved(office, replace(run, report=report))
