"""Carries out the plan of a run's row, from wherever it is: the one way a run is done.

Called by the starter, by approving and by the daemon. Never plans: it reads the plan, skips what the journal has
settled, and may be called again after kill -9 for as long as the row says running.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from m365bot import clock
from m365bot.errors import SignInNeeded
from m365bot.journal import Result, Run, Status
from m365bot.journal.run import EXIT
from m365bot.reconcile import apply
from m365bot.reconcile.context import Context
from m365bot.reconcile.plan import Plan
from m365bot.resources.ports.graph import Traffic
from m365bot.runs import document
from m365bot.runs.office import Office
from m365bot.words import say

DEADLINE = 60 * 60.0  # seconds for one run


async def carry_out(
    office: Office, run_id: str, *, before: Traffic | None = None, began: float | None = None
) -> Run:
    """Do what is left of a run's plan and note how it ended. The leases of its teams are held by the caller."""
    run = office.runs.get(run_id)
    assert run is not None and run.plan is not None  # rows without a plan are never carried out
    loop = asyncio.get_running_loop()
    before = before or replace(office.graph.traffic)
    began = loop.time() if began is None else began
    plan = Plan.from_json(run.plan, office.person)
    context = _context(office, run, plan, deadline=began + DEADLINE)
    try:
        results = await apply.each(plan, context)
    except SignInNeeded as error:
        return _without_token(office, run, error)
    memory = context.journal.memory
    report = {
        **run.report,
        "counts": document.counts(plan, results, memory),
        "errors": document.errors(plan, results),
        "http": document.traffic_since(before, office.graph.traffic),
        "seconds": round(loop.time() - began, 3),
    }
    return _ended(office, run, plan, report, results)


def _context(office: Office, run: Run, plan: Plan, *, deadline: float) -> Context:
    return Context(
        graph=office.graph,
        journal=office.runs.journal_of(run.id),
        records=office.records,
        now=lambda: run.now(clock.now()),
        settles=office.settles,
        may_go_on=_may_go_on(office, run.id, deadline),
        told=lambda change, result: office.told(change, result, len(plan.changes)),
    )


def _may_go_on(office: Office, run_id: str, deadline: float) -> Callable[[], str]:
    def why_not() -> str:
        if asyncio.get_running_loop().time() > deadline:
            return say("実行の制限時間を過ぎました。もう一度実行すると続きから行います。")
        return say("取り消されました。") if office.runs.status_of(run_id) is Status.CANCELLED else ""

    return why_not


def _ended(office: Office, run: Run, plan: Plan, report: dict[str, object], results: Sequence[Result]) -> Run:
    counts = report["counts"]
    assert isinstance(counts, dict)
    status = document.status_of(plan, counts, results)
    report["exit"] = 5 if status is Status.FAILED else EXIT[status]
    if run.asking:
        status = Status.AWAITING_APPROVAL
    ended: datetime | None = clock.now()
    run = replace(run, status=status, ended=ended, report=report)
    office.runs.save(run)
    return run


def _without_token(office: Office, run: Run, error: SignInNeeded) -> Run:
    entry = {"key": "", "words": str(error), "error": type(error).__name__}
    report = {"counts": document.NOTHING, **run.report, "errors": [entry], "exit": 5}
    run = replace(run, status=Status.FAILED, ended=clock.now(), report=report)
    office.runs.save(run)
    return run
