"""The plan of one job and cohort at one moment.

Called by starter and unfinished. Reads only.
"""

from collections.abc import Sequence
from datetime import datetime

from m365bot.programme import Cohort
from m365bot.reconcile import flow
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Plan
from m365bot.resources.kind import Gone, Resource
from m365bot.runs.office import Office


async def planned(
    office: Office, job: str, cohort: Cohort | None, wanted: Sequence[Resource | Gone], at: datetime
) -> Planned:
    """Raises GuardStopped and SignInNeeded."""
    empty = Plan(job, cohort.key if cohort else None, at)
    return await flow.plan(empty, wanted, office.view(at), office.programme.guards)
