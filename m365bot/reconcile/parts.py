"""Carries out what is made in parts: planned, approved and told as one thing, each part exactly once.

Called by apply. So many parts are on their way at once that one which waits holds up no other; between them it may stop, and
a later run goes on. Parts have intents of their own and no results: what became of them all is the result of the whole.
"""

import asyncio

from m365bot.errors import GraphError
from m365bot.journal import GOES_ON, Outcome, Result
from m365bot.reconcile.attempt import was_refused
from m365bot.reconcile.batch import Batch
from m365bot.reconcile.context import Context, Rest
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.capabilities import Divided
from m365bot.resources.whole import Division, Whole
from m365bot.words import say

AT_ONCE = 64  # parts under way: two minutes' mails, which is how long one waits for what may have been sent


async def carry_out(change: Change, context: Context) -> Result:
    """Raises what a look raises (observe.all_of)."""
    resource = change.resource
    assert isinstance(resource, Divided)  # asked by who calls
    view = context.fresh_view()
    try:
        division = await resource.divided(view)
    except GraphError as error:
        outcome = Outcome.FAILED if was_refused(error) else Outcome.UNKNOWN
        return Result(change.key, outcome, str(error), type(error).__name__)
    finally:
        context.journal.remember(view.learned)
    bound = view.bound.get(change.key)
    if change.bound and bound and bound.id != change.bound:
        words = say(
            "同じ名前の別の宛先に変わったため、送りませんでした。次の実行が、新しい宛先で計画します。"
        )
        return Result(change.key, Outcome.WITHHELD, words, "Unapproved")
    for key in division.done:
        context.journal.close(key)
    whole, rest = await _all(division, change, context)
    return _noted(change, whole, rest, context)


async def _all(division: Division, change: Change, context: Context) -> tuple[Whole, Rest | None]:
    """What was made, and why the rest was left, where it was; what is under way then comes to its end."""
    parts = [Change(Action.CREATE, part, "", not_after=change.not_after) for part in division.parts]
    results, begun = dict[str, Result](), frozenset(division.begun)
    room, rests = asyncio.Semaphore(AT_ONCE), list[Rest]()

    def settle(part: Change, result: Result) -> None:
        results[part.key] = result
        if result.outcome is not Outcome.UNKNOWN:
            context.journal.close(part.key)

    async def one(part: Change) -> None:
        async with room:
            if not rests and (rest := context.rests(change)):
                rests.append(rest)
            if rests:
                return
            known = part.key in begun or part.key in context.journal.memory
            await Batch([part], context, settle, look_first=known).carry_out()

    async with asyncio.TaskGroup() as tasks:
        for part in parts:
            tasks.create_task(one(part))
    rest = rests[0] if rests else None
    if rest and rest.until is None:  # what was left is not made any more
        left = [part.key for part in parts if part.key not in results]
        results |= {key: Result(key, Outcome.FAILED, rest.words, "Late") for key in left}
    return division.came_to(results), rest


def _noted(change: Change, whole: Whole, rest: Rest | None, context: Context) -> Result:
    """The whole is remembered before its parts are forgotten."""
    context.journal.remember({change.key: whole.memo})
    context.journal.forget(whole.over)
    if rest and rest.until:
        words = f"{whole.words}{rest.words}"
        return Result(change.key, Outcome.WITHHELD, words, GOES_ON, again=rest.until)
    return Result(change.key, whole.outcome, whole.words, whole.error)
