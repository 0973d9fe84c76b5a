"""Carries out a plan: each change exactly once, whatever died or got lost before.

Called by runs. Never decides what to do: it waits for what a change needs, looks where a write may already have
happened, sends, and notes what became of it. Changes that travel in one request are one `Batch`.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from m365bot.journal import Outcome, Result
from m365bot.reconcile.batch import Batch
from m365bot.reconcile.context import Context
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Resource
from m365bot.words import say


@dataclass
class _Progress:
    """The changes of a plan, what became of them, and who waits for whom."""

    pending: dict[str, Change]
    results: dict[str, Result]
    titles: Mapping[str, str] = field(default_factory=dict)
    over: dict[str, asyncio.Event] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan, already: Mapping[str, Result]) -> "_Progress":
        pending = {change.key: change for change in plan.changes if change.key not in already}
        titles = {change.key: _nameless(change.resource) for change in plan.changes}
        return cls(pending, dict(already), titles, {key: asyncio.Event() for key in pending})

    async def wait_for(self, keys: Iterable[str]) -> None:
        for key in keys:
            if key in self.over:
                await self.over[key].wait()

    def settle(self, result: Result) -> None:
        self.results[result.key] = result
        self.over[result.key].set()

    def blocked_by(self, change: Change) -> Result | None:
        """The result of something it cannot do without, where that did not come about."""
        for key in _cannot_do_without(change.resource):
            result = self.results.get(key)
            if result and not result.outcome.is_good:
                return result
        return None


async def each(plan: Plan, context: Context) -> Sequence[Result]:
    """Carry out all changes that the journal has not settled yet; results in the plan's order."""
    progress = _Progress.of(plan, context.journal.results())
    try:
        async with asyncio.TaskGroup() as tasks:
            for changes in _batches(progress.pending.values()):
                tasks.create_task(_carry_out(changes, progress, context))
    except BaseExceptionGroup as group:
        raise _first(group) from group
    return [progress.results[change.key] for change in plan.changes]


def _first(error: BaseException) -> BaseException:
    """The error itself, out of the groups that tasks wrap it in."""
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


def _batches(changes: Iterable[Change]) -> list[list[Change]]:
    """Changes that are looked at and written together; most are alone."""
    batches: dict[object, list[Change]] = {}
    for change in changes:
        together = change.resource.together
        batches.setdefault((change.action, together or change.key), []).append(change)
    return sorted(batches.values(), key=_followers(batches.values()), reverse=True)


def _followers(batches: Iterable[Sequence[Change]]) -> Callable[[Sequence[Change]], int]:
    """How many kinds of thing wait for a batch: the longest way to the end is begun first."""
    kinds: dict[str, set[str]] = {}
    for change in (change for batch in batches for change in batch):
        for ancestor in _ancestors(change.resource):
            kinds.setdefault(ancestor, set()).add(change.resource.kind)
    return lambda batch: max(len(kinds.get(change.key, ())) for change in batch)


async def _carry_out(changes: Sequence[Change], progress: _Progress, context: Context) -> None:
    own = {change.key for change in changes}
    for change in changes:
        await progress.wait_for(key for key in _waits_for(change.resource) if key not in own)
    ready = [change for change in changes if not _refused(change, progress, context)]
    if not ready:
        return
    moved = any(
        _parent_is_new(change, progress) or _may_have_gone_along(change, progress) for change in ready
    )
    batch = Batch(ready, context, look_first=moved)
    await batch.carry_out(lambda change, result: _settled(change, result, progress, context))


def _settled(change: Change, result: Result, progress: _Progress, context: Context) -> None:
    context.journal.settle(result)
    progress.settle(result)
    context.told(change, result)


def _refused(change: Change, progress: _Progress, context: Context) -> bool:
    """Settle what cannot be done now, without asking Graph."""
    if blocking := progress.blocked_by(change):
        what = progress.titles.get(blocking.key, blocking.key)
        words = say("先に必要な{what}ができていません。", what=what)
        _settled(change, Result(change.key, blocking.outcome, words, blocking.error), progress, context)
        return True
    if change.not_before and change.not_before > context.now():
        words = say("送る時間({at:%Y-%m-%d %H:%M})の前です。", at=change.not_before)
        _settled(change, Result(change.key, Outcome.WITHHELD, words, "Early"), progress, context)
        return True
    if why := context.may_go_on():
        _settled(change, Result(change.key, Outcome.FAILED, why, "Stopped"), progress, context)
        return True
    return False


def _nameless(resource: Resource) -> str:
    """Its title as it may be stored: a person by opaque id."""
    person = getattr(resource, "person", None)
    return resource.title.replace(person.name, person.id) if person else resource.title


def _parent_is_new(change: Change, progress: _Progress) -> bool:
    parent = change.resource.parent
    return change.resource.comes_with_parent and parent is not None and parent.key in progress.results


def _may_have_gone_along(change: Change, progress: _Progress) -> bool:
    """Whoever leaves a team leaves its private channels (docs/facts.md C43)."""
    removed = change.action is Action.REMOVE
    return removed and any(other.key in progress.results for other in change.resource.after)


def _waits_for(resource: Resource) -> list[str]:
    return [*_ancestors(resource), *(other.key for other in resource.after)]


def _cannot_do_without(resource: Resource) -> list[str]:
    """A private channel goes without a person who could not be added; that person's place in it does not."""
    others = [] if resource.kind == "Channel" else [other.key for other in resource.after]
    return [*_ancestors(resource), *others]


def _ancestors(resource: Resource) -> list[str]:
    return [resource.parent.key, *_ancestors(resource.parent)] if resource.parent else []
