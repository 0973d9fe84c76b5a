"""Faults: what is to go wrong with which request, the how many-th time.

Set by the control API or a file, asked by the gateway. A rule is a dict:

    match     "POST */messages", or {method, path (glob, without /v1.0, decoded), query (glob), app, user,
              batch: true|false, form: {field: value}}
    nth       1 (default), [1, 3] or "all"; or times: the first n; or probability: of each
    then      a status, or {status, code, message, headers, body, retry_after, delay_ms,
              drop: "before"|"after", receive: bytes of an upload's fragment, then the connection ends,
              truncate: bytes then the connection ends, cut: bytes (a whole answer of a shorter body),
              set: {property: value}, ignore_query: [names], delay_commit_s}
    after_commit   true: the request is carried out first

What is carried out first, or lands by `delay_commit_s`, is not held up by `delay_ms`: its answer is.

`body` is text sent as it is, or a JSON value. In `set`, "$self" is the address of the request.
"""

import fnmatch
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_KEYS = {"match", "nth", "times", "probability", "then", "after_commit", "name"}
_MATCH = {"method", "path", "query", "app", "user", "batch", "form"}
_THEN = {
    "status",
    "code",
    "message",
    "headers",
    "body",
    "retry_after",
    "delay_ms",
    "drop",
    "receive",
    "truncate",
    "cut",
    "set",
    "ignore_query",
    "delay_commit_s",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a request a rule can look at."""

    method: str
    path: str
    query: str
    app: str
    user: str
    batch: bool
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Rule:
    """One rule, checked when it is made; `count` is how often it matched, `hits` how often it acted."""

    match: dict[str, Any]
    then: dict[str, Any]
    after_commit: bool = False
    nth: list[int] | None = None  # None: each time
    probability: float = 1.0
    name: str = ""
    count: int = 0
    hits: int = 0

    @property
    def first_s(self) -> float:
        """For so long it waits before anything is done."""
        return 0.0 if self._holds_the_answer else self._delay_s

    @property
    def then_s(self) -> float:
        """And for so long before it is answered."""
        return self._delay_s if self._holds_the_answer else 0.0

    @property
    def _holds_the_answer(self) -> bool:
        return self.after_commit or "delay_commit_s" in self.then

    @property
    def _delay_s(self) -> float:
        return float(self.then.get("delay_ms", 0)) / 1000

    def strikes(self, seen: Seen, chance: random.Random) -> bool:
        if not self._matches(seen):
            return False
        self.count += 1
        if self.nth is not None and self.count not in self.nth:
            return False
        if chance.random() >= self.probability:
            return False
        self.hits += 1
        return True

    def _matches(self, seen: Seen) -> bool:
        wanted = self.match
        if wanted.get("method", "*") not in ("*", seen.method):
            return False
        if not fnmatch.fnmatchcase(seen.path, _literal(wanted.get("path", "*"))):
            return False
        if "query" in wanted and not fnmatch.fnmatchcase(seen.query, _literal(wanted["query"])):
            return False
        if any(wanted.get(key, getattr(seen, key)) != getattr(seen, key) for key in ("app", "user", "batch")):
            return False
        form = wanted.get("form", {})
        return all(seen.form.get(key) == value for key, value in form.items())


def rule(data: Mapping[str, Any]) -> Rule:
    """From JSON; ValueError names what is unknown."""
    _known(data, _KEYS, "a fault")
    match = _match(data.get("match", "*"))
    raw = data.get("then", {})
    then: dict[str, Any] = {"status": raw} if isinstance(raw, int) else dict(raw)
    _known(then, _THEN, "then")
    if then.get("delay_commit_s", 0) > 4:
        raise ValueError("delay_commit_s: the sandbox lands nothing later than 4 s after receipt")
    nth, probability = _times(data)
    after = bool(data.get("after_commit", then.get("drop") == "after"))
    return Rule(match, then, after, nth, probability, str(data.get("name", "")))


def _known(data: Mapping[str, Any], keys: set[str], what: str) -> None:
    unknown = set(data) - keys
    if unknown:
        raise ValueError(f"unknown in {what}: {', '.join(sorted(unknown))}")


def _match(raw: str | Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(raw, str):
        _known(raw, _MATCH, "match")
        return dict(raw)
    method, _, path = raw.partition(" ")
    return {"method": method, "path": path} if path else {"path": method}


def _times(data: Mapping[str, Any]) -> tuple[list[int] | None, float]:
    probability = float(data.get("probability", 1.0))
    if "times" in data:
        return list(range(1, int(data["times"]) + 1)), probability
    nth = data.get("nth", "all" if "probability" in data else 1)
    if nth == "all":
        return None, probability
    return [nth] if isinstance(nth, int) else list(nth), probability


def _literal(glob: str) -> str:
    """Only * and ? are special: brackets stand in Graph's own paths."""
    return glob.replace("[", "[[]")


@dataclass
class Faults:
    """All rules; the first that strikes acts, and each counts what it matches."""

    seed: int = 7
    rules: list[Rule] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311  # chance, not secrecy

    def replace(self, data: list[Mapping[str, Any]]) -> None:
        self.rules = [rule(each) for each in data]
        self._chance.seed(self.seed)

    def add(self, match: str | Mapping[str, Any], **others: Any) -> None:
        """One more: add("POST */messages", then=504, after_commit=True)."""
        self.rules.append(rule({"match": match, **others}))

    def strike(self, seen: Seen) -> Rule | None:
        struck = [each for each in self.rules if each.strikes(seen, self._chance)]
        return struck[0] if struck else None

    def shown(self) -> list[dict[str, Any]]:
        return [
            {
                "name": each.name,
                "match": each.match,
                "then": each.then,
                "nth": each.nth or "all",
                "probability": each.probability,
                "after_commit": each.after_commit,
                "count": each.count,
                "hits": each.hits,
            }
            for each in self.rules
        ]
