"""Limits that a plan must not pass without a person.

Called by the flow after diff. Pure: which kinds have a limit, they say themselves; how high it is, config says.
"""

from collections.abc import Iterator

from m365bot.programme import Guards
from m365bot.reconcile.plan import Action, Plan
from m365bot.resources.bounds import Limit
from m365bot.words import say


def why_not(plan: Plan, guards: Guards) -> str:
    """Why it must not be carried out: it touches more than config allows at once. Empty: it may be."""
    touched: dict[Limit, set[str]] = {}
    for limit, one in _limited(plan):
        touched.setdefault(limit, set()).add(one)
    for limit, those in touched.items():
        if len(those) > guards.of(limit.setting):
            return _words(limit, len(those), guards.of(limit.setting))
    return ""


def _limited(plan: Plan) -> Iterator[tuple[Limit, str]]:
    """What is limited and what counts as one of it: first what goes, then what is replaced or made."""
    for change in plan.changes:
        if change.action is Action.REMOVE and change.resource.removals:
            yield change.resource.removals, change.resource.counted_as
    for change in plan.changes:
        if change.action is Action.UPDATE and change.resource.updates:
            yield change.resource.updates, change.resource.counted_as
    for change in plan.changes:
        if change.action is Action.CREATE and change.resource.creations:
            yield change.resource.creations, change.resource.counted_as


def _words(limit: Limit, count: int, most: int) -> str:
    return say(
        "{what}が{count}{unit}{there}、安全確認の上限{limit}{unit}を超えるため、何もせずに止めました。"
        "名簿や資料の誤りでなければ、programme.yaml の guards: {setting} を一時的に上げてください。",
        what=say(limit.what),
        unit=say(limit.unit),
        there=say("いて") if limit.unit == "人" else say("あり"),
        count=count,
        limit=most,
        setting=limit.setting,
    )
