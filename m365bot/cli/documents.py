"""Plans, runs and approvals as the JSON documents that `--json` prints.

Called by the commands. Names of people are put in here, where something is shown, and nowhere before.
"""

import re
from dataclasses import asdict
from typing import Any

from m365bot.journal import Run
from m365bot.reconcile import cost
from m365bot.reconcile.plan import Change, Plan
from m365bot.resources.kind import Extra
from m365bot.runs import document
from m365bot.runs.office import Office

_PERSON = re.compile(r"\bp[0-9a-f]{12}\b", re.ASCII)


def of_plan(plan: Plan, office: Office) -> dict[str, Any]:
    """The document of `plan --json`."""
    return {
        "job": plan.job,
        "cohort": plan.cohort,
        "at": plan.at.isoformat(),
        "digest": plan.digest,
        "changes": [_change_document(change) for change in plan.changes],
        "withheld": [_extra_document(extra, office) for extra in plan.withheld],
        "unknown": [_extra_document(extra, office) for extra in plan.unknown],
        "cost": cost.of(plan),
        "permissions": list(plan.permissions),
    }


def _change_document(change: Change) -> dict[str, Any]:
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
    if change.not_before:
        shown["not_before"] = change.not_before.isoformat()
    return shown


def _extra_document(extra: Extra, office: Office) -> dict[str, str]:
    return {"key": extra.key, "title": extra.title, "reason": named(extra.reason, office)}


def named(words: str, office: Office) -> str:
    """The words with people's names where they hold opaque ids, which is all that is ever stored."""
    return _PERSON.sub(lambda found: _name(found[0], office), words)


def _name(person_id: str, office: Office) -> str:
    person = office.person(person_id)
    return person.mail if person.name == person.mail else f"{person.name}({person.mail})"


def of_run(run: Run, office: Office) -> dict[str, Any]:
    """The run's document, its errors with titles."""
    shown = document.of(run)
    titles = _titles(run, office)
    for error in shown["errors"]:
        error["title"] = titles.get(error["key"], "")
        error["words"] = named(error["words"], office)
    return shown


def of_approval(run: Run, office: Office) -> dict[str, Any] | None:
    """A person's word on this run, or on the one it carries out."""
    found = office.runs.approval_of(run.id) or office.runs.approval_of(run.id.removesuffix(":apply"))
    if found is None:
        return None
    return asdict(found) | {"decision": found.decision.value, "at": found.at.isoformat()}


def _titles(run: Run, office: Office) -> dict[str, str]:
    if not run.plan:
        return {}
    plan = Plan.from_json(run.plan, office.person)
    extras = {extra.key: extra.title for extra in (*plan.withheld, *plan.unknown)}
    return extras | {change.key: change.resource.title for change in plan.changes}
