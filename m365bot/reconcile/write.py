"""Writes what an attempt says is to be written: several new ones of a kind together where it can, the rest singly.

Called by batch. Never repeats anything; whatever a write raises becomes the outcome of its change.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar

import structlog

from m365bot import machine
from m365bot.errors import Broken, M365BotError, Stopped
from m365bot.reconcile.attempt import Attempt
from m365bot.reconcile.context import Context
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.capabilities import Removable, WrittenTogether
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View

log = structlog.get_logger()
Outcomes = Mapping[str, Seen | M365BotError]
T = TypeVar("T")


async def all_of(ready: Sequence[Attempt], view: View, context: Context) -> Outcomes:
    """Key → what is there then, or why it is not."""
    new = [one for one in ready if one.was is None]
    together = await _together(new, view, context) if len(new) > 1 else {}
    singly = [one for one in ready if one.change.key not in together]
    # All of them, also where one raises: none goes on alone once the run is over.
    found = await asyncio.gather(*(_singly(one, view, context) for one in singly), return_exceptions=True)
    outcomes = [_came_to(one) for one in found]
    made = {**together, **{one.change.key: outcome for one, outcome in zip(singly, outcomes, strict=True)}}
    for key, outcome in made.items():
        if isinstance(outcome, Seen):
            view.learn(key, id=outcome.id, **outcome.memo)
    return made


def _came_to(found: Seen | M365BotError | BaseException) -> Seen | M365BotError:
    if isinstance(found, BaseException) and not isinstance(found, M365BotError):
        raise found
    return found


async def _together(new: Sequence[Attempt], view: View, context: Context) -> Outcomes:
    """Several of one `together` that are not there; {} where their kind is made singly."""
    resources = [one.change.resource for one in new]
    first, keys = resources[0], [one.key for one in resources]
    if not isinstance(first, WrittenTogether):
        return {}
    writing = first.write_together(_tenant(keys, view, context), resources, new[0].rounds)
    outcome = await _outcome(writing, first.kind)
    return dict.fromkeys(keys, outcome) if isinstance(outcome, M365BotError) else outcome


async def _singly(one: Attempt, view: View, context: Context) -> Seen | M365BotError:
    tenant = _tenant([one.change.key], view, context)
    return await _outcome(_written(one.change, one.was, tenant), one.change.resource.kind)


def _tenant(keys: Sequence[str], view: View, context: Context) -> Tenant:
    """For one write: the sender notes the intent of all its changes, just before the bytes leave.

    It may have waited for its turn for minutes: whoever cancels or pauses a run is heard by the next write of it.
    """
    journal = context.journal

    def leaving() -> None:
        if why := context.may_go_on():
            raise Stopped(why)
        journal.intend(keys, context.graph.service_now())

    return Tenant(view, leaving, journal.remember)


async def _written(change: Change, was: Seen | None, tenant: Tenant) -> Seen:
    if change.action is not Action.REMOVE:
        return await change.resource.write(tenant, was)
    assert was is not None and isinstance(change.resource, Removable)  # planned for what was seen and may go
    await change.resource.remove(tenant, was)
    return Seen("")


async def _outcome(writing: Awaitable[T], kind: str) -> T | M365BotError:
    """What a write came to, or what it raised; a mistake of ours in one thing stops no other.

    Raises what a database refuses: a run that can note nothing is over, and no one thing's fault.
    """
    try:
        return await writing
    except M365BotError as error:
        return error
    except Exception as error:
        if machine.is_of_database(error):
            raise
        log.error("write.broke", kind=kind, error=type(error).__name__)
        return Broken(error)
