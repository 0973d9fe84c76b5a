"""What a plan and its results come to: counts, and what a person should know.

Called by the sentence and by what goes on with other runs. Pure.
"""

from collections.abc import Iterable, Sequence

from m365bot.journal import Outcome, Result, Stored, Trouble
from m365bot.journal.exits import FORBIDDEN
from m365bot.journal.report import NOTHING
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Action, Plan
from m365bot.resources.kind import Extra, Resource


def counts(plan: Plan, results: Iterable[Result]) -> dict[str, int]:
    """How many of each; store and quarantined count rows."""
    seen = {"none": plan.unchanged, "withheld": len(plan.withheld), "unknown": len(plan.unknown)}
    total = dict(NOTHING) | seen
    actions = {change.key: change.action for change in plan.changes}
    for result in results:
        action = actions.get(result.key)
        if not result.outcome.is_good or action is None:
            total[_bad(result.outcome)] += 1
        elif action is Action.STORE:
            stored = result.stored or Stored(0, 0)  # found stored by another look
            total["store"] += stored.new
            total["quarantined"] += stored.quarantined
        else:
            total[action.value] += 1
    return total


def _bad(outcome: Outcome) -> str:
    return outcome.value if outcome in (Outcome.WITHHELD, Outcome.UNKNOWN) else "failed"


def errors(plan: Plan, results: Iterable[Result]) -> list[Trouble]:
    """Each with what to do, and remarks on what went well; titles and names are put in when it is shown.

    What lies higher comes first, and a permission before all: it is why what belongs to it could not be done.
    """
    resources = {change.key: change.resource for change in plan.changes}
    told_of = [result for result in results if result.words or not result.outcome.is_good]
    told = [
        *((_depth(resources.get(one.key)), Trouble(one.key, one.words, one.error)) for one in told_of),
        *((_depth(extra.resource), _unseen(extra)) for extra in plan.unknown),
    ]
    return [trouble for _, trouble in sorted(told, key=lambda one: (one[1].error != FORBIDDEN, one[0]))]


def _unseen(extra: Extra) -> Trouble:
    return Trouble(extra.key, extra.reason, extra.error or "Unknown")


def _depth(resource: Resource | None) -> int:
    return 1 + _depth(resource.parent) if resource else 0


def of_nothing_seen(found: Planned) -> list[Trouble]:
    """Why nothing at all could be seen; what is the same for everything is said once."""
    if found.forbidden:
        return errors(found.plan, [])
    first = found.plan.unknown[0]
    return [Trouble("", first.reason, first.error)]


def good(results: Sequence[Result]) -> int:
    """How many changes came about."""
    return sum(result.outcome.is_good for result in results)
