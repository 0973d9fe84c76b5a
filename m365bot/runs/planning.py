"""The plan of one job and cohort at one moment.

Called by starter and unfinished. Reads only.
"""

from collections.abc import Sequence
from datetime import datetime

from m365bot.errors import GuardStopped
from m365bot.programme import Cohort
from m365bot.reconcile import flow
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Plan
from m365bot.resources.kind import Gone, Resource
from m365bot.runs.office import Office


async def planned(
    office: Office, job: str, cohort: Cohort | None, wanted: Sequence[Resource | Gone], at: datetime
) -> Planned:
    """Raises SignInNeeded."""
    empty = Plan(job, cohort.key if cohort else None, at)
    return await flow.plan(empty, wanted, office.view(at), office.programme.guards)


async def guarded(
    office: Office, job: str, cohort: Cohort | None, wanted: Sequence[Resource | Gone], at: datetime
) -> Planned:
    """One that no guard stops. Raises GuardStopped and SignInNeeded."""
    found = await planned(office, job, cohort, wanted, at)
    if found.stopped:
        raise GuardStopped(found.stopped)
    return found
