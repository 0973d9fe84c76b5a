"""From what is wanted to a plan: observe, compare, guard.

Called by runs. Reads only; what a look learned comes back beside the plan.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from m365bot.errors import MissingPermission, Unreachable
from m365bot.programme import Guards, Person
from m365bot.reconcile import comeback, diff, guard, left, matter, observe
from m365bot.reconcile.comeback import History
from m365bot.reconcile.plan import Plan
from m365bot.resources import codec
from m365bot.resources.capabilities import Storing, Surveying
from m365bot.resources.kind import Desired, Extra, Gone, Resource, root_of
from m365bot.resources.view import View


@dataclass(frozen=True)
class Planned:
    """A plan, and what looking taught.

    forbidden, unreachable: why nothing at all could be seen. stopped: why a guard lets nobody carry it out.
    lacking: the permissions its changes need that no token holds.
    """

    plan: Plan
    learned: Mapping[str, Mapping[str, Any]]
    forbidden: bool
    unreachable: bool
    stopped: str = ""
    lacking: tuple[str, ...] = ()

    @property
    def saw_nothing(self) -> bool:
        return self.forbidden or self.unreachable


@dataclass(frozen=True)
class Past:
    """What earlier runs did and knew. people: persons by opaque id. now: by the process's clock."""

    history: History = lambda keys: {}
    people: codec.People = lambda person: Person(person, person, "", "")
    now: datetime = datetime(9999, 12, 31, tzinfo=UTC)


def keys(empty: Plan, wanted: Sequence[Desired]) -> frozenset[str]:
    """Under which a look for these asks what is remembered."""
    found = {left.key(empty)}
    for thing in wanted:
        one: Resource | None = thing.resource if isinstance(thing, Gone) else thing
        while one and one.key not in found:
            found.update((one.key, *one.recalls))
            one = one.parent
    return frozenset(found)


async def plan(
    empty: Plan, wanted: Sequence[Desired], view: View, guards: Guards, past: Past | None = None
) -> Planned:
    """The plan, and whether a guard stops it. Raises SignInNeeded and GuardStopped (observe.all_of)."""
    past = past or Past()
    resources = [thing.resource if isinstance(thing, Gone) else thing for thing in wanted]
    view.wanted = frozenset(resource.key for resource in resources)
    observed = await observe.all_of(resources, view)
    gone, extras = await _others(resources, view)
    meant = [observed[resource.key] for resource in resources if not resource.is_beside]
    seen = {**observed, **await observe.all_of([other.resource for other in gone], view)}
    gone_from_config = await left.of(empty, resources, observed, view, past.people)
    made = gone_from_config.told_in(diff.between(empty, [*wanted, *gone], seen))
    made = matter.whole_or_not(diff.asking_below(made), seen)
    made = comeback.withheld(made, past.history, past.now)
    await _look_at_roots(made, view)
    return Planned(
        replace(made, withheld=tuple(sorted([*made.withheld, *extras], key=lambda extra: extra.key))),
        view.learned,
        forbidden=observe.all_failed_with(MissingPermission, meant),
        unreachable=observe.all_failed_with(Unreachable, meant),
        stopped=guard.why_not(made, guards),
    )


async def _look_at_roots(plan: Plan, view: View) -> None:
    """What would be written lies in a team of which only an id is remembered: is it still ours? Raises GuardStopped.

    What is kept here alone is written into no team.
    """
    written = [change.resource for change in plan.changes if not isinstance(change.resource, Storing)]
    roots = {root.key: root for one in written if (root := root_of(one)) != one}
    await observe.all_of(roots.values(), view)  # one that was looked at already costs nothing


async def _others(resources: Sequence[Resource], view: View) -> tuple[list[Gone], list[Extra]]:
    """What is there beside what is wanted, of kinds that can tell: what is to go, and what stays."""
    asked: dict[Hashable, list[Surveying]] = {}
    for resource in resources:
        if isinstance(resource, Surveying):
            asked.setdefault(resource.together or resource.key, []).append(resource)
    others = [other for same in asked.values() for other in await same[0].others(view, same)]
    return (
        [other for other in others if isinstance(other, Gone)],
        [other for other in others if isinstance(other, Extra)],
    )
