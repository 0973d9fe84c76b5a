"""A plan as a value: what would change, what is withheld, what could not be seen.

Made by diff, shown by the command line, stored by the journal, carried out by apply. Sorted, goes to JSON and
back, and has a digest over action, key and desired facts, which neither words nor times nor ids move.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from m365bot.errors import GuardStopped
from m365bot.resources import codec
from m365bot.resources.capabilities import Divided, Storing
from m365bot.resources.kind import Extra, Resource
from m365bot.resources.seen import Seen
from m365bot.words import say

Diff = Mapping[str, tuple[Any, Any]]
"""Fact → (found, wanted)."""


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    REMOVE = "remove"
    STORE = "store"


@dataclass(frozen=True)
class Change:
    """One thing to do. asks: why a person must approve first. not_before, not_after: its window. bound: the id of what it
    is for, where config has a name alone: a word on it is about no other of that name (ADR 105).
    """

    action: Action
    resource: Resource
    reason: str
    diff: Diff = field(default_factory=dict)
    was: Seen | None = None
    asks: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    bound: str = ""

    @property
    def key(self) -> str:
        return self.resource.key

    def is_met_by(self, seen: Seen) -> bool:
        """Is what was found already what this change is for?"""
        facts = self.resource.facts
        return all(seen.facts.get(name) == value for name, value in facts.items())

    @property
    def rows(self) -> int:
        """How many rows it would take in."""
        return (
            self._counted(self.resource.counted) - self.deletions if isinstance(self.resource, Storing) else 0
        )

    @property
    def deletions(self) -> int:
        """How many rows it would mark as gone."""
        return self._counted(self.resource.deletions) if isinstance(self.resource, Storing) else 0

    @property
    def before(self) -> str:
        """What people read now of what is edited, where it was looked at; empty: nothing, or not known."""
        return str(self.was.kept.get("text", "")) if self.was else ""

    def _counted(self, fact: str) -> int:
        found, _ = self.diff.get(fact, (0, 0))
        return int(found)

    def identity(self) -> list[Any]:
        """What the digest covers. What is stored is read when it is applied, so it is exempt (ADR 13)."""
        facts = {} if isinstance(self.resource, Storing) else dict(self.resource.facts)
        return [self.action.value, self.key, facts, *([self.bound] if self.bound else [])]

    def holds_for(self, later: "Change", at: datetime) -> bool:
        """Does a word on this hold for the same, planned once more at `at`? Not where that has become late meanwhile."""
        return self.action is later.action and self.is_about(later, at)

    def is_about(self, later: "Change", at: datetime) -> bool:
        """The same, though it may be half-made by now."""
        window = later.resource.window
        is_late = window is not None and window.asks_at(at)
        return self.identity()[1:] == later.identity()[1:] and (
            not is_late or self.not_after == later.not_after
        )

    @property
    def digest(self) -> str:
        return _digest(self.identity())


@dataclass(frozen=True)
class Plan:
    """All changes of one job and cohort, by key; parents come before what belongs to them."""

    job: str
    cohort: str | None
    at: datetime
    changes: tuple[Change, ...] = ()
    withheld: tuple[Extra, ...] = ()
    unknown: tuple[Extra, ...] = ()
    unchanged: int = 0

    @property
    def digest(self) -> str:
        return _digest([change.identity() for change in self.changes])

    @property
    def permissions(self) -> tuple[str, ...]:
        return tuple(sorted({need for change in self.changes for need in change.resource.needs}))

    @property
    def lasts(self) -> float:
        """Seconds that what is made in parts may take, beside what any run may."""
        return max(
            (one.resource.lasts for one in self.changes if isinstance(one.resource, Divided)), default=0.0
        )

    def split(self) -> tuple["Plan", "Plan"]:
        """What may be done at once, and what asks for approval: each a plan with a digest of its own."""
        free = [change for change in self.changes if not change.asks]
        asking = [change for change in self.changes if change.asks]
        return self.only(free), replace(self.only(asking), withheld=(), unknown=(), unchanged=0)

    def parts(self) -> tuple["Plan", ...]:
        """What one word each is about, in the order of their minutes; each a plan with a digest of its own."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.resource.asked_with, []).append(change)
        return tuple(self.only(mine) for mine in sorted(found.values(), key=_first_minute))

    def only(self, changes: Iterable[Change]) -> "Plan":
        return replace(self, changes=tuple(changes))

    def to_json(self) -> dict[str, Any]:
        """The stored form: resources once each, by key, so that another process can carry it out."""
        encoder = codec.Encoder()
        changes = [_change_to_json(change, encoder) for change in self.changes]
        return {
            "job": self.job,
            "cohort": self.cohort,
            "at": self.at.isoformat(),
            "digest": self.digest,
            "changes": changes,
            "withheld": [_extra_to_json(extra, encoder) for extra in self.withheld],
            "unknown": [_extra_to_json(extra, encoder) for extra in self.unknown],
            "unchanged": self.unchanged,
            "resources": encoder.resources,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], people: codec.People) -> "Plan":
        """Raises Unreadable."""
        try:
            return cls._from_json(data, people)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable from error

    @classmethod
    def _from_json(cls, data: Mapping[str, Any], people: codec.People) -> "Plan":
        decoder = codec.Decoder(data["resources"], people)
        return cls(
            job=data["job"],
            cohort=data["cohort"],
            at=datetime.fromisoformat(data["at"]),
            changes=tuple(_change_from_json(one, decoder) for one in data["changes"]),
            withheld=tuple(_extra_from_json(one, decoder) for one in data["withheld"]),
            unknown=tuple(_extra_from_json(one, decoder) for one in data["unknown"]),
            unchanged=data["unchanged"],
        )


class Unreadable(GuardStopped):
    """A stored plan that this version cannot read: another made it, that knew other kinds of things, or other fields."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "この変更案は、ほかの版の m365bot が残したもので、いまの版では読めません(更新の前から残っていた実行です)。"
                "もう一度実行してください。済んでいたことは、テナントを見て確かめるので、二重にはなりません。"
            )
        )


def _first_minute(changes: list[Change]) -> tuple[float, str]:
    minutes = [change.not_before.timestamp() for change in changes if change.not_before]
    return min(minutes, default=0.0), changes[0].key


def _digest(identity: list[Any]) -> str:
    text = json.dumps(identity, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _extra_to_json(extra: Extra, encoder: codec.Encoder) -> dict[str, str]:
    """Without its title, which may name a person; that is made again from the resource, or told without a name."""
    if extra.resource:
        encoder.add(extra.resource)
    return {"key": extra.key, "reason": extra.reason, "error": extra.error, "title": extra.nameless}


def _extra_from_json(data: Mapping[str, Any], decoder: codec.Decoder) -> Extra:
    resource = decoder.find(data["key"])
    if resource:
        return Extra.of(resource, data["reason"], error=data.get("error", ""))
    title = data.get("title", "")  # earlier versions stored none
    return Extra(data["key"], title, data["reason"], error=data.get("error", ""), nameless=title)


def _change_to_json(change: Change, encoder: codec.Encoder) -> dict[str, Any]:
    encoder.add(change.resource)
    was = change.was
    return {
        "action": change.action.value,
        "key": change.key,
        "reason": change.reason,
        "diff": {name: list(pair) for name, pair in change.diff.items()},
        "was": {"id": was.id, "facts": dict(was.facts), "kept": dict(was.kept)} if was else None,
        "asks": change.asks,
        "not_before": change.not_before.isoformat() if change.not_before else None,
        "not_after": change.not_after.isoformat() if change.not_after else None,
        "bound": change.bound,
    }


def _change_from_json(data: Mapping[str, Any], decoder: codec.Decoder) -> Change:
    was = data["was"]
    return Change(
        action=Action(data["action"]),
        resource=decoder.resource(data["key"]),
        reason=data["reason"],
        diff={name: (found, wanted) for name, (found, wanted) in data["diff"].items()},
        was=Seen(was["id"], facts=was["facts"], kept=was["kept"]) if was else None,
        asks=data["asks"],
        not_before=datetime.fromisoformat(data["not_before"]) if data["not_before"] else None,
        not_after=datetime.fromisoformat(data["not_after"]) if data["not_after"] else None,
        bound=data.get("bound", ""),  # earlier versions bound none
    )
