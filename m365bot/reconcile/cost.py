"""What carrying out a plan will cost: requests to Graph, and seconds at the documented pace.

Called by the command line. An estimate, and pure.
"""

import math
from collections import Counter
from collections.abc import Iterable

from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import root_of

BEAT = 1.02  # seconds in which each scope's budget is new
PER_TEAM = 4  # requests per beat on one team
BULK = 200  # people in one request
TEAM_READY = 30.0  # seconds until a new group may become a team, usually


def of(plan: Plan) -> dict[str, float]:
    """{requests, seconds}; people who are added together are one request, channels of a team go one a beat."""
    requests = sum(change.resource.pace.requests for change in plan.changes if not _in_bulk(change))
    bulk = {change.resource.together for change in plan.changes if _in_bulk(change)}
    teams = Counter(root_of(change.resource).key for change in plan.changes if not _in_bulk(change))
    channels = Counter(
        root_of(change.resource).key for change in plan.changes if change.resource.kind == "Channel"
    )
    beats = [math.ceil(count / PER_TEAM) for count in teams.values()] + list(channels.values())
    ready = TEAM_READY if _makes_a_team(plan.changes) else 0.0
    return {"requests": requests + len(bulk), "seconds": round(max(beats, default=0) * BEAT + ready, 1)}


def _in_bulk(change: Change) -> bool:
    return change.resource.kind == "Member" and change.action is Action.CREATE


def _makes_a_team(changes: Iterable[Change]) -> bool:
    return any(change.resource.kind == "Team" and change.action is Action.CREATE for change in changes)
