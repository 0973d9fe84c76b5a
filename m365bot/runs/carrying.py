"""Carries out the plan of a run's row, from wherever it is, and notes how it ended: the one way a run is done.

Called by the sentence, and by what goes on with a run that is approved or died. Never plans: it reads the plan,
skips what the journal has settled, and may be called again after kill -9 for as long as the row says running.
"""

import asyncio
from collections.abc import Callable, Sequence

from m365bot import clock
from m365bot.errors import Stopped
from m365bot.journal import Result, Run, Status
from m365bot.reconcile import apply
from m365bot.reconcile.context import Context, Hold
from m365bot.reconcile.plan import Plan
from m365bot.runs import breaks, coming_back, holds, pausing, reporting
from m365bot.runs.meter import Meter
from m365bot.runs.office import Office
from m365bot.words import say

DEADLINE = 60 * 60.0  # seconds for one run, but for what goes out in parts


async def rest(office: Office, run: Run, hold: Hold) -> Run:
    """What is left of a run's plan, under the caller's hold of its teams. Raises SignInNeeded."""
    meter = Meter.started(office.graph)
    plan = office.plan_of(run)
    return reported(office, run, plan, await applied(office, run, plan, hold, meter), meter)


async def applied(office: Office, run: Run, plan: Plan, hold: Hold, meter: Meter) -> Sequence[Result]:
    """Raises SignInNeeded."""
    if not plan.changes:
        return []
    held = await holds.of_tokens(office.graph, plan.permissions)
    context = Context(
        graph=office.graph,
        journal=office.journals.of(run.id),
        records=office.records,
        hold=hold,
        now=lambda: run.now(clock.now()),
        settles=office.settles,
        may_go_on=_may_go_on(office, run, deadline=meter.began + DEADLINE + plan.lasts),
        again=lambda change: coming_back.moment(office, run, change),
        rests=breaks.Breaks(office, run, meter.began).before,
        told=lambda change, result: office.told(change, result, len(plan.changes)),
        held=held,
    )
    results = await apply.each(plan, context)
    coming_back.asked_for(office, run, plan, results)
    return results


def reported(office: Office, run: Run, plan: Plan, results: Sequence[Result], meter: Meter) -> Run:
    """The run with its end noted; one that somebody cancelled meanwhile stays so. Raises LeaseLost."""
    office.leases.need_standing()
    counts = reporting.counts(plan, results)
    run = run.came_to(counts, reporting.errors(plan, results), meter.spent)
    halts = any(one.error == Stopped.__name__ for one in results) and pausing.why_not(office, run.job)
    good, now = reporting.good(results), clock.now()
    finished = run.halted(now) if halts else run.finished(good=good, now=now)
    if office.turn(finished, run.status) is finished:
        return finished
    return office.keep(run.cancelled(clock.now(), reason=office.run(run.id).reason))


def _may_go_on(office: Office, run: Run, *, deadline: float) -> Callable[[], str]:
    def why_not() -> str:
        if asyncio.get_running_loop().time() > deadline:
            return say("実行の制限時間を過ぎました。もう一度実行すると続きから行います。")
        status, paused = office.runs.halts(run.id)
        if status is Status.CANCELLED:
            return say("取り消されました。")
        return pausing.words_of(office, run.job, paused)

    return why_not
