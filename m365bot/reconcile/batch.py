"""Changes that are looked at and written together, each of them exactly once.

Called by apply. One round looks where a write may already have happened, writes what is surely not there, and
notes what became of it; rounds go on until everything is settled or the deadline is over. Most batches hold one
change.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import structlog

from m365bot.errors import Broken, Conflict, M365BotError, MissingPermission, OutcomeUnknown, SignInNeeded
from m365bot.journal import Intent, Outcome, Result
from m365bot.reconcile import observe
from m365bot.reconcile.attempt import Attempt, was_refused
from m365bot.reconcile.context import Context
from m365bot.reconcile.observe import Absent, Present, Unknown
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

DEADLINE = 20 * 60.0  # seconds for one change
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
log = structlog.get_logger()
Tell = Callable[[Change, Result], None]


class Batch:
    """One batch of one plan."""

    def __init__(self, changes: Sequence[Change], context: Context, *, look_first: bool) -> None:
        self._context = context
        self._open = {
            change.key: Attempt(change, change.was, look_first or self._may_be_there(change))
            for change in changes
        }
        self._rounds = 0

    async def carry_out(self, tell: Tell) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DEADLINE
        while self._open:
            await self._round(tell)
            late = loop.time() >= deadline
            if late:  # what was sent last may be there: only what cannot be seen is unclear
                await self._look(self._context.fresh_view(), tell)
            self._give_up(tell, late=late)
            if self._open:
                await asyncio.sleep(min(self._pause(), max(deadline - loop.time(), 0.0)))

    async def _round(self, tell: Tell) -> None:
        self._rounds += 1
        view = self._context.fresh_view()
        try:
            ready = await self._look(view, tell)
            if ready:
                self._note(await self._write(ready, view), tell)
        finally:
            self._context.journal.remember(view.learned)

    # looking

    async def _look(self, view: View, tell: Tell) -> list[Attempt]:
        """Settle what is found as wanted; the rest that may be written now."""
        looking = [one for one in self._open.values() if one.must_look]
        found = await observe.all_of((one.change.resource for one in looking), view)
        ready = []
        for one in list(self._open.values()):
            result = self._judged(one, found[one.change.key]) if one.must_look else self._once_more(one)
            if isinstance(result, Result):
                self._settle(one, result, view, tell)
            elif result:
                ready.append(one)
        return ready

    def _judged(self, one: Attempt, found: observe.Observation) -> Result | bool:
        """A result; or whether it may be written now."""
        key = one.change.key
        match found:
            case Present(seen) if seen.withheld:
                return Result(key, Outcome.WITHHELD, seen.withheld)
            case Present(seen):
                one.was, one.sure = seen, True
                if one.change.action is Action.REMOVE or not one.change.is_met_by(seen):
                    return self._once_more(one)
                return Result(key, Outcome.ADOPTED)
            case Absent():
                one.was = None
                if one.change.action is Action.REMOVE:
                    return Result(key, Outcome.ADOPTED)
                one.sure = self._context.unsettled_since_birth(one.change.resource) <= 0
                return self._once_more(one) if one.sure else False
            case Unknown(error):
                one.sure = self._intent(one.change) is None
                if isinstance(error, MissingPermission) or (was_refused(error) and one.sure):
                    return Result(key, Outcome.FAILED, str(error), type(error).__name__)
                one.error = one.error or error
                return False

    def _once_more(self, one: Attempt) -> Result | bool:
        """It is known how things are: write, unless that has failed often enough or its window is over."""
        if one.is_hopeless:
            return self._failed(one)
        closes = one.change.not_after
        if one.was is None and closes and self._context.now() > closes:
            return Result(
                one.change.key, Outcome.FAILED, say("送る時間を過ぎたため送りませんでした。"), "Late"
            )
        return True

    def _may_be_there(self, change: Change) -> bool:
        """Has a write of ours left already, or of a database that is lost?"""
        young = self._context.unsettled_since_birth(change.resource) > 0
        return young or self._intent(change) is not None

    def _intent(self, change: Change) -> Intent | None:
        return self._context.journal.open_intent(change.key)

    # writing

    async def _write(self, ready: Sequence[Attempt], view: View) -> Mapping[str, Seen | Exception]:
        keys = [one.change.key for one in ready]
        graph, journal = self._context.graph, self._context.journal
        creations = [one for one in ready if one.was is None and one.change.action is Action.CREATE]
        together = getattr(creations[0].change.resource, "write_together", None) if creations else None
        if together and len(creations) > 1:
            creating = [one.change.key for one in creations]
            tenant = Tenant(view, lambda: journal.intend(creating, graph.service_now()))
            made = await self._write_together(together, tenant, creations)
            rest = [one for one in ready if one not in creations]
        else:
            made, rest = {}, list(ready)
        others = await asyncio.gather(*(self._write_one(one, view) for one in rest))
        outcomes = dict(made) | dict(zip((one.change.key for one in rest), others, strict=True))
        return {key: outcomes[key] for key in keys}

    async def _write_together(
        self, together: Any, tenant: Tenant, creations: Sequence[Attempt]
    ) -> Mapping[str, Seen | Exception]:
        try:
            made: Mapping[str, Seen | Exception] = await together(
                tenant, [one.change.resource for one in creations], self._rounds
            )
        except M365BotError:
            raise
        except Exception as error:
            log.error("write.broke", kind=creations[0].change.resource.kind, error=type(error).__name__)
            return {one.change.key: Broken(error) for one in creations}
        return made

    async def _write_one(self, one: Attempt, view: View) -> Seen | Exception:
        graph, journal, change = self._context.graph, self._context.journal, one.change
        tenant = Tenant(view, lambda: journal.intend([change.key], graph.service_now()))
        try:
            if change.action is Action.REMOVE:
                assert one.was is not None  # a removal is planned for what was seen
                await cast(Any, change.resource).remove(tenant, one.was)
                return Seen("")
            return await change.resource.write(tenant, one.was)
        except M365BotError as error:
            return error
        except Exception as error:
            log.error("write.broke", kind=change.resource.kind, error=type(error).__name__)
            return Broken(error)

    def _note(self, outcomes: Mapping[str, Seen | Exception], tell: Tell) -> None:
        for key, outcome in outcomes.items():
            one = self._open[key]
            if isinstance(outcome, Seen):
                self._made(one, outcome, tell)
                continue
            if isinstance(outcome, MissingPermission):
                outcome = observe.named_for(one.change.resource, outcome)
            one.failed_with(outcome, bytes_left=self._intent(one.change) is not None)
            if was_refused(outcome):
                self._close(one, self._failed(one), tell)

    def _made(self, one: Attempt, seen: Seen, tell: Tell) -> None:
        memo: dict[str, Any] = {"id": seen.id, **seen.memo}
        self._context.journal.remember({one.change.key: memo})
        self._close(one, Result(one.change.key, Outcome.MADE), tell)

    # settling

    def _settle(self, one: Attempt, result: Result, view: View, tell: Tell) -> None:
        self._context.journal.remember({key: view.learned[key] for key in view.learned if key == result.key})
        self._close(one, result, tell)

    def _close(self, one: Attempt, result: Result, tell: Tell) -> None:
        del self._open[one.change.key]
        tell(one.change, result)

    def _give_up(self, tell: Tell, *, late: bool) -> None:
        for one in list(self._open.values()):
            if isinstance(one.error, SignInNeeded):
                self._close(one, self._unclear(one), tell)
            elif (late or one.is_hopeless) and one.sure:
                self._close(one, self._failed(one), tell)
            elif late:
                self._close(one, self._unclear(one), tell)

    def _failed(self, one: Attempt) -> Result:
        words = _why(one.change, one.error) or str(one.error)
        return Result(one.change.key, Outcome.FAILED, words, type(one.error).__name__)

    def _unclear(self, one: Attempt) -> Result:
        why = str(one.error) if one.error else say("時間内に結果が分かりませんでした。")
        return Result(one.change.key, Outcome.UNKNOWN, why, type(one.error).__name__)

    def _pause(self) -> float:
        """The service's own wish, the time an absence needs, or ever longer pauses."""
        wished = [getattr(one.error, "after", None) for one in self._open.values()]
        settling = [self._context.unsettled_since_birth(one.change.resource) for one in self._open.values()]
        pause = PAUSES[min(self._rounds, len(PAUSES)) - 1]
        asked = max((wish for wish in wished if wish), default=0.0)
        return max(pause if not asked else 0.0, asked, max(settling, default=0.0))


def _why(change: Change, error: Exception | None) -> str:
    """Words for an error that says less than is known by now; empty: its own will do."""
    if isinstance(error, Conflict):
        return change.resource.conflict
    if isinstance(error, OutcomeUnknown):
        return say(
            "何度か送りましたが返事がなく、まだできていません。時間をおいて、もう一度実行してください。"
        )
    return ""
