"""Goes on with runs that died while they carried out a plan.

Called by taking and by the starter, who hold the teams. Nothing is done that config does not want any more.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from m365bot import clock
from m365bot.journal import Outcome, Result, Run, Status
from m365bot.journal.ports import Held
from m365bot.reconcile.plan import Action, Change, Unreadable
from m365bot.resources.kind import Desired, Gone
from m365bot.runs import abandoned, approved, beforehand, carrying, ending, holding
from m365bot.runs.holding import Hold
from m365bot.runs.office import Office
from m365bot.words import say


async def all_within(office: Office, hold: Hold, left: Sequence[Run], *, but: str) -> list[Run]:
    """Carry out first what died while it ran, now that its teams are ours; one that breaks or rests blocks no other.

    left: the newest first.
    """
    gone_on = []
    for run in reversed(left):
        held = run.report.leases
        if run.status is not Status.RUNNING or run.id == but:
            continue
        if held is None:
            _end_if_let_go(office, run)
            continue
        if not set(held) <= set(hold.names):
            continue
        with suppress(Held):  # it lives, and rests
            gone_on.append(await go_on(office, run, hold))
    return [run for run in gone_on if run.plan is not None and not _is_unreadable(run)]


def _is_unreadable(run: Run) -> bool:
    """Of another version: its own row says so; what is left of it is the new run's to do, whose document is shown."""
    return any(trouble.error == Unreadable.__name__ for trouble in run.report.errors)


def _end_if_let_go(office: Office, run: Run) -> None:
    """One that died before it had its teams has written nothing; a daemon begins its own anew."""
    if not run.is_a_daemons:
        over = run.interrupted(clock.now())
        abandoned.let_go(office.runs, office.leases, run, lambda: office.runs.save(over))


async def go_on(office: Office, run: Run, hold: Hold) -> Run:
    """Carry out the rest of a run whose teams the caller holds; nothing where it has ended meanwhile.

    One without a plan has written nothing, and is over; a daemon's is begun anew by one, unless the caller does the same
    job. Raises Held where it lives.
    """
    with holding.another(office, run, hold):
        now = office.run(run.id)
        if now.status is not Status.RUNNING:
            return now
        if now.plan is None:
            is_left = now.is_a_daemons and holding.job_of(now) != hold.job
            return now if is_left else office.keep(now.interrupted(clock.now()))
        await office.pace.after_a_death()
        return await ending.noted(office, run.id, _what_is_still_wanted(office, now, hold))


async def _what_is_still_wanted(office: Office, run: Run, hold: Hold) -> Run:
    """Config may have changed since it died: what it would do now must still be wanted, in the same form."""
    wanted = await _wanted_now(office, run)
    journal = office.journals.of(run.id)
    settled = journal.results()
    words = say("中断したあとに設定が変わったため、行いませんでした。")
    unapproved = _unapproved(office, run)
    for change in office.plan_of(run).changes:
        if change.key in settled:
            continue
        if not _is_wanted(change, wanted):
            journal.settle(Result(change.key, Outcome.WITHHELD, words, "Unwanted"))
        elif unapproved and _asks(change, wanted):
            journal.settle(Result(change.key, Outcome.WITHHELD, unapproved, "Unapproved"))
    return await carrying.rest(office, run, hold)


async def _wanted_now(office: Office, run: Run) -> Mapping[str, Desired]:
    now = office.now(run.now(clock.now()))
    things = await beforehand.wanted_at(office, run, now)
    gone = {thing.resource.key: thing for thing in things if isinstance(thing, Gone)}
    return gone | {thing.key: thing for thing in things if not isinstance(thing, Gone)}


def _unapproved(office: Office, run: Run) -> str:
    """Why nothing of it may be done that asks, whatever its row says."""
    if run.applies:
        return approved.without_approval(office, run)
    return say("承認の記録がないため、実行しませんでした。承認が必要です。")


def _asks(change: Change, wanted: Mapping[str, Desired]) -> bool:
    """By what config wants now, and not only by what was stored."""
    thing = wanted[change.key]
    return bool(change.asks or isinstance(thing, Gone) or thing.asks)


def _is_wanted(change: Change, wanted: Mapping[str, Desired]) -> bool:
    thing = wanted.get(change.key)
    if thing is None or isinstance(thing, Gone) or change.action is Action.REMOVE:
        return isinstance(thing, Gone) and change.action is Action.REMOVE
    return change.action is Action.STORE or dict(thing.facts) == dict(change.resource.facts)
