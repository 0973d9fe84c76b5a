"""Changes and what was left as it was, as lines of a page: what, to what, why, and the text that people read.

Called by the pages of runs, trials and approvals. Pure but for the names of people, which the office puts in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from m365bot.content import difference
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.kind import Extra
from m365bot.runs import documents
from m365bot.runs.documents.doings import Doing
from m365bot.runs.office import Office
from m365bot.words import later, say

ACTIONS: Mapping[Action, str] = {
    Action.CREATE: later("作成"),
    Action.UPDATE: later("更新"),
    Action.REMOVE: later("削除"),
    Action.STORE: later("取込"),
}
SIGNS = {"- ": "cut", "+ ": "add"}
SHORT = 120  # letters of a fact


@dataclass(frozen=True)
class Line:
    """One change. text: what people read, each line with `add`, `cut` or nothing; facts: name, found, wanted.

    became, at, why: what came of it, where it is known. since: what is new since the last approval. face: where it is shown
    as its readers will see it.
    """

    action: str
    verb: str
    title: str
    reason: str = ""
    asks: str = ""
    not_before: datetime | None = None
    text: Sequence[tuple[str, str]] = ()
    facts: Sequence[tuple[str, str, str]] = ()
    became: str = ""
    outcome: str = ""
    at: datetime | None = None
    why: str = ""
    hand_over: str = ""
    since: str = ""
    face: str = ""


def planned(change: Change, since: str = "", before: str | None = None, face: str = "") -> Line:
    """before: the text to show a difference to; None: what is there now, where that is known."""
    return Line(
        action=change.action.value,
        verb=say(ACTIONS[change.action]),
        title=change.resource.title,
        reason=change.reason if change.action is not Action.CREATE else "",
        asks=change.asks,
        not_before=change.not_before,
        text=text_of(change.resource.preview, change.before if before is None else before),
        facts=() if change.resource.preview else facts(change),
        since=since,
        face=face if change.resource.shown_as_read else "",
    )


def done(doing: Doing, office: Office) -> Line:
    change, result = doing.change, doing.result
    return Line(
        action=change.action.value,
        verb=say(ACTIONS[change.action]),
        title=change.resource.title,
        text=text_of(change.resource.preview, change.before),
        became=doing.words,
        outcome=result.outcome.value if result else "",
        at=doing.at,
        why=documents.named(result.words, office) if result else "",
        hand_over=doing.handed_over,
    )


def told_once(lines: Iterable[Line]) -> Iterator[Line]:
    """A text that goes to several places is told once."""
    told: set[tuple[tuple[str, str], ...]] = set()
    for line in lines:
        text = tuple(line.text)
        again = [("", say("(本文は上と同じです)"))]
        yield replace(line, text=again, face="") if text and text in told else line
        told.add(text)


def left(extras: Iterable[Extra], office: Office) -> list[tuple[str, str]]:
    """Title and reason of each that was left as it was, one matter once."""
    told = documents.alike.once(extras)
    return [(extra.title or extra.key, documents.named(extra.reason, office)) for extra in told]


def text_of(after: str, before: str) -> list[tuple[str, str]]:
    if not before or before == after:
        return [("", line) for line in after.split("\n")] if after else []
    marked = difference.marked(before, after).split("\n")
    return [(SIGNS.get(line[:2], ""), line[2:]) for line in marked]


def facts(change: Change) -> list[tuple[str, str, str]]:
    """Of an update: each fact as it is and as it will be."""
    if change.action is not Action.UPDATE:
        return []
    return [(name, _short(found), _short(wanted)) for name, (found, wanted) in change.diff.items()]


def _short(value: Any) -> str:
    words = "—" if value in (None, "") else str(value)
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"
