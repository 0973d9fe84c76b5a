"""What differs between wanted and seen.

Called by the flow. Pure: never awaits, never asks Graph.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from m365bot.reconcile.observe import Absent, Observation, Present, Unknown
from m365bot.reconcile.plan import Action, Change, Diff, Plan
from m365bot.resources.bounds import Window
from m365bot.resources.capabilities import Removable, Storing
from m365bot.resources.kind import Desired, Extra, Gone, Resource
from m365bot.resources.seen import Seen, differs
from m365bot.resources.view import Bound
from m365bot.words import say


@dataclass
class _Sorted:
    """Where each wanted thing ends up."""

    changes: list[Change] = field(default_factory=list)
    withheld: list[Extra] = field(default_factory=list)
    unknown: list[Extra] = field(default_factory=list)
    unchanged: int = 0


def between(empty: Plan, wanted: Iterable[Desired], observed: Mapping[str, Observation]) -> Plan:
    """The plan that makes what is observed what is wanted; `empty` says job, cohort and planning's now."""
    result = _Sorted()
    for thing in _each_once(wanted):
        if isinstance(thing, Gone):
            _gone(thing, observed[thing.resource.key], result)
        else:
            _wanted(thing, observed[thing.key], empty.at, result)
    _without_parents(result, observed)
    return replace(
        empty,
        changes=tuple(sorted(result.changes, key=lambda change: change.key)),
        withheld=tuple(sorted(result.withheld, key=lambda extra: extra.key)),
        unknown=tuple(sorted(result.unknown, key=lambda extra: extra.key)),
        unchanged=result.unchanged,
    )


def asking_below(plan: Plan) -> Plan:
    """What belongs to, or cannot do without, what waits for a person waits with it, and is approved with it."""
    titles = {change.key: change.resource.title for change in plan.changes if change.asks}
    if not titles:
        return plan
    return replace(plan, changes=tuple(_waits_with(change, titles) for change in plan.changes))


def _waits_with(change: Change, titles: Mapping[str, str]) -> Change:
    if change.asks:
        return change
    needed = [*_above(change.resource), *(one.key for one in change.resource.cannot_do_without)]
    waits_for = next((titles[key] for key in needed if key in titles), "")
    asks = say("{what}の承認と一緒に行います。", what=waits_for)
    return replace(change, asks=asks) if waits_for else change


def _above(resource: Resource) -> list[str]:
    return [resource.parent.key, *_above(resource.parent)] if resource.parent else []


def _each_once(wanted: Iterable[Desired]) -> Sequence[Desired]:
    """One thing may be asked for twice (two lines for one person, C35); wanted wins over gone."""
    things = list(wanted)
    gone = {thing.resource.key: thing for thing in things if isinstance(thing, Gone)}
    return list((gone | {thing.key: thing for thing in things if not isinstance(thing, Gone)}).values())


def _gone(gone: Gone, observation: Observation, result: _Sorted) -> None:
    match observation:
        case Present(seen) if seen.withheld:
            result.withheld.append(Extra.of(gone.resource, seen.withheld))
        case Present(seen):
            asks = _asks_to_go(gone.resource)
            change = Change(Action.REMOVE, gone.resource, gone.reason, was=seen, asks=asks)
            result.changes.append(change)
        case Absent():
            result.unchanged += 1
        case Unknown(error):
            result.unknown.append(Extra.of(gone.resource, str(error), error=type(error).__name__))


def _asks_to_go(resource: Resource) -> str:
    return resource.asks_to_go if isinstance(resource, Removable) else say("外すには承認が必要です。")


def _wanted(resource: Resource, observation: Observation, at: datetime, result: _Sorted) -> None:
    match observation:
        case Present(seen):
            _present(resource, seen, at, result)
        case Absent(bound=bound):
            _absent(resource, bound, at, result)
        case Unknown(error):
            result.unknown.append(Extra.of(resource, str(error), error=type(error).__name__))


def _present(resource: Resource, seen: Seen, at: datetime, result: _Sorted) -> None:
    window = resource.window if seen.half_made else None
    if seen.withheld:
        result.withheld.append(Extra.of(resource, seen.withheld))
    elif window and at > window.closes:
        result.withheld.append(Extra.of(resource, _over(window)))
    elif (diff := differs(resource.facts, seen.facts)) or seen.asks:
        result.changes.append(_within(window, at, _changed(resource, seen, diff)))
    elif not resource.is_beside:
        result.unchanged += 1


def _within(window: Window | None, at: datetime, change: Change) -> Change:
    opens = window.opens if window and window.opens > at else None
    return replace(change, not_before=opens, not_after=window.closes if window else None)


def _over(window: Window) -> str:
    return say(
        "送る時間({closes:%Y-%m-%d %H:%M}まで)を過ぎたため送りません。いま送るなら、公開の日時を改めてください。",
        closes=window.closes,
    )


def _changed(resource: Resource, seen: Seen, diff: Diff) -> Change:
    if isinstance(resource, Storing):
        new = say("新しい回答があります。")
        change = Change(Action.STORE, resource, new, diff, was=seen, asks=resource.asks)
        return change if change.rows else replace(change, reason=say("消された回答があります。"))
    why = resource.outdated if diff else say("設定どおりですが、ここで作ったものではありません。")
    asks = resource.asks or seen.asks
    return Change(Action.UPDATE, resource, why + _from_and_to(resource, diff), diff, was=seen, asks=asks)


def _from_and_to(resource: Resource, diff: Diff) -> str:
    """What becomes of each fact that has words: a team that is renamed must be known by both names."""
    nothing = say("(なし)")
    told = [
        say(
            "{name}: {found} → {wanted}",
            name=say(name),
            found=diff[fact][0] or nothing,
            wanted=diff[fact][1] or nothing,
        )
        for fact, name in resource.called.items()
        if fact in diff
    ]
    return say("({changes})", changes=say("、").join(told)) if told else ""


def _absent(resource: Resource, bound: Bound | None, at: datetime, result: _Sorted) -> None:
    window, to, whom = resource.window, bound.id if bound else "", bound.words if bound else ""
    if window and window.asks_at(at):
        late = _late(resource, window, at)
        result.changes.append(replace(late, asks=late.asks + whom, bound=to))
        return
    if window and at > window.closes:
        result.withheld.append(Extra.of(resource, _over(window)))
        return
    asks = resource.asks and resource.asks + whom
    made = Change(Action.CREATE, resource, say("まだありません。"), asks=asks, bound=to)
    result.changes.append(_within(window, at, made))


def _late(resource: Resource, window: Window, at: datetime) -> Change:
    """Only a person's word of now sends it: one from before its time was over is about another hour."""
    why = say(
        "公開の時間({closes:%Y-%m-%d %H:%M}まで)を過ぎています。いまから公開してよければ、承認してください。",
        closes=window.closes,
    )
    opens = window.opens if window.opens > at else None
    return Change(Action.CREATE, resource, why, asks=why, not_before=opens, not_after=window.asks_until)


def _without_parents(result: _Sorted, observed: Mapping[str, Observation]) -> None:
    """What belongs to something that is neither there nor planned has to wait for another job."""
    planned = {change.key for change in result.changes}
    for change in sorted(result.changes, key=lambda change: change.key):
        absent = observed[change.key]
        if (
            not isinstance(absent, Absent)
            or not absent.parent
            or absent.parent_key in planned  # an instructor who is invited by this very plan
            or _has_planned_parent(change.resource, planned, observed)
        ):
            continue
        result.changes.remove(change)
        planned.discard(change.key)
        why = say("{what}がまだありません。先に provision を実行してください。", what=absent.parent)
        result.unknown.append(Extra.of(change.resource, why))


def _has_planned_parent(resource: Resource, planned: set[str], observed: Mapping[str, Observation]) -> bool:
    """Will there be something for it to belong to? Not below what could not be seen."""
    parent = resource.parent
    if parent is None or isinstance(observed.get(parent.key), Unknown):
        return False
    return parent.key in planned or _has_planned_parent(parent, planned, observed)
