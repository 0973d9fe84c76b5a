"""From what is wanted to a plan: observe, compare, guard.

Called by runs. Reads only; what a look learned comes back beside the plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from m365bot.errors import MissingPermission, Unreachable
from m365bot.programme import Guards
from m365bot.reconcile import diff, guard, observe
from m365bot.reconcile.plan import Plan
from m365bot.resources.kind import Extra, Gone, Resource
from m365bot.resources.view import View

Wanted = Resource | Gone


@dataclass(frozen=True)
class Planned:
    """A plan, and what looking taught.

    forbidden, unreachable: why nothing at all could be seen. stopped: why a guard lets nobody carry it out.
    """

    plan: Plan
    learned: Mapping[str, Mapping[str, Any]]
    forbidden: bool
    unreachable: bool
    stopped: str = ""


async def plan(empty: Plan, wanted: Sequence[Wanted], view: View, limits: Guards) -> Planned:
    """The plan, and whether a guard stops it. Raises SignInNeeded."""
    resources = [thing.resource if isinstance(thing, Gone) else thing for thing in wanted]
    observed = await observe.all_of(resources, view)
    others = await _others(resources, view)
    gone = [other for other in others if isinstance(other, Gone)]
    seen = {**observed, **await observe.all_of([other.resource for other in gone], view)}
    made = diff.between(empty, [*wanted, *gone], seen)
    extras = [other for other in others if isinstance(other, Extra)]
    withheld = sorted([*made.withheld, *extras], key=lambda extra: extra.key)
    return Planned(
        replace(made, withheld=tuple(withheld)),
        view.learned,
        forbidden=observe.all_failed_with(MissingPermission, observed.values()),
        unreachable=observe.all_failed_with(Unreachable, observed.values()),
        stopped=guard.why_not(made, limits),
    )


async def _others(resources: Sequence[Resource], view: View) -> list[Extra | Gone]:
    """What is there beside what is wanted, of kinds that can tell; some of it is to go."""
    extras: list[Extra | Gone] = []
    telling = [resource for resource in resources if hasattr(resource, "others")]
    for _, group in groupby(telling, key=lambda resource: resource.together):
        same = list(group)
        extras += await type(same[0]).others(view, same)
    return extras
