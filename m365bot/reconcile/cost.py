"""What carrying out a plan will cost: requests to Graph, and seconds at the documented pace.

Called by the command line. An estimate, and pure.
"""

import math
from collections import Counter

from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import root_of

BEAT = 1.02  # seconds in which each scope's budget is new
PER_TEAM = 4  # requests per beat on one team


def of(plan: Plan) -> dict[str, float]:
    """{requests, seconds}; those that share a request are one, and what has beats of its own goes one after another."""
    shared = {change.resource.together for change in plan.changes if _is_shared(change)}
    alone = [change for change in plan.changes if not _is_shared(change)]
    requests = sum(change.resource.pace.requests for change in alone) + len(shared)
    return {"requests": requests, "seconds": round(_beats(alone) * BEAT + _ready(alone), 1)}


def _is_shared(change: Change) -> bool:
    return change.action is Action.CREATE and change.resource.pace.shared


def _beats(changes: list[Change]) -> int:
    """Of the team that needs most."""
    requests: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for change in changes:
        team = root_of(change.resource).key
        requests[team] += 1
        own[team] += change.resource.pace.beats
    return max((max(math.ceil(requests[team] / PER_TEAM), own[team]) for team in requests), default=0)


def _ready(changes: list[Change]) -> float:
    """How long the service takes, at best, until it is ready for what is made; such things are waited for at once."""
    return max((one.resource.pace.ready for one in changes if one.action is Action.CREATE), default=0.0)
