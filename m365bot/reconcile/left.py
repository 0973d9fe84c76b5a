"""What an earlier run of a job looked after, what config names no more, and what is there all the same.

Called by the flow. Reads only. What a job wants is remembered under its name and cohort, so that the next run can tell:
each such thing is listed as withheld for as long as it is there, and a second team or channel beside one that left is
asked about, for it may be the same under another name. Nothing is deleted because config does not name it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from m365bot.reconcile import observe
from m365bot.reconcile.observe import Observation, Present, Unknown
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources import codec
from m365bot.resources.kind import Extra, Resource
from m365bot.resources.view import View
from m365bot.words import say

log = structlog.get_logger()


@dataclass(frozen=True)
class Left:
    """Things that left config and are there, what belongs to another of them left out."""

    things: tuple[Resource, ...] = ()

    def told_in(self, plan: Plan) -> Plan:
        """The plan that lists them, and asks before something of their kind is made beside them."""
        why = say("設定からなくなりましたが、消さずに残しています。要らなければ Teams で削除してください。")
        extras = [Extra.of(thing, why) for thing in self.things]
        withheld = tuple(sorted([*plan.withheld, *extras], key=lambda extra: extra.key))
        return replace(plan, withheld=withheld, changes=tuple(map(self._asked, plan.changes)))

    def _asked(self, change: Change) -> Change:
        same = [thing for thing in self.things if _may_be(thing, change.resource)]
        if change.action is not Action.CREATE or not same:
            return change
        asks = say(
            "設定から{old}がなくなり、{new}が新しくできます。{renaming}別に作るのなら承認してください。",
            old=say("、").join(thing.title for thing in same),
            new=change.resource.title,
            renaming=say(change.resource.renaming),
        )
        return replace(change, asks=change.asks or asks)


def key(empty: Plan) -> str:
    """Under which that is remembered."""
    return f"kept:{empty.job}/{empty.cohort or ''}"


async def of(
    empty: Plan,
    wanted: Sequence[Resource],
    observed: Mapping[str, Observation],
    view: View,
    people: codec.People,
) -> Left:
    """What is left of what earlier runs wanted; from now on `wanted` is remembered with it."""
    name = key(empty)
    mine = {one.key: one for one in wanted if one.told_when_left}
    before = {key: one for key, one in _remembered(view.memo(name), people).items() if key not in mine}
    found = await observe.all_of(before.values(), view)
    ids = {seen.seen.id for seen in observed.values() if isinstance(seen, Present)}
    there = [one for key, one in before.items() if _is_there(found[key], ids)]
    unsure = [one for key, one in before.items() if isinstance(found[key], Unknown)]
    _remember(view, name, [*mine.values(), *there, *unsure])
    keys = {one.key for one in there}
    return Left(tuple(one for one in there if keys.isdisjoint(_above(one))))


def _is_there(found: Observation, ids: Iterable[str]) -> bool:
    """Under its old name, that is: what config calls otherwise now, as people do, is looked after."""
    return isinstance(found, Present) and found.seen.id not in ids


def _may_be(left: Resource, new: Resource) -> bool:
    """Might the new one be meant to be the one that left?"""
    parents = [one.parent.key if one.parent else "" for one in (left, new)]
    return bool(new.renaming) and left.kind == new.kind and parents[0] == parents[1]


def _above(resource: Resource) -> list[str]:
    return [resource.parent.key, *_above(resource.parent)] if resource.parent else []


def _remembered(memo: Mapping[str, object], people: codec.People) -> dict[str, Resource]:
    """What another version remembered may not be made again: that is told of no more."""
    decoder = codec.Decoder(memo.get("resources", {}), people)  # type: ignore[arg-type]  # as it was kept below
    found: dict[str, Resource] = {}
    for key in memo.get("keys", ()):  # type: ignore[attr-defined]  # likewise
        try:
            found[key] = decoder.resource(key)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("left.not_remembered", error=type(error).__name__)
    return found


def _remember(view: View, name: str, things: Sequence[Resource]) -> None:
    encoder = codec.Encoder()
    for thing in things:
        encoder.add(thing)
    if things or view.memo(name):
        view.learn(name, keys=sorted(thing.key for thing in things), resources=encoder.resources)
