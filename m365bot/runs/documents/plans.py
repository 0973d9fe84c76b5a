"""A plan as the JSON document that `--json` prints.

Called by whatever shows plans. Pure.
"""

from typing import Any

from m365bot.reconcile import cost
from m365bot.reconcile.plan import Change, Plan
from m365bot.resources.kind import Extra
from m365bot.runs.documents.names import named
from m365bot.runs.office import Office


def of_plan(plan: Plan, office: Office) -> dict[str, Any]:
    """The document of `plan --json`."""
    return {
        "job": plan.job,
        "cohort": plan.cohort,
        "at": plan.at.isoformat(),
        "digest": plan.digest,
        "changes": [_change(change) for change in plan.changes],
        "withheld": [_extra(extra, office) for extra in plan.withheld],
        "unknown": [_extra(extra, office) for extra in plan.unknown],
        "cost": cost.of(plan),
        "permissions": list(plan.permissions),
    }


def _change(change: Change) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "action": change.action.value,
        "kind": change.resource.kind,
        "key": change.key,
        "title": change.resource.title,
        "reason": change.reason,
        "digest": change.digest,
        "diff": {name: list(pair) for name, pair in change.diff.items()},
    }
    if change.asks:
        shown["asks"] = change.asks
    if change.resource.preview:
        shown["text"] = change.resource.preview
        if change.before:
            shown["before"] = change.before
    if change.not_before:
        shown["not_before"] = change.not_before.isoformat()
    return shown


def _extra(extra: Extra, office: Office) -> dict[str, str]:
    return {"key": extra.key, "title": extra.title, "reason": named(extra.reason, office)}
