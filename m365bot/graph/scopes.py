"""A request's turn, and the scopes it counts in: what was sent of late under each rule, by us and as far as others said.

Held by the governor. Never sends, and never waits.
"""

import asyncio
import math
from collections.abc import Callable
from enum import StrEnum

from m365bot.graph import others
from m365bot.graph.limits import Counting, Rule
from m365bot.graph.others import Others, name_of

JOIN = 0.02  # seconds for which a beat stays open to reads that were a few ticks late
EARLY = 1e-6  # a timer may fire that much early
CAREFUL = 60.0  # seconds for which a scope is halved after a 429 that was not foreseen
AT_ONCE = 5  # that are said to be about to leave, where fewer wait
GOOD_FOR = 0.1  # seconds in which these must


class Going(StrEnum):
    """Reads may wait for company; a write goes alone, as soon as it may."""

    TOGETHER = "together"
    ALONE = "alone"


class Turn:
    """One request's place in its scopes. Call `left` when its bytes leave and `over` at its end, always."""

    def __init__(
        self, scopes: tuple["Scope", ...], going: Going, not_before: float, stir: Callable[["Turn"], None]
    ) -> None:
        self.scopes = scopes
        self.going = going
        self.not_before = not_before
        self._stir = stir
        self.stamp: float | None = None
        self.is_over = False
        self.released: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def left(self) -> None:
        self.stamp = asyncio.get_running_loop().time()
        for scope in self.scopes:
            scope.saw(self)
        self._stir(self)

    def over(self) -> None:
        """A turn whose bytes never left gives its place back."""
        self.is_over = True
        for scope in self.scopes:
            scope.forget(self)
        self._stir(self)

    def opens(self, now: float) -> float:
        return max(self.not_before, *(scope.opens(self.going, now) for scope in self.scopes))

    @property
    def counts_against(self) -> list[str]:
        """Scopes of a documented rate; those of mailboxes, which name people, have none."""
        rated = (scope.rule for scope in self.scopes if scope.rule.limit)
        return [rule.scope for rule in rated if rule.counting is Counting.SENT]

    def weight(self) -> float:
        """Seconds that its queues will take together: of one team's requests the longest channel goes first."""
        return sum(scope.backlog() for scope in self.scopes)

    def is_paced(self) -> bool:
        return any(scope.rule.limit for scope in self.scopes)

    def is_lasting(self) -> bool:
        """Whether it counts for minutes."""
        return any(others.is_lasting(scope.rule) for scope in self.scopes)


class Scope:
    """What was sent lately under one rule."""

    def __init__(self, rule: Rule, others: Others | None = None) -> None:
        self.rule, self._others = rule, others or Others()
        self.name = name_of(rule.scope)
        self.queued = 0
        self._turns: list[Turn] = []
        self._beat = -math.inf
        self._blocked = -math.inf
        self._careful = -math.inf
        self._told, self._told_at = 0, -math.inf
        self._known: tuple[float, float, int] | None = None  # the room, when and after which words of others

    def opens(self, going: Going, now: float) -> float:
        """When one more may go; infinity while that hangs on requests whose bytes have not left yet."""
        at = max(now, self._blocked, self._room_now(now))
        if self.rule.beats and going is Going.TOGETHER and now > self._beat + JOIN:
            return max(at, self._beat + self.rule.period)
        return at

    def backlog(self) -> float:
        return self.queued * self.rule.period / self.rule.limit if self.rule.limit else 0.0

    def take(self, turn: Turn) -> None:
        if self.rule.limit:
            self._turns.append(turn)
            self._told = max(0, self._told - 1)
            self._known = None

    def is_told(self, now: float) -> bool:
        """Whether others know of one more, or need not. After `opens`, of the same moment."""
        if not self.rule.limit or not others.is_the_apps_second(self.rule):
            return True
        return len(self._turns) < self._others.untold(self.rule.limit) or self._about_to_leave(now) > 0

    def announce(self, now: float) -> None:
        """How many are about to leave: those that wait, as far as there is room. Others count them as sent."""
        room = self._limit(now, self._others.part(self.rule, self.rule.limit or 0)) - len(self._turns)
        self._told, self._told_at = max(1, min(max(self.queued, AT_ONCE), room)), now

    def _about_to_leave(self, now: float) -> int:
        return self._told if now <= self._told_at + GOOD_FOR else 0

    def saw(self, turn: Turn) -> None:
        self._known = None
        if turn.going is Going.TOGETHER and turn.stamp is not None:
            self._beat = max(self._beat, turn.stamp)

    def forget(self, turn: Turn) -> None:
        self._known = None
        if (turn.stamp is None or self.rule.counting is Counting.UNDER_WAY) and turn in self._turns:
            self._turns.remove(turn)

    def block(self, until: float, now: float) -> None:
        self._blocked = max(self._blocked, until)
        self._careful = now + CAREFUL
        self._known = None

    def is_idle(self, now: float) -> bool:
        """Nothing that was sent counts any more, and nobody waits."""
        rests = max(self._blocked, self._careful, self._beat + self.rule.period)
        return not self.queued and now > rests and all(self._end(turn) <= now for turn in self._turns)

    def _room_now(self, now: float) -> float:
        """Worked out once a moment: dozens may wait for a scope in which hundreds count."""
        if self._known is None or self._known[1:] != (now, self._others.said):
            self._known = self._room(now), now, self._others.said
        return self._known[0]

    def _room(self, now: float) -> float:
        if not self.rule.limit:
            return now
        self._turns = [turn for turn in self._turns if self._end(turn) > now + EARLY]
        own = [self._end(turn) for turn in self._turns]
        heard = [left + self.rule.period for left in self._others.left(self.name)]
        everybodys = [*own, *(end for end in heard if end > now + EARLY)]
        part = self._limit(now, self._others.part(self.rule, self.rule.limit))
        return max(now, _opening(own, part), _opening(everybodys, self._limit(now, self.rule.limit)))

    def _limit(self, now: float, limit: int) -> int:
        return max(1, limit // 2 if now < self._careful else limit)

    def ages(self, now: float) -> list[float]:
        """For how many seconds what still counts has been under way; of the app's second also what is about to leave."""
        if not self.rule.limit or self.rule.counting is not Counting.SENT:
            return []
        left = (turn.stamp for turn in self._turns if turn.stamp is not None)
        ages = [round(now - stamp, 2) for stamp in left if stamp + self.rule.period > now]
        if others.is_the_apps_second(self.rule):
            released = sum(turn.stamp is None for turn in self._turns)
            ages += [0.0] * (released + self._about_to_leave(now))
        return ages

    def _end(self, turn: Turn) -> float:
        """When a turn stops counting."""
        if turn.stamp is None or (self.rule.counting is Counting.UNDER_WAY and not turn.is_over):
            return math.inf
        return turn.stamp + self.rule.period


def _opening(ends: list[float], limit: int) -> float:
    """When one more may go, of those that end then."""
    return -math.inf if len(ends) < limit else sorted(ends)[len(ends) - limit]
