"""A run in one sentence: observe, plan, guard, split, apply, report.

Called by the starter, which holds the teams of what is wanted.
"""

from collections.abc import Sequence

from m365bot import clock
from m365bot.errors import GuardStopped
from m365bot.journal import Run
from m365bot.reconcile.context import Hold
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Plan
from m365bot.resources.kind import Desired
from m365bot.runs import approved, carrying, planning, reporting, undecided
from m365bot.runs.meter import Meter
from m365bot.runs.office import Office
from m365bot.runs.undecided import Questions


async def through(office: Office, run: Run, wanted: Sequence[Desired], hold: Hold) -> Run:
    """From what is wanted to the run's end. Raises what planning and applying raise."""
    meter = Meter.started(office.graph)
    found = await _observed_and_planned(office, run, wanted)
    if found.stopped:
        return office.keep(_guarded(run, found, meter))
    now, asking = _split(office, run, found.plan)
    if not office.begins(now, asking):
        return office.keep(run.costing(meter.spent).declined(clock.now()))
    questions = undecided.sorted_out(office, run, now, asking)
    asks = questions.mine.to_json() if questions.mine.changes else None
    begun = run.carrying(now.to_json(), asks, clock.now())
    if _does_nothing(found, now, questions):
        return carrying.reported(office, begun, now, [], meter)
    run = office.turn(begun, run.status)
    if run is not begun:
        return run  # cancelled meanwhile
    if found.saw_nothing:
        nothing = reporting.of_nothing_seen(found)
        return office.keep(run.costing(meter.spent).failed(nothing, clock.now()))
    undecided.ask_apart(office, run, questions.apart)
    if questions.waits:
        return undecided.pointing_at(office, run, questions.waits, now, meter)
    results = await carrying.applied(office, run, now, hold, meter)
    return carrying.reported(office, run, now, results, meter)


async def _observed_and_planned(office: Office, run: Run, wanted: Sequence[Desired]) -> Planned:
    found = await planning.planned(office, run.job, run.cohort, wanted, run.at)
    if found.learned:
        office.journals.remember(found.learned)
    if not (found.stopped or found.saw_nothing):
        office.planned(found.plan)
    return found


def _does_nothing(found: Planned, now: Plan, questions: Questions) -> bool:
    """Then its row is kept once, at its end: who dies before has written nothing."""
    asks = questions.mine.changes or questions.apart or questions.waits
    return not (now.changes or asks or found.saw_nothing)


def _guarded(run: Run, found: Planned, meter: Meter) -> Run:
    """The row keeps the plan for whoever asks why, and is over, so that nobody carries it out."""
    error = GuardStopped(found.stopped)
    return run.costing(meter.spent).stopped(error, clock.now(), plan=found.plan.to_json())


def _split(office: Office, run: Run, plan: Plan) -> tuple[Plan, Plan]:
    """What is done now, and what waits for a person; what lies ahead is done by a run at its time."""
    free, asking = plan.split()
    asking = approved.not_yet(office, run, asking)
    meant = approved.still_meant(office, run, asking)
    may = sorted((*free.changes, *meant.changes), key=lambda change: change.key)
    now = [change for change in may if not (change.not_before and change.not_before > run.at)]
    return free.only(now), asking.only(one for one in asking.changes if one not in meant.changes)
