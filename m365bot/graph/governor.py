"""Gives each request its turn, so that no documented rate is ever passed.

Called by the sender before it sends. Writes go as soon as their scopes allow; reads of a team go together on
its beat, so that one batch carries them: a sliding log alone lets staggered reads trickle one by one
(measured: 20 requests, 20 trips; on the beat, 4). A scope counts a request from the moment its bytes leave.
Never sends.
"""

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from weakref import WeakKeyDictionary

from m365bot.graph.limits import Rule
from m365bot.graph.others import Others, Said
from m365bot.graph.scopes import EARLY, Going, Scope, Turn

MERGE = 0.35  # seconds that reads wait for others' beats, so that teams come to share one
MANY = 64  # scopes, from which on idle ones are looked for, also where nobody asks what was sent


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
        self._forget_idle()
        now = asyncio.get_running_loop().time()
        return {scope.name: ages for scope in self._scopes.values() if (ages := scope.ages(now))}

    def hear(self, said: Sequence[Said]) -> None:
        """What other processes sent, in place of what they said before."""
        self._others.say(said, asyncio.get_running_loop().time())
        self._stir()

    def _scope(self, rule: Rule) -> Scope:
        if scope := self._scopes.get(rule.scope):
            return scope
        if len(self._scopes) >= self._many:
            self._forget_idle()
        made = self._scopes[rule.scope] = Scope(rule, self._others)
        return made

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
