"""What a run came to, as the document that `run --json` prints, and its exit status.

Called by the starter and the command line. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from m365bot.journal import Outcome, Result, Run, Status
from m365bot.journal.run import EXIT, exit_code
from m365bot.reconcile.plan import Action, Plan
from m365bot.resources.ports.graph import Traffic

DONE = (
    "create",
    "update",
    "remove",
    "store",
    "quarantined",
    "failed",
)  # of what was left, beside what is seen now
FORBIDDEN = "MissingPermission"
NOTHING = {
    "create": 0,
    "update": 0,
    "remove": 0,
    "store": 0,
    "quarantined": 0,
    "none": 0,
    "failed": 0,
    "withheld": 0,
    "unknown": 0,
}


def counts(plan: Plan, results: Iterable[Result], memory: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """How many of each; store and quarantined count rows."""
    total = NOTHING | {
        "none": plan.unchanged,
        "withheld": len(plan.withheld),
        "unknown": len(plan.unknown),
    }
    actions = {change.key: change.action for change in plan.changes}
    for result in results:
        action = actions.get(result.key)
        if result.outcome.is_good and action is Action.STORE:
            memo = memory.get(result.key, {})
            total["store"] += int(memo.get("stored", 0))
            total["quarantined"] += int(memo.get("quarantined", 0))
        elif result.outcome.is_good and action:
            total[action.value] += 1
        else:
            total[_bad(result.outcome)] += 1
    return total


def _bad(outcome: Outcome) -> str:
    return outcome.value if outcome in (Outcome.WITHHELD, Outcome.UNKNOWN) else "failed"


def errors(plan: Plan, results: Iterable[Result]) -> list[dict[str, str]]:
    """What a person should know, each with what to do; titles and names are put in when it is shown.

    What lies higher comes first, and a permission before all: it is why what belongs to it could not be done.
    """
    told = [
        {"key": result.key, "words": result.words, "error": result.error}
        for result in results
        if not result.outcome.is_good
    ]
    unseen = [
        {"key": extra.key, "words": extra.reason, "error": extra.error or "Unknown"} for extra in plan.unknown
    ]
    return sorted(told + unseen, key=lambda error: (error["error"] != FORBIDDEN, error["key"].count("/")))


def status_of(plan: Plan, total: Mapping[str, int], results: Sequence[Result]) -> Status:
    if total["failed"] and not any(result.outcome.is_good for result in results):
        return Status.FAILED if _is_forbidden(plan, results) else Status.PARTLY_FAILED
    if total["failed"] or total["unknown"]:
        return Status.PARTLY_FAILED
    did = any(result.outcome.is_good for result in results)
    return Status.DONE if did else Status.NOTHING_TO_DO


def _is_forbidden(plan: Plan, results: Sequence[Result]) -> bool:
    """A permission is missing for all of it: not a part of it failed, but the whole."""
    return {*(result.error for result in results), *(extra.error for extra in plan.unknown)} == {FORBIDDEN}


def together(mine: Run, before: Sequence[Run]) -> Run:
    """One document for a run and what it did first of what was left: counts, errors and exits of all.

    Where nothing else was to do, it is the document of what was left.
    """
    if not before:
        return mine
    *others, shown = [*before, mine] if mine.status is not Status.NOTHING_TO_DO else [mine, *before]
    total = Counter(shown.report.get("counts", NOTHING))
    errors = list(shown.report.get("errors", []))
    for run in others:
        total.update({name: n for name, n in run.report.get("counts", NOTHING).items() if name in DONE})
        errors += run.report.get("errors", [])
    # An approval that no longer holds is told, but what counts is that a new one is asked for.
    counting = [shown, *(run for run in others if run.status is not Status.REJECTED)]
    codes = [int(run.report.get("exit", EXIT[run.status])) for run in counting]
    report = {**shown.report, "counts": dict(total), "errors": errors, "exit": exit_code(*codes)}
    return replace(shown, report=report)


def exit_of(run: Run) -> int:
    """The exit status of one run, of all that hold."""
    codes = [int(run.report.get("exit", EXIT[run.status]))]
    total = run.report.get("counts", NOTHING)
    if total["failed"] or total["unknown"]:
        codes.append(3 if run.status is not Status.FAILED else 1)
    if run.status is Status.AWAITING_APPROVAL:
        codes.append(4)
    return exit_code(*codes)


def of(run: Run) -> dict[str, Any]:
    """The document of one run."""
    asked = run.asking if run.status is Status.AWAITING_APPROVAL else run.plan
    return {
        "run_id": run.id,
        "job": run.job,
        "cohort": run.cohort,
        "status": run.status.value,
        "plan_digest": (asked or run.plan or {}).get("digest", ""),
        "counts": dict(run.report.get("counts", NOTHING)),
        "http": dict(run.report.get("http", {"requests": 0, "round_trips": 0, "throttled": 0})),
        "seconds": run.report.get("seconds", 0.0),
        "errors": list(run.report.get("errors", [])),
    }


def traffic_since(before: Traffic, after: Traffic) -> dict[str, int]:
    return {
        "requests": after.requests - before.requests,
        "round_trips": after.round_trips - before.round_trips,
        "throttled": after.throttled - before.throttled,
    }
