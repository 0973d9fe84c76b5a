"""What there is of what is wanted: present, absent or unknown.

Called by the flow, and by batch before a write is repeated. Reads only. All resources look in the same tick, so that
their reads coalesce; whatever a look raises becomes one of the three answers here.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from m365bot.errors import (
    Broken,
    GraphError,
    M365BotError,
    MissingPermission,
    NotFound,
    ServiceAccountSignedOut,
)
from m365bot.reconcile import permissions
from m365bot.resources.kind import Resource
from m365bot.resources.seen import Seen
from m365bot.resources.view import Bound, ParentAbsent, View

log = structlog.get_logger()


@dataclass(frozen=True)
class Present:
    seen: Seen


@dataclass(frozen=True)
class Absent:
    """Surely not there. parent: what it needs and what is not there either, in an officer's words; and its key. bound:
    what it is to be made for.
    """

    parent: str = ""
    parent_key: str = ""
    bound: Bound | None = None


@dataclass(frozen=True)
class Unknown:
    """Neither seen nor surely absent; `error` is why."""

    error: Exception


Observation = Present | Absent | Unknown


async def all_of(wanted: Iterable[Resource], view: View) -> Mapping[str, Observation]:
    """Key → observation. Raises SignInNeeded (the app's) and GuardStopped; nothing can be done then."""
    distinct = {resource.key: resource for resource in wanted}
    found = await _each(distinct.values(), view)
    while young := [distinct[key] for key, seen in found.items() if _is_hidden(distinct[key], seen, view)]:
        await asyncio.sleep(max(view.unsettled(resource) for resource in young))
        view = view.again()
        found |= await _each(young, view)
    return found


async def _each(resources: Iterable[Resource], view: View) -> dict[str, Observation]:
    looked = list(resources)
    found = await asyncio.gather(*(one(resource, view) for resource in looked))
    return {resource.key: seen for resource, seen in zip(looked, found, strict=True)}


def _is_hidden(resource: Resource, observation: Observation, view: View) -> bool:
    """Was it written just now, so that its absence from a list says nothing yet?"""
    return isinstance(observation, Absent) and not observation.parent and view.unsettled(resource) > 0


async def one(resource: Resource, view: View) -> Observation:
    try:
        seen = await view.seen(resource)
    except ParentAbsent as absent:
        return Absent(str(absent), absent.key)
    except NotFound as error:
        return await _where_nothing_was_found(resource, view, error)
    except MissingPermission as error:
        return Unknown(named_for(asked_by(resource, error), error))
    except (GraphError, ServiceAccountSignedOut) as error:
        return Unknown(error)
    except M365BotError:  # GuardStopped, the app's SignInNeeded: nothing can be done then
        raise
    except Exception as error:
        log.error("observe.broke", kind=resource.kind, error=type(error).__name__)
        return Unknown(Broken(error))
    if seen is None:
        if view.unsettled(resource) <= 0:
            _forget(resource, view)
        return Absent(bound=view.bound.get(resource.key))
    if not seen.asks:  # else nobody has said yet that it is ours
        view.learn(resource.key, id=seen.id, **seen.memo)
    return Present(seen)


async def _where_nothing_was_found(resource: Resource, view: View, error: NotFound) -> Observation:
    """The parent may be gone (its remembered id led nowhere) or half made; else it may only be not ready yet."""
    if resource.parent is None:
        return Unknown(error)
    match await one(resource.parent, view):
        case Absent() | Present(Seen(half_made=True)):
            return Absent(resource.parent.title, resource.parent.key)
    return Unknown(error)


def _forget(resource: Resource, view: View) -> None:
    """What is surely gone has no id any more that others might lean on."""
    if view.memo(resource.key).get("id"):
        view.learn(resource.key, id="")


def named_for(asked: Sequence[str], error: MissingPermission) -> MissingPermission:
    """The refusal in the kind's own terms, of what it asks for: the service seldom says which permission it misses."""
    return MissingPermission(
        "、".join(_lacking(asked, error)) or error.permission or "、".join(_own(asked, error)),
        identity=error.identity,
        held=error.held,
        code=error.code,
        request_id=error.request_id,
    )


def asked_by(resource: Resource, error: MissingPermission) -> Sequence[str]:
    """By what is looked for or, where the token lacks nothing of that, by what it stands in: a look begins there."""
    asked = resource.reads or resource.needs
    if resource.parent is None or not error.held or _lacking(asked, error):
        return asked
    return asked_by(resource.parent, error)


def _own(asked: Sequence[str], error: MissingPermission) -> list[str]:
    """Of the identity that was refused."""
    needs = [need.removeprefix(f"{error.identity}:") for need in asked]
    return [need for need in needs if ":" not in need]


def _lacking(asked: Sequence[str], error: MissingPermission) -> list[str]:
    own = _own(asked, error)
    if not error.held:
        return own
    held = {error.identity: error.held}
    return [need for need in own if permissions.lacking([f"{error.identity}:{need}"], held)]


def all_failed_with(kind: type[Exception], observations: Iterable[Observation]) -> bool:
    """Could nothing be seen, and for this one reason?"""
    found = list(observations)
    return bool(found) and all(isinstance(one, Unknown) and isinstance(one.error, kind) for one in found)
