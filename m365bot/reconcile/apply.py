"""Carries out a plan: each change exactly once, whatever died or got lost before.

Called by runs. Never decides what to do: it waits for what a change needs, and hands what may be done now to a
batch. Changes that travel in one request are one `Batch`.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence

from m365bot.errors import MissingPermission, Stopped
from m365bot.journal import Outcome, Result
from m365bot.reconcile import parts, permissions
from m365bot.reconcile.batch import Batch
from m365bot.reconcile.context import Context
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.capabilities import Divided
from m365bot.resources.kind import Resource
from m365bot.words import say


async def each(plan: Plan, context: Context) -> Sequence[Result]:
    """Carry out all changes that the journal has not settled yet; results in the plan's order."""
    progress = _Progress(plan, context)
    try:
        async with asyncio.TaskGroup() as tasks:
            for changes in _batches(progress.pending):
                tasks.create_task(_carry_out(changes, progress, context))
    except BaseExceptionGroup as group:
        raise _first(group) from group
    return [progress.results[change.key] for change in plan.changes]


class _Progress:
    """The changes of a plan, what became of them, and who waits for whom."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self._context = context
        self._called = {change.key: change.resource.nameless for change in plan.changes}
        self.results = dict(context.journal.results())
        self.pending = [change for change in plan.changes if change.key not in self.results]
        self._over = {change.key: asyncio.Event() for change in self.pending}
        self._let_go = {change.key: asyncio.Event() for change in self.pending}

    async def wait_for(self, keys: Iterable[str]) -> None:
        """Until each is over."""
        for key in keys:
            if key in self._over:
                await self._over[key].wait()

    async def wait_a_while_for(self, keys: Iterable[str]) -> None:
        """Until each is over, or will take minutes."""
        for key in keys:
            if key in self._let_go:
                await self._let_go[key].wait()

    def put_off(self, change: Change) -> None:
        """It will take minutes: whoever can do without it need not wait."""
        self._let_go[change.key].set()

    def are_over(self, keys: Iterable[str]) -> bool:
        return all(self._over[key].is_set() for key in keys if key in self._over)

    def settle(self, change: Change, result: Result) -> None:
        self._context.journal.settle(result)
        self.results[result.key] = result
        self._over[result.key].set()
        self._let_go[result.key].set()
        self._context.told(change, result)

    def blocked(self, change: Change) -> Result | None:
        """Its result, where something that it cannot do without did not come about."""
        for key in _cannot_do_without(change.resource):
            missing = self.results.get(key)
            if missing and not missing.outcome.is_good:
                words = say("先に必要な{what}ができていません。", what=self._called.get(key, key))
                return Result(change.key, missing.outcome, words, missing.error)
        return None


async def _carry_out(changes: Sequence[Change], progress: _Progress, context: Context) -> None:
    """First those for which all is there that they need; then those that wait for what takes minutes."""
    own = {change.key for change in changes}
    needed = {change.key: set(_cannot_do_without(change.resource)) - own for change in changes}
    for change in changes:
        await progress.wait_a_while_for(key for key in _waits_for(change.resource) if key not in own)
    held = [change for change in changes if not progress.are_over(needed[change.key])]
    if ready := [change for change in changes if change not in held]:
        await _carry_out_now(ready, progress, context)
    if held:
        for change in held:
            await progress.wait_for(needed[change.key])
        await _carry_out_now(held, progress, context)


async def _carry_out_now(changes: Sequence[Change], progress: _Progress, context: Context) -> None:
    ready = []
    for change in changes:
        if refused := progress.blocked(change) or _not_now(change, context):
            progress.settle(change, refused)
        elif isinstance(change.resource, Divided) and change.action is Action.CREATE:
            progress.settle(change, await parts.carry_out(change, context))
        else:
            ready.append(change)
    look_first = any(_may_be_done(change, progress.results) for change in ready)
    batch = Batch(ready, context, progress.settle, put_off=progress.put_off, look_first=look_first)
    await batch.carry_out()


def _not_now(change: Change, context: Context) -> Result | None:
    """Its result, where its time has not come, the tokens may not do it, or the run must not go on."""
    if change.not_before and change.not_before > context.now():
        words = say("送る時間({at:%Y-%m-%d %H:%M})の前です。", at=change.not_before)
        return Result(change.key, Outcome.WITHHELD, words, "Early")
    if lacking := context.lacking(change):
        error = MissingPermission(permissions.named(lacking))
        return Result(change.key, Outcome.FAILED, str(error), type(error).__name__)
    if why := context.may_go_on():
        return Result(change.key, Outcome.FAILED, why, Stopped.__name__)
    return None


def _may_be_done(change: Change, results: Collection[str]) -> bool:
    """May something that this run did already have done it as well?"""
    resource, parent = change.resource, change.resource.parent
    if resource.comes_with_parent and parent and parent.key in results:
        return True
    # Whoever leaves a team leaves its private channels (docs/facts.md C43).
    return change.action is Action.REMOVE and any(other.key in results for other in resource.after)


# who goes first


def _batches(changes: Iterable[Change]) -> Sequence[Sequence[Change]]:
    """Changes that are looked at and written together; most are alone."""
    batches: dict[object, list[Change]] = {}
    for change in changes:
        together = change.resource.together or change.key
        batches.setdefault((change.action, together), []).append(change)
    return sorted(batches.values(), key=_followers(batches.values()), reverse=True)


def _followers(batches: Iterable[Sequence[Change]]) -> Callable[[Sequence[Change]], int]:
    """How many kinds of thing wait for a batch: the longest way to the end is begun first."""
    kinds: dict[str, set[str]] = {}
    for change in (change for batch in batches for change in batch):
        for ancestor in _ancestors(change.resource):
            kinds.setdefault(ancestor, set()).add(change.resource.kind)
    return lambda batch: max(len(kinds.get(change.key, ())) for change in batch)


def _waits_for(resource: Resource) -> list[str]:
    return [*_ancestors(resource), *(other.key for other in resource.after)]


def _cannot_do_without(resource: Resource) -> list[str]:
    return [*_ancestors(resource), *(other.key for other in resource.cannot_do_without)]


def _ancestors(resource: Resource) -> list[str]:
    """The keys of what it belongs to, the nearest first."""
    return [resource.parent.key, *_ancestors(resource.parent)] if resource.parent else []


def _first(error: BaseException) -> BaseException:
    """The error itself, out of the groups that tasks wrap it in."""
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
