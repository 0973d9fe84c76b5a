"""Taking back what one run made: a plan like any other, which takes away what can be taken away, once it is approved.

Called by app, which makes a job of it, and by `runs undo`. What was only found, or changed, is left; so is what no kind
can take away again (teams, channels, tabs, posts). The run that is meant is remembered until another is.
"""

from collections.abc import Callable, Mapping
from typing import Any

from m365bot.errors import ConfigError
from m365bot.job import Job, Wanted
from m365bot.journal import Outcome, Run, Trigger
from m365bot.journal.ports import Journals, Runs
from m365bot.programme import Person, Programme
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.capabilities import Removable
from m365bot.resources.kind import Gone
from m365bot.runs import starter
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.words import later, say

NAME = "undo"
KEY = "undo"


def job(runs: Runs, journals: Journals) -> Job:
    """Never by itself."""

    def undo(programme: Programme) -> Wanted:
        run = runs.get(str(journals.memory().get(KEY, {}).get("run", "")))
        if run is None:
            return
        why = say("実行 {run_id} が作ったものです(取り消しの求め)。", run_id=run.id)
        for change in _made(run, journals, lambda person_id: _person(programme, person_id)):
            if isinstance(change.resource, Removable):
                yield Gone(change.resource, why)

    return Job(NAME, later("実行の取り消し"), "", "skip", undo)


async def undo(office: Office, run_id: str, who: str, reason: str) -> tuple[Run, list[str]]:
    """The run that asks, and the titles of what it leaves as it is. Raises as `meant` does."""
    run, left = meant(office, run_id)
    (asks,) = await starter.run(office, asked(run, who, reason))
    return asks, left


def meant(office: Office, run_id: str) -> tuple[Run, list[str]]:
    """The run that the next undoing is about, and the titles of what it leaves as it is.

    Raises ConfigError for a run that is not over, or made nothing that can be taken back.
    """
    run = office.run(run_id)
    can_go, left = parts(office, run)
    if not run.status.is_over or not can_go:
        words = say(
            "実行 {run_id} には、取り消せるものがありません(現在の状態: {status})。取り消せるのは、終わった実行が"
            "作ったファイルとメンバーです。",
            run_id=run.id,
            status=run.status.words,
        )
        raise ConfigError(words)
    office.journals.remember({KEY: {"run": run.id}})
    return run, left


def parts(office: Office, run: Run) -> tuple[list[str], list[str]]:
    """The titles of what can be taken back of what it made, and of what cannot."""
    made = _made(run, office.journals, office.person)
    can_go = [change.resource.title for change in made if isinstance(change.resource, Removable)]
    left = [change.resource.title for change in made if not isinstance(change.resource, Removable)]
    return can_go, left


def asked(run: Run, who: str, reason: str) -> Asked:
    why = say("実行 {run_id} の取り消し。{reason}", run_id=run.id, reason=reason)
    return Asked(NAME, trigger=Trigger.MANUAL, actor=who, reason=why)


def _made(run: Run, journals: Journals, person: Callable[[str], Person]) -> list[Change]:
    if run.plan is None:
        return []
    results = journals.of(run.id).results()
    changes = Plan.from_json(run.plan, person).changes
    return [change for change in changes if change.action is Action.CREATE and _is_made(change, results)]


def _is_made(change: Change, results: Mapping[str, Any]) -> bool:
    result = results.get(change.key)
    return result is not None and result.outcome is Outcome.MADE


def _person(programme: Programme, person_id: str) -> Person:
    return programme.everybody.get(person_id) or Person(person_id, person_id, "", "")
