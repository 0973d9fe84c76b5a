"""A run, and a person's word on it, as the JSON documents that `--json` prints.

Called by whatever shows runs. Reads the journal, and writes nothing.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from m365bot.journal import Run, Status
from m365bot.runs import expiring
from m365bot.runs.documents import doings
from m365bot.runs.documents.names import named
from m365bot.runs.office import Office


def of_run(run: Run, office: Office) -> dict[str, Any]:
    """The document of `run --json`; its errors have titles."""
    asked = run.asking if run.status is Status.AWAITING_APPROVAL else run.plan
    return (
        {
            "run_id": run.id,
            "job": run.job,
            "cohort": run.cohort,
            "status": run.status.value,
            "plan_digest": (asked or run.plan or {}).get("digest", ""),
            "counts": dict(run.report.counts),
            "http": run.report.spent.http,
            "seconds": run.report.spent.seconds,
            "errors": _errors(run, office),
            "withheld": doings.withheld_json(run, office),
        }
        | _until(run, office)
        | _beside(run, office)
    )


def _until(run: Run, office: Office) -> dict[str, str]:
    """Of what waits for a person, until when."""
    until = expiring.moment(office.programme, run)
    return {"expires": until.isoformat()} if until else {}


def beside(run: Run, office: Office) -> list[str]:
    """Other runs of its job that wait for a person, as this one does."""
    if run.status is not Status.AWAITING_APPROVAL:
        return []
    waiting = office.runs.of_status(Status.AWAITING_APPROVAL)
    return [one.id for one in waiting if (one.job, one.cohort) == (run.job, run.cohort) and one.id != run.id]


def _beside(run: Run, office: Office) -> dict[str, list[str]]:
    found = beside(run, office)
    return {"also_waiting": found} if found else {}


def _errors(run: Run, office: Office) -> list[dict[str, str]]:
    titles = _titles(run, office) if run.report.errors else {}
    return [
        asdict(error) | {"title": titles.get(error.key, ""), "words": named(error.words, office)}
        for error in run.report.errors
    ]


def _titles(run: Run, office: Office) -> Mapping[str, str]:
    plan = office.plan_to_show(run)
    extras = {extra.key: extra.title for extra in (*plan.withheld, *plan.unknown)}
    return extras | {change.key: change.resource.title for change in plan.changes}


def of_approval(run: Run, office: Office) -> dict[str, Any] | None:
    """A person's word on this run, or on the one whose plan it carries out."""
    found = office.approvals.of(run.id)
    if found is None and run.applies:
        found = office.approvals.of(run.applies)
    if found is None:
        return None
    return asdict(found) | {"decision": found.decision.value, "at": found.at.isoformat()}
