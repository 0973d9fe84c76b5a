"""Updates that come back: made run after run, and undone each time by somebody or something else.

Called by the flow. Pure. Two that were made in vain are enough: the third is withheld and told, for a week.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from m365bot.journal.writing import Earlier
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Extra
from m365bot.words import say

IN_VAIN = 2
REST = timedelta(days=7)
History = Callable[[Iterable[str]], Mapping[str, Sequence[Earlier]]]
"""Keys → what was last made of each, the newest first."""


def withheld(plan: Plan, history: History, now: datetime) -> Plan:
    """The plan without what comes back at every run; that is listed with the reason."""
    updates = [change for change in plan.changes if change.action is Action.UPDATE]
    earlier = history([change.key for change in updates]) if updates else {}
    why = {change.key: _why(change, earlier.get(change.key, ()), now) for change in updates}
    told = [Extra.of(change.resource, why[change.key]) for change in updates if why[change.key]]
    return replace(
        plan,
        changes=tuple(change for change in plan.changes if not why.get(change.key)),
        withheld=tuple(sorted([*plan.withheld, *told], key=lambda extra: extra.key)),
    )


def _why(change: Change, earlier: Sequence[Earlier], now: datetime) -> str:
    """Why it is not made once more; empty: it is."""
    last = earlier[:IN_VAIN]
    if len(last) < IN_VAIN or any(_of(change) != (one.action, _plain(one.diff)) for one in last):
        return ""
    again = last[0].at + REST
    if now >= again:
        return ""
    return say(
        "同じ更新を {first:%Y-%m-%d %H:%M} と {last:%Y-%m-%d %H:%M} にも行いましたが、そのたびに元に戻っています。"
        "ほかの人か、ほかのしくみが戻しているようです。設定をいまの状態に合わせるか、戻しているものを止めてください。"
        "{again:%Y-%m-%d} からは、もう一度行います。",
        first=last[-1].at.astimezone(now.tzinfo),
        last=last[0].at.astimezone(now.tzinfo),
        again=again.astimezone(now.tzinfo),
    )


def _of(change: Change) -> tuple[str, str]:
    return change.action.value, _plain({name: list(pair) for name, pair in change.diff.items()})


def _plain(diff: Mapping[str, object]) -> str:
    """As it is stored: lists for tuples, and in order."""
    return json.dumps(diff, ensure_ascii=False, sort_keys=True, default=str)
