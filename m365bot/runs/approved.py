"""What a person has approved: carried out as it was approved, or not at all.

Called by taking and by the starter, who hold the teams. Plans once more before anything is done.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from m365bot import clock
from m365bot.errors import GuardStopped
from m365bot.journal import Decision, Run, Status
from m365bot.reconcile.plan import Change, Plan, Unreadable
from m365bot.runs import carrying, ending, holding, planning, reporting, undecided
from m365bot.runs.holding import Hold
from m365bot.runs.office import Office, lease_names
from m365bot.words import say

UNDONE = (Status.PARTLY_FAILED, Status.FAILED)
LOOKED_AT = 12  # approvals of a job, the newest first
AHEAD = timedelta(seconds=15)  # before its minute, in which a daemon signs in, looks and plans once more


async def due_like(office: Office, new: Run, hold: Hold, left: Sequence[Run]) -> list[Run]:
    """Carry out what was approved of a new run's job and is due by the later of its own now and that run's."""
    done = []
    for run in _like(new, left):
        at = max(run.now(clock.now()), new.at)
        if run.due and at >= run.due:
            done.append(await start(office, run, hold, at))
    return done


def not_yet(office: Office, new: Run, asking: Plan) -> Plan:
    """What is approved already and only waits for its minute is not asked for again."""
    if not asking.changes:
        return asking
    waiting = [office.plan_to_show(run) for run in _waiting_like(office, new)]
    approved = [change.identity() for plan in waiting for change in plan.changes]
    return asking.only(change for change in asking.changes if change.identity() not in approved)


def still_meant(office: Office, new: Run, asking: Plan) -> Plan:
    """What a person has approved and could not be done, or not wholly: their word stands for the same text, in its time.

    Of what is one matter only, such as the faces of an issue; and only the last word on each thing.
    """
    if not any(change.resource.asked_with for change in asking.changes):
        return asking.only(())
    words: dict[str, Change | None] = {}
    for run in office.runs.approved_earlier(new, LOOKED_AT):
        undone = _undone(office, run)
        for change in office.plan_to_show(run).changes:
            words.setdefault(change.key, change if undone(change.key) else None)
    return asking.only(change for change in asking.changes if _is_meant(change, words, asking.at))


def _undone(office: Office, run: Run) -> Callable[[str], bool]:
    """Is something of it left to be done, by its word? Where the run came to its end well, what goes on later is."""
    if not run.status.is_over or without_approval(office, run):
        return lambda key: False
    if run.status in UNDONE:
        return lambda key: True
    results = office.journals.of(run.id).results()
    left = {key for key, result in results.items() if result.goes_on}
    return lambda key: key in left


def _is_meant(change: Change, words: Mapping[str, Change | None], at: datetime) -> bool:
    word = words.get(change.key) if change.resource.asked_with else None
    return word is not None and word.is_about(change, at)


async def comes(run: Run) -> bool:
    """Not where the clock was put back meanwhile: it goes on waiting, and holds nobody up."""
    while (left := run.until_due(clock.now())) > timedelta(0):
        if left > 2 * AHEAD:
            return False
        await asyncio.sleep(min(left.total_seconds(), 1.0))
    return True


async def _is_here(run: Run) -> bool:
    return True


async def start(
    office: Office, run: Run, hold: Hold, at: datetime, *, minute: Callable[[Run], Awaitable[bool]] = _is_here
) -> Run:
    """Plan once more: what still stands as it was approved is carried out, once its minute has come; another text is not.

    What cannot be seen just now is neither, and what was put off goes on waiting.
    """
    try:
        why_not = without_approval(office, run)
    except Unreadable as error:
        why_not = str(error)
    if why_not:
        return outdated(office, run, why_not)
    approved = {change.key: change for change in office.plan_of(run).changes}
    fresh = await _planned_again(office, run, at)
    if unseen := [extra for extra in fresh.unknown if extra.key in approved]:
        return _waits_on(office, run, replace(fresh, changes=(), unknown=tuple(unseen)))
    mine = [change for change in fresh.changes if change.key in approved]
    later = max((change.not_before for change in mine if change.not_before), default=at)
    if later > at:
        return office.turn(run.put_off(later), run.status)
    if why_not := _no_longer(fresh, mine, approved):
        return outdated(office, run, why_not)
    if not await minute(run) or not office.is_as_read():
        return office.run(run.id)  # what was edited while it waited for its minute is looked at anew
    leases = lease_names(office.instance, run.job, [change.resource for change in mine])
    begun = run.started_as_approved(fresh.only(mine).to_json(), leases, clock.now())
    with holding.another(office, run, hold):
        turned = office.turn(begun, run.status)
        if turned is not begun:
            return turned
        return await ending.noted(office, run.id, carrying.rest(office, begun, hold))


def without_approval(office: Office, run: Run) -> str:
    """Why a run is not carried out that says it is approved; empty where a person's word stands behind all of it.

    The word binds the whole text, so that one of an earlier version, which bound a part of its digest, is asked for anew.
    """
    word = office.approvals.of(run.applies or "")
    if word is None or word.decision is not Decision.APPROVED or not office.approvals.is_vouched_for(word):
        return say("承認の記録がないため、実行しませんでした。承認が必要です。")
    asked = office.runs.get(run.applies or "")
    plan = office.plan(asked.asking) if asked and asked.asking else None
    if plan is None or plan.digest != word.digest or not _is_part(office.plan_of(run), plan):
        return say("承認の記録と内容が合わないため、実行しませんでした。新しい内容の承認が必要です。")
    return ""


def _is_part(plan: Plan, approved: Plan) -> bool:
    """What is carried out may be less than was approved: some of it may have come about by itself."""
    return all(change.identity() in [one.identity() for one in approved.changes] for change in plan.changes)


async def _planned_again(office: Office, run: Run, at: datetime) -> Plan:
    """Raises GuardStopped and SignInNeeded."""
    at = office.now(at)
    wanted = office.wanted(office.job(run.job), office.cohort_of(run), at)
    found = await planning.planned(office, run.job, run.cohort, wanted, at)
    if found.stopped:
        raise GuardStopped(found.stopped)
    if found.learned:
        office.journals.remember(found.learned)
    return found.plan


def _no_longer(fresh: Plan, mine: Sequence[Change], approved: Mapping[str, Change]) -> str:
    """Why the approval does not hold any more: its time is over, or the content is another."""
    late = next((extra.reason for extra in fresh.withheld if extra.key in approved), "")
    if late:
        return late
    if any(change.bound != approved[change.key].bound for change in mine if approved[change.key].bound):
        return say(
            "承認のあとに、宛先のグループが同じ名前の別のものに変わったため、実行しませんでした。"
            "宛先を確かめて、新しく承認してください。"
        )
    if any(change.identity() != approved[change.key].identity() for change in mine):
        return say("承認のあとに内容が変わったため、実行しませんでした。新しい内容の承認が必要です。")
    if any(not approved[change.key].holds_for(change, fresh.at) for change in mine):
        return say(
            "承認した公開の時間を過ぎたため、実行しませんでした。いまから公開するには、新しい承認が必要です。"
        )
    return ""


def outdated(office: Office, run: Run, why: str) -> Run:
    """Nothing comes of its approval, and both rows say so."""
    over = run.outdated(why, clock.now())
    turned = office.turn(over, run.status)
    if turned is over:
        undecided.came_to_nothing(office, run, why)
    return turned


def _waiting_like(office: Office, new: Run) -> list[Run]:
    return _like(new, office.runs.of_status(Status.REQUESTED))


def _like(new: Run, left: Sequence[Run]) -> list[Run]:
    """What waits for its minute, approved, of the same job and cohort."""
    mine = (new.job, new.cohort)
    return [
        run
        for run in left
        if run.status is Status.REQUESTED and run.applies and (run.job, run.cohort) == mine
    ]


def _waits_on(office: Office, run: Run, unseen: Plan) -> Run:
    waits = run.unseen(reporting.counts(unseen, []), reporting.errors(unseen, []))
    return office.turn(waits, run.status)
