"""What waits for a person's word: found again by the run that would ask for the same, and over once one word is said.

Called by the sentence and by deciding, so that one thing is asked for by one run; by approved where an
approval comes to nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from m365bot import clock
from m365bot.journal import Run, Status
from m365bot.reconcile.plan import Plan, Unreadable
from m365bot.runs import expiring, reporting
from m365bot.runs.meter import Meter
from m365bot.runs.office import Office
from m365bot.words import say


@dataclass(frozen=True)
class Questions:
    """What a run asks for.

    mine: in its own row. apart: what others ask for, since another word is about each. waits: the run that asked for all
    this before, where there is nothing new to ask and nothing else to do.
    """

    mine: Plan
    apart: Sequence[Plan] = ()
    waits: Run | None = None


def sorted_out(office: Office, new: Run, now: Plan, asking: Plan) -> Questions:
    """What waits already is not asked for again, unless the new run has something else to do: then it says so itself."""
    parts = asking.parts()
    if not parts:
        return Questions(asking)
    expiring.look(office.runs, office.programme, clock.now())
    like, unseen = _like(office, new), {extra.key for extra in now.unknown}
    known = [next((run for run, asked in like if _covers(asked, part, unseen)), None) for part in parts]
    fresh = [part for part, run in zip(parts, known, strict=True) if run is None]
    if not fresh and not now.changes:
        return Questions(asking.only(()), waits=known[0])
    mine, *apart = fresh or parts[:1]
    return Questions(mine, apart)


def ask_apart(office: Office, run: Run, parts: Sequence[Plan]) -> None:
    """Each in a run of its own, which has nothing to do but to wait for a person."""
    for part in parts:
        own = part.changes[0].resource.asked_with or "rest"
        row = run.asks_apart(f"{run.id}-{own}", part.only(()).to_json(), part.to_json(), clock.now())
        office.runs.add(row)


def pointing_at(office: Office, new: Run, waits: Run, now: Plan, meter: Meter) -> Run:
    """The new run is over, and says where to look; what is shown is the one that waits, with what was seen now."""
    why = say("同じ内容が、実行 {run_id} で承認を待っています。", run_id=waits.id)
    seen = new.came_to(reporting.counts(now, []), reporting.errors(now, []), meter.spent)
    over = seen.cancelled(clock.now(), reason=f"{new.reason} {why}".strip())
    if office.turn(over, new.status) is not over:
        return office.run(new.id)  # somebody cancelled it meanwhile
    return waits.met_again(seen)


def decided(office: Office, run: Run) -> None:
    """One word is enough: other runs that ask for nothing else are over too."""
    if run.asking is None:
        return
    said = [change.identity() for change in office.plan(run.asking).changes]
    why = say("実行 {run_id} で決まりました。", run_id=run.id)
    for other, asked in _like(office, run):
        if all(change.identity() in said for change in asked.changes):
            office.runs.claim(other.cancelled(clock.now(), reason=why), other.status)


def came_to_nothing(office: Office, applying: Run, why: str) -> None:
    """The run that asked does not go on saying 完了 either: nothing came of its approval."""
    first = office.runs.get(applying.applies or "")
    if first and first.status is Status.DONE:
        over = first.rejected(f"{first.reason} {why}".strip(), clock.now())
        office.runs.claim(over, first.status)


def _covers(asked: Plan, asking: Plan, unseen: set[str]) -> bool:
    """It may ask for more only where that cannot be seen just now: what is late, or not wanted any more, would make its
    approval void; so would what could be sent when it was asked for, and can be sent no more without a new word.
    """
    theirs = {change.key: change for change in asked.changes}
    others = theirs.keys() - {change.key for change in asking.changes}
    return others <= unseen and all(
        change.key in theirs and theirs[change.key].holds_for(change, asking.at) for change in asking.changes
    )


def end_if_unreadable(office: Office, run: Run) -> str:
    """Why nobody can decide about what another version of m365bot asked for; empty where this one can read it."""
    try:
        office.plan(run.asking or {})
    except Unreadable as error:
        office.runs.claim(run.unread(error, clock.now()), run.status)
        return str(error)
    return ""


def _like(office: Office, run: Run) -> list[tuple[Run, Plan]]:
    """Others of its job and cohort that wait, the newest first; what they ask for with identities of today."""
    waiting = office.runs.of_status(Status.AWAITING_APPROVAL)
    same = [one for one in waiting if (one.job, one.cohort) == (run.job, run.cohort)]
    others = [one for one in same if one.id != run.id and one.asking]
    return [(one, office.plan(one.asking or {})) for one in others if not end_if_unreadable(office, one)]
