"""What other processes of the same app sent of late, as far as they said so: it counts against the same limits.

Held by a governor, told by whoever exchanges notes with the others (runs/pace). Scopes go by a digest of their name: names
of chats are made of people's ids, and these notes lie in a database.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import Protocol

from m365bot.graph.limits import Counting, Rule

LASTING = 10.0  # seconds: what counts for longer is said at once, and so known


class Said(Protocol):
    """By one process: for how many seconds what it sent has been under way, by scope; and whether it is at work."""

    @property
    def is_at_work(self) -> bool: ...
    @property
    def ages(self) -> Mapping[str, Sequence[float]]: ...


class Others:
    """All of them."""

    def __init__(self) -> None:
        self._at_work = 0
        self._left: dict[str, list[float]] = {}
        self._left_by_living: dict[str, list[float]] = {}

    def say(self, all_of_them: Sequence[Said], now: float) -> None:
        """In place of whatever they said before; now: the loop's."""
        self._at_work = sum(one.is_at_work for one in all_of_them)
        self._left, self._left_by_living = {}, {}
        for one in all_of_them:
            found = self._left_by_living if one.is_at_work else self._left
            for scope, ages in one.ages.items():
                found.setdefault(scope, []).extend(now - age for age in ages)

    def left(self, rule: Rule, name: str) -> list[float]:
        """When what counts under this rule left. Of the app's own second, those at work have each a part instead."""
        living = [] if is_the_apps_second(rule) else self._left_by_living.get(name, [])
        return [*self._left.get(name, []), *living]

    def part(self, rule: Rule, limit: int) -> int:
        """Of a limit, ours."""
        return limit // (1 + self._at_work) if is_the_apps_second(rule) else limit


def name_of(scope: str) -> str:
    return blake2s(scope.encode(), digest_size=8).hexdigest()


def is_the_apps_second(rule: Rule) -> bool:
    """Teams and chats are one process's at a time, by their leases; what is the app's alone is everybody's."""
    return ":" not in rule.scope and not is_lasting(rule)


def is_lasting(rule: Rule) -> bool:
    return rule.counting is Counting.SENT and rule.period > LASTING
