"""Changes that are looked at and written together, each of them exactly once; most batches hold one.

Called by apply. Each round looks where a write may already have happened, writes what is surely not there, and
notes what became of it. While all it waits for takes minutes, others may work on its teams. Decides nothing: that
is an attempt's.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

from m365bot.errors import Stopped
from m365bot.journal import Outcome, Result
from m365bot.journal.ports import Held
from m365bot.reconcile import observe, write
from m365bot.reconcile.attempt import Attempt, Decision, Moment, Wait, Write
from m365bot.reconcile.context import Context
from m365bot.reconcile.observe import Observation, Present
from m365bot.reconcile.plan import Change
from m365bot.resources.view import View

DEADLINE = 20 * 60.0  # seconds for one batch; then what was sent last is looked for once more
OTHERS = 10 * 60.0  # seconds more, for another run that works on the same teams just then
Tell = Callable[[Change, Result], None]
Put = Callable[[Change], None]
Decisions = Mapping[str, Decision]


class Batch:
    """One batch of one plan.

    tell: hears of each change once, when it is settled. put_off: of each that will take minutes.
    """

    def __init__(
        self,
        changes: Sequence[Change],
        context: Context,
        tell: Tell,
        *,
        put_off: Put = lambda change: None,
        look_first: bool,
    ) -> None:
        self._context, self._tell, self._put_off = context, tell, put_off
        self._turn = 0
        self._began = asyncio.get_running_loop().time()
        begun = [Attempt.at(self._moment(one), one, look_first=look_first) for one in changes]
        self._open = {one.change.key: one for one in begun}
        self._due: dict[str, float] = {}
        self._takes_minutes: set[str] = set()  # each of these has its own next look

    async def carry_out(self) -> None:
        """Round after round, until everything is settled. Raises what a look raises (observe.all_of)."""
        deadline = self._began + DEADLINE
        try:
            async with self._context.hold.at_work(deadline + OTHERS):
                while self._open:
                    self._look_anew_after_others()
                    late = asyncio.get_running_loop().time() >= deadline
                    await self._round([key for key in self._open if late or self._is_due(key)], late=late)
                    await self._pause(deadline)
        except Held as error:
            self._end(Outcome.UNKNOWN, str(error), type(error).__name__)

    async def _pause(self, deadline: float) -> None:
        """Raises Held."""
        pause = min(self._idle(), max(deadline - asyncio.get_running_loop().time(), 0.0))
        if not self._open.keys() <= self._takes_minutes or not pause:
            await asyncio.sleep(pause)
            return
        async with self._context.hold.at_rest(deadline + OTHERS):
            await asyncio.sleep(pause)
        if why := self._context.may_go_on():
            self._end(Outcome.FAILED, why, Stopped.__name__)

    def _look_anew_after_others(self) -> None:
        """Another run worked on the same teams meanwhile: it may have done what is to be done here."""
        if self._turn != self._context.hold.turn:
            self._turn = self._context.hold.turn
            self._context.journal.look_anew()
            for one in self._open.values():
                one.must_look = True

    def _end(self, outcome: Outcome, words: str, error: str) -> None:
        """What is left will not come in this run; what may be under way is unknown in any case."""
        for key in list(self._open):
            under_way = self._context.journal.open_intent(key) is not None
            told = Outcome.UNKNOWN if under_way else outcome
            self._tell(self._open.pop(key).change, Result(key, told, words, error))

    def _is_due(self, key: str) -> bool:
        return self._due.get(key, 0.0) <= asyncio.get_running_loop().time()

    def _idle(self) -> float:
        """For how many seconds there is nothing to do."""
        now = asyncio.get_running_loop().time()
        return max(min((self._due.get(key, now) for key in self._open), default=now) - now, 0.0)

    async def _round(self, keys: Collection[str], *, late: bool) -> None:
        """Look, write, note, and when there is something to do again."""
        view = self._context.fresh_view()
        try:
            looked = await self._look(view, keys, late=late)
            wrote = await self._write(looked, view)
        finally:
            self._context.journal.remember(view.learned)
        self._put_on({key: one for key, one in {**looked, **wrote}.items() if isinstance(one, Wait)})

    def _put_on(self, waits: Mapping[str, Wait]) -> None:
        """Those that are asked again soon are asked together; what takes minutes holds up none of them."""
        now = asyncio.get_running_loop().time()
        soon = max((wait.seconds for wait in waits.values() if not wait.long), default=0.0)
        self._takes_minutes = (self._takes_minutes - waits.keys()) | {
            key for key, wait in waits.items() if wait.long
        }
        for key, wait in waits.items():
            self._due[key] = now + (wait.seconds if wait.long else soon)
            if wait.long:
                self._put_off(self._open[key].change)

    async def _look(self, view: View, keys: Collection[str], *, late: bool) -> Decisions:
        asked = {key: self._open[key] for key in keys}
        found = await observe.all_of([one.change.resource for one in asked.values() if one.must_look], view)
        decided = {
            key: one.looked(found.get(key), self._moment(one.change, late=late)) for key, one in asked.items()
        }
        for key, decision in decided.items():
            if isinstance(decision, Result) and decision.outcome is Outcome.ADOPTED:
                _learn(found.get(key), key, view)
        return self._noted(decided, view)

    async def _write(self, looked: Decisions, view: View) -> Decisions:
        ready = [self._open[key] for key, decision in looked.items() if isinstance(decision, Write)]
        outcomes = await write.all_of(ready, view, self._context)
        decided = {
            one.change.key: one.wrote(outcomes[one.change.key], self._moment(one.change)) for one in ready
        }
        return self._noted(decided, view)

    def _noted(self, decided: Decisions, view: View) -> Decisions:
        """What was learned of a thing is kept before its result is: whoever resumes may lean on it."""
        results = [result for result in decided.values() if isinstance(result, Result)]
        learned = {one.key: view.learned[one.key] for one in results if one.key in view.learned}
        self._context.journal.remember(learned)
        for result in results:
            self._tell(self._open.pop(result.key).change, result)
        return decided

    def _moment(self, change: Change, *, late: bool = False) -> Moment:
        """What an attempt is told: the time, what may be under way, and what absence means."""
        context = self._context
        under_way = context.journal.open_intent(change.key) is not None
        settling = context.unsettled_since_birth(change.resource)
        waited = asyncio.get_running_loop().time() - self._began
        return Moment(context.now(), under_way, settling, late, waited, context.again(change))


def _learn(found: Observation | None, key: str, view: View) -> None:
    """What a person has approved to be ours is remembered from now on, though nothing was written."""
    if isinstance(found, Present) and found.seen.asks:
        view.learn(key, id=found.seen.id, **found.seen.memo)
