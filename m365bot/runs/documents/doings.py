"""What a run did and left, told afterwards as on the day: each change with when, what and what became of it.

Called by whatever shows runs. Reads the journal, and writes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from m365bot.journal import Outcome, Result, Run
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.kind import Extra
from m365bot.runs.documents.names import named
from m365bot.runs.office import Office
from m365bot.words import say

OUTCOMES = {
    Outcome.MADE: {
        Action.CREATE: "作成しました",
        Action.UPDATE: "更新しました",
        Action.REMOVE: "削除しました",
        Action.STORE: "取り込みました",
    },
    Outcome.ADOPTED: dict.fromkeys(Action, "すでにそうなっていました"),
    Outcome.WITHHELD: dict.fromkeys(Action, "保留しました"),
    Outcome.FAILED: dict.fromkeys(Action, "できませんでした"),
    Outcome.UNKNOWN: dict.fromkeys(Action, "できたか分かりません"),
}


@dataclass(frozen=True)
class Doing:
    """One change of a run.

    result: None where it never came to it. handed_over: what an officer must hand to somebody.
    """

    change: Change
    result: Result | None
    handed_over: str = ""

    @property
    def words(self) -> str:
        if self.result is None:
            return say("行いませんでした")
        return say(OUTCOMES[self.result.outcome][self.change.action])

    @property
    def at(self) -> datetime | None:
        return self.result.at if self.result else None


def of(run: Run, office: Office) -> list[Doing]:
    """In the order in which they came about; what did not is last."""
    if run.plan is None:
        return []
    results = office.journals.of(run.id).results()
    memory = office.journals.memory()
    done = [_doing(change, results.get(change.key), memory) for change in office.plan_to_show(run).changes]
    return sorted(
        done, key=lambda one: (one.at is None, one.at.timestamp() if one.at else 0.0, one.change.key)
    )


def _doing(change: Change, result: Result | None, memory: Mapping[str, Any]) -> Doing:
    is_there = result is not None and result.outcome.is_good and change.action is not Action.REMOVE
    words = change.resource.handed_over(memory.get(change.key, {})) if is_there else ""
    return Doing(change, result, words)


def as_json(run: Run, office: Office) -> list[dict[str, Any]]:
    return [
        {
            "at": one.at.isoformat() if one.at else None,
            "action": one.change.action.value,
            "kind": one.change.resource.kind,
            "key": one.change.key,
            "title": one.change.resource.title,
            "reason": one.change.reason,
            "outcome": one.result.outcome.value if one.result else None,
            "words": named(one.result.words, office) if one.result else "",
            **({"text": one.change.resource.preview} if one.change.resource.preview else {}),
            **({"hand_over": one.handed_over} if one.handed_over else {}),
        }
        for one in of(run, office)
    ]


def withheld(run: Run, office: Office) -> tuple[Extra, ...]:
    """What it left as it was, with the reason."""
    return office.plan_to_show(run).withheld


def withheld_json(run: Run, office: Office) -> list[dict[str, str]]:
    return list(_told(run, office))


def _told(run: Run, office: Office) -> Iterator[dict[str, str]]:
    for extra in withheld(run, office):
        yield {"key": extra.key, "title": extra.title, "reason": named(extra.reason, office)}
