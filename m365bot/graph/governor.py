"""Gives each request its turn, so that no documented rate is ever passed.

Called by the sender before it sends. Writes go as soon as their scopes allow; reads of a team go together on
its beat, so that one batch carries them: a sliding log alone lets staggered reads trickle one by one
(measured: 20 requests, 20 trips; on the beat, 4). A scope counts a request from the moment its bytes leave.
Never sends.
"""

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from weakref import WeakKeyDictionary

from m365bot.graph import others
from m365bot.graph.limits import Counting, Rule
from m365bot.graph.others import Others, Said, name_of

JOIN = 0.02  # seconds for which a beat stays open to reads that were a few ticks late
MERGE = 0.35  # seconds that reads wait for others' beats, so that teams come to share one
EARLY = 1e-6  # a timer may fire that much early
CAREFUL = 60.0  # seconds for which a scope is halved after a 429 that was not foreseen
AT_ONCE, GOOD_FOR = (
    5,
    0.1,
)  # how many are said to be about to leave, if not more wait; seconds in which they must

MANY = 500  # scopes, from which on idle ones are looked for


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

    def opens(self, going: Going, now: float) -> float:
        """When one more may go; infinity while that hangs on requests whose bytes have not left yet."""
        at = max(now, self._blocked, self._room(now))
        if self.rule.beats and going is Going.TOGETHER and now > self._beat + JOIN:
            return max(at, self._beat + self.rule.period)
        return at

    def backlog(self) -> float:
        return self.queued * self.rule.period / self.rule.limit if self.rule.limit else 0.0

    def take(self, turn: Turn) -> None:
        if self.rule.limit:
            self._turns.append(turn)
            self._told = max(0, self._told - 1)

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
        if turn.going is Going.TOGETHER and turn.stamp is not None:
            self._beat = max(self._beat, turn.stamp)

    def forget(self, turn: Turn) -> None:
        if (turn.stamp is None or self.rule.counting is Counting.UNDER_WAY) and turn in self._turns:
            self._turns.remove(turn)

    def block(self, until: float, now: float) -> None:
        self._blocked = max(self._blocked, until)
        self._careful = now + CAREFUL

    def is_idle(self, now: float) -> bool:
        """Nothing that was sent counts any more, and nobody waits."""
        rests = max(self._blocked, self._careful, self._beat + self.rule.period)
        return not self.queued and now > rests and all(self._end(turn) <= now for turn in self._turns)

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


class Governor:
    """One for both identities: limits are per app (docs/facts.md 45)."""

    def __init__(self) -> None:
        self._scopes: dict[str, Scope] = {}
        self._many = MANY
        self._waiting: list[Turn] = []
        self._timer: asyncio.TimerHandle | None = None
        self._gate: float | None = None
        self._is_stirred = False
        self._others = Others()
        self.on_left: Callable[[Turn], None] = lambda turn: None
        self.on_more: Callable[[], None] = lambda: None

    async def turn(self, rules: Iterable[Rule], going: Going, *, not_before: float = -math.inf) -> Turn:
        """Wait for one's turn; `not_before` is loop time."""
        turn = self._queue(tuple(self._scope(rule) for rule in rules), going, not_before)
        try:
            await turn.released
        except asyncio.CancelledError:
            self._leave(turn)
            raise
        return turn

    def block(self, rules: tuple[Rule, ...], seconds: float) -> None:
        """The service said 429: the narrowest scope is closed for so long, and taken more carefully after."""
        now = asyncio.get_running_loop().time()
        self._scope(rules[-1]).block(now + seconds, now)

    def sent(self) -> dict[str, list[float]]:
        """What counts against a limit still, for how many seconds it has been under way; by digests of scopes."""
        now = asyncio.get_running_loop().time()
        return {scope.name: ages for scope in self._scopes.values() if (ages := scope.ages(now))}

    def hear(self, said: Sequence[Said]) -> None:
        """What other processes sent, in place of what they said before."""
        self._others.say(said, asyncio.get_running_loop().time())
        self._stir()

    def _scope(self, rule: Rule) -> Scope:
        if rule.scope not in self._scopes and len(self._scopes) >= self._many:
            self._forget_idle()
        return self._scopes.setdefault(rule.scope, Scope(rule, self._others))

    def _forget_idle(self) -> None:
        """A daemon's lives for months, and teams and channels come and go."""
        now = asyncio.get_running_loop().time()
        self._scopes = {name: scope for name, scope in self._scopes.items() if not scope.is_idle(now)}
        self._many = max(MANY, 2 * len(self._scopes))

    def _queue(self, scopes: tuple[Scope, ...], going: Going, not_before: float) -> Turn:
        turn = Turn(scopes, going, not_before, self._moved_on)
        self._waiting.append(turn)
        for scope in scopes:
            scope.queued += 1
        self._stir()
        return turn

    def _leave(self, turn: Turn) -> None:
        if turn in self._waiting:
            self._waiting.remove(turn)
            for scope in turn.scopes:
                scope.queued -= 1
            self._stir()
        else:
            turn.over()

    def _moved_on(self, turn: Turn) -> None:
        """It left, or is over."""
        self._stir()
        if turn.stamp is not None and not turn.is_over:
            self.on_left(turn)

    def _stir(self) -> None:
        """Something came, left or ended: look who may go, two ticks on, so that a tick's askers go together."""
        if self._waiting and not self._is_stirred:
            self._is_stirred = True
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._release)

    def _release(self) -> None:
        now = asyncio.get_running_loop().time()
        self._is_stirred = False
        self._set_gate(now)
        for turn in sorted(self._waiting, key=lambda one: -one.weight()):
            if self._may_go(turn, now) and self._is_told(turn, now):
                self._let_go(turn)
        self._wake(now)

    def _may_go(self, turn: Turn, now: float) -> bool:
        if turn.released.done():
            return False
        held = self._gate is not None and self._gate > now + EARLY and _waits_for_company(turn)
        return not held and turn.opens(now) <= now + EARLY

    def _is_told(self, turn: Turn, now: float) -> bool:
        """Others are heard, told and heard again: of two that say so in one moment, one at least hears the other."""
        untold = [scope for scope in turn.scopes if not scope.is_told(now)]
        if untold:
            self.on_more()
        if not untold or turn.opens(now) > now + EARLY:
            return not untold
        for scope in untold:
            scope.announce(now)
        self.on_more()
        return turn.opens(now) <= now + EARLY

    def _let_go(self, turn: Turn) -> None:
        self._waiting.remove(turn)
        for scope in turn.scopes:
            scope.queued -= 1
            scope.take(turn)
        turn.released.set_result(None)

    def _set_gate(self, now: float) -> None:
        """Reads that may go wait for others that soon may; once set, a gate holds until its time."""
        if self._gate is not None and self._gate > now + EARLY:
            return
        opens = sorted(turn.opens(now) for turn in self._waiting if _waits_for_company(turn))
        is_ripe = bool(opens) and opens[0] <= now + EARLY
        self._gate = max(at for at in opens if at <= now + MERGE) if is_ripe else None

    def _wake(self, now: float) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        at = min((self._wakes(turn, now) for turn in self._waiting), default=math.inf)
        if at < math.inf:
            self._timer = asyncio.get_running_loop().call_at(at, self._release)

    def _wakes(self, turn: Turn, now: float) -> float:
        at = turn.opens(now)
        return max(at, self._gate) if self._gate is not None and _waits_for_company(turn) else at


def _waits_for_company(turn: Turn) -> bool:
    """Reads that are paced, or asked again: no jitter tears apart what one refused batch held."""
    return turn.going is Going.TOGETHER and (turn.is_paced() or turn.not_before > -math.inf)


_shared: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Governor]] = WeakKeyDictionary()


def shared(whose: str) -> Governor:
    """The one of this process for an app in a tenant: its runs count what they send together."""
    own = _shared.setdefault(asyncio.get_running_loop(), {})
    return own.setdefault(whose, Governor())
