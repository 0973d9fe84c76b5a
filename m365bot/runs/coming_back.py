"""A run that ends before all is done within its time asks for another, which goes on where it ended. So does one that
wrote what something else of its job shows.

Called by carrying. Where no daemon is at work nobody would take that up: then the next run goes on, whoever starts it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from m365bot import clock
from m365bot.errors import NotReady
from m365bot.journal import Outcome, Result, Run, Trigger
from m365bot.reconcile.plan import Change, Plan
from m365bot.runs import schedule
from m365bot.runs.office import Office
from m365bot.words import say

SOON = timedelta(minutes=15)
RARER = 4  # a quarter of what has been waited for so far is waited once more


def moment(office: Office, run: Run, change: Change) -> datetime | None:
    """When it is tried again; None where nothing does by itself."""
    job = office.jobs.get(run.job)
    if job is None or not office.leases.a_daemon_is_at_work():
        return None
    now = office.now(run.now(clock.now()))
    ahead = (schedule.of(job, office.programme).next_after(now), of_its_own(change, now))
    return min((one for one in ahead if one), default=None)


def of_its_own(change: Change, now: datetime) -> datetime | None:
    """Within its window alone, soon at first and ever more rarely."""
    window = change.resource.window
    if not change.resource.goes_on or window is None or change.not_after is None:
        return None
    at = now + max(SOON, (now - window.opens) / RARER)
    return at if at < change.not_after else None


def asked_for(office: Office, run: Run, plan: Plan, results: Sequence[Result]) -> None:
    """One run for all that is left, at the first moment of any of it."""
    changes = {change.key: change for change in plan.changes}
    now = office.now(run.now(clock.now()))
    moments = [at for result in results if (at := _again(result, changes, now))]
    if not moments or run.job not in office.jobs or not office.leases.a_daemon_is_at_work():
        return
    due = min(moments)
    row = Run.requested(
        id="-".join(part for part in (run.job, run.cohort, f"{due:%Y%m%dT%H%M%S}", "rest") if part),
        instance=run.instance,
        job=run.job,
        cohort=run.cohort,
        trigger=Trigger.SCHEDULE,
        at=now,
        planned=clock.now(),
        due=due,
        reason=say("実行 {run_id} の続きです。", run_id=run.id),
    )
    office.runs.add(row)


def _again(result: Result, changes: Mapping[str, Change], now: datetime) -> datetime | None:
    if result.again:
        return result.again
    if result.outcome.is_good and result.key in changes and changes[result.key].resource.is_told_of:
        return now
    only_waits = result.outcome is Outcome.UNKNOWN and result.error == NotReady.__name__
    return of_its_own(changes[result.key], now) if only_waits and result.key in changes else None
