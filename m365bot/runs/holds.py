"""What the tokens of a run may do, as far as they tell.

Called before a plan is shown and before its first write.
"""

from collections.abc import Sequence

from m365bot.errors import ServiceAccountSignedOut
from m365bot.reconcile import permissions
from m365bot.reconcile.permissions import Held
from m365bot.reconcile.plan import Plan
from m365bot.resources.ports.graph import Graph, Identity


async def of_tokens(graph: Graph, needs: Sequence[str]) -> Held:
    """Identity → its permissions, of those that are needed. Raises SignInNeeded (the app's)."""
    wanted = [one for one in Identity if one.value in permissions.identities(needs)]
    return {one.value: await _granted(graph, one) for one in wanted}


async def lacking(graph: Graph, plan: Plan) -> tuple[str, ...]:
    """What a plan's changes need and no token holds. Raises SignInNeeded (the app's)."""
    return permissions.lacking(plan.permissions, await of_tokens(graph, plan.permissions))


async def _granted(graph: Graph, identity: Identity) -> frozenset[str]:
    try:
        return await graph.granted(identity)
    except ServiceAccountSignedOut:  # what it would send waits, and says so itself
        return frozenset()
