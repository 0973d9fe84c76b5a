"""What other processes of the same app sent of late, as far as they said so: it counts against the same limits.

Held by a governor, told by whoever exchanges notes with the others (runs/pace). Scopes go by a digest of their name: names
of chats are made of people's ids, and these notes lie in a database.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import Protocol

from m365bot.graph.limits import Counting, Rule

LASTING = 10.0  # seconds: what counts for longer is said at once, and so known
# Of the app's second a process sends at most limit / (UNTOLD + those it knows to be at work) before it says so and looks
# who else has come: so far it may not know of two that begin in the same moment.
UNTOLD = 3


class Said(Protocol):
    """By one process: for how many seconds what it sent has been under way, by scope; and whether it is at work."""

    @property
    def is_at_work(self) -> bool: ...
    @property
    def ages(self) -> Mapping[str, Sequence[float]]: ...


class Others:
    """All of them. said: how often they were heard."""

    def __init__(self) -> None:
        self.said = 0
        self._at_work = 0
        self._left: dict[str, list[float]] = {}

    def say(self, all_of_them: Sequence[Said], now: float) -> None:
        """In place of whatever they said before; now: the loop's."""
        self.said += 1
        self._at_work = sum(one.is_at_work for one in all_of_them)
        self._left = {}
        for one in all_of_them:
            for scope, ages in one.ages.items():
                self._left.setdefault(scope, []).extend(now - age for age in ages)

    def left(self, name: str) -> list[float]:
        """When what counts in the scope of this name left, or was said to be about to."""
        return self._left.get(name, [])

    def part(self, rule: Rule, limit: int) -> int:
        """Of a limit, ours: of the app's own second, those at work have each a part."""
        return limit // (1 + self._at_work) if is_the_apps_second(rule) else limit

    def untold(self, limit: int) -> int:
        """How many of the app's second may leave before others hear of them."""
        return limit // (UNTOLD + self._at_work)


def name_of(scope: str) -> str:
    return blake2s(scope.encode(), digest_size=8).hexdigest()


def is_the_apps_second(rule: Rule) -> bool:
    """Teams and chats are one process's at a time, by their leases; what is the app's alone is everybody's."""
    return ":" not in rule.scope and not is_lasting(rule)


def is_lasting(rule: Rule) -> bool:
    return rule.counting is Counting.SENT and rule.period > LASTING
