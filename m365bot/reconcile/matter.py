"""What is one matter goes out whole or not at all, whether a person approves it or not: an issue with all its faces.

Called by the flow. Pure. Where one of it cannot be done until a person has mended something (a group that is not
there, a site of another name), the others wait with it and say why; what merely could not be seen just now holds
nothing up.
"""

from collections.abc import Mapping
from dataclasses import replace

from m365bot.errors import Permanent
from m365bot.reconcile.observe import Absent, Observation, Unknown
from m365bot.reconcile.plan import Change, Plan
from m365bot.resources.kind import Extra, Resource
from m365bot.words import say


def whole_or_not(plan: Plan, observed: Mapping[str, Observation]) -> Plan:
    """The plan without what belongs to a matter of which one thing is at fault: that is withheld, with the fault."""
    faults = _faults(plan, observed)
    if not faults:
        return plan
    why = {change.key: faults.get(change.resource.matter, "") for change in plan.changes}
    why = {change.key: _inherited(change, why) for change in plan.changes}
    held = [Extra.of(change.resource, why[change.key]) for change in plan.changes if why[change.key]]
    withheld = sorted([*plan.withheld, *held], key=lambda extra: extra.key)
    return replace(plan.only(one for one in plan.changes if not why[one.key]), withheld=tuple(withheld))


def _faults(plan: Plan, observed: Mapping[str, Observation]) -> Mapping[str, str]:
    """Matter → which of it cannot be done, and why."""
    found: dict[str, str] = {}
    for extra in plan.unknown:
        one = extra.resource
        if one and one.matter and _needs_a_person(observed[extra.key]):
            found.setdefault(one.matter, _words(extra, one))
    return found


def _needs_a_person(observation: Observation) -> bool:
    """Will it be the same until somebody mends it? So it is too with what has nothing to stand in."""
    is_lasting = isinstance(observation, Unknown) and isinstance(observation.error, Permanent)
    return is_lasting or isinstance(observation, Absent)


def _words(extra: Extra, one: Resource) -> str:
    stopped = say("一緒に公開する{what}ができないため、全部を止めています。", what=extra.title)
    then = (
        say("直すと、全部をそろえて承認を求めます。")
        if one.asks
        else say("直すと、全部をそろえて公開します。")
    )
    return stopped + then + extra.reason


def _inherited(change: Change, why: Mapping[str, str]) -> str:
    needed = [*_above(change.resource), *(one.key for one in change.resource.cannot_do_without)]
    return why[change.key] or next((why[key] for key in needed if why.get(key)), "")


def _above(resource: Resource) -> list[str]:
    return [resource.parent.key, *_above(resource.parent)] if resource.parent else []
