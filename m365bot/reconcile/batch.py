"""Changes that are looked at and written together, each of them exactly once; most batches hold one.

Called by apply. Each round looks where a write may already have happened, writes what is surely not there, and
notes what became of it. Decides nothing: that is an attempt's.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from m365bot.journal import Result
from m365bot.reconcile import observe, write
from m365bot.reconcile.attempt import Attempt, Decision, Moment, Wait, Write
from m365bot.reconcile.context import Context
from m365bot.reconcile.plan import Change
from m365bot.resources.view import View

DEADLINE = 20 * 60.0  # seconds for one batch; then what was sent last is looked for once more
Tell = Callable[[Change, Result], None]
Decisions = Mapping[str, Decision]


class Batch:
    """One batch of one plan; `tell` hears of each change once, when it is settled."""

    def __init__(self, changes: Sequence[Change], context: Context, tell: Tell, *, look_first: bool) -> None:
        self._context, self._tell = context, tell
        begun = [Attempt.at(self._moment(one), one, look_first=look_first) for one in changes]
        self._open = {one.change.key: one for one in begun}

    async def carry_out(self) -> None:
        """Round after round, until everything is settled. Raises what a look raises (observe.all_of)."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DEADLINE
        while self._open:
            pause = await self._round(late=loop.time() >= deadline)
            await asyncio.sleep(min(pause, max(deadline - loop.time(), 0.0)))

    async def _round(self, *, late: bool) -> float:
        """Look, write, note; for how many seconds there is nothing to do then."""
        view = self._context.fresh_view()
        try:
            looked = await self._look(view, late=late)
            wrote = await self._write(looked, view)
        finally:
            self._context.journal.remember(view.learned)
        decided = [*looked.values(), *wrote.values()]
        return max((one.seconds for one in decided if isinstance(one, Wait)), default=0.0)

    async def _look(self, view: View, *, late: bool) -> Decisions:
        looking = [one.change.resource for one in self._open.values() if one.must_look]
        found = await observe.all_of(looking, view)
        decided = {
            key: one.looked(found.get(key), self._moment(one.change, late=late))
            for key, one in self._open.items()
        }
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
        return Moment(context.now(), under_way, context.unsettled_since_birth(change.resource), late)
