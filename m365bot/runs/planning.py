"""The plan of one job and cohort at one moment.

Called by the sentence, by what was approved, and by `m365bot plan`. Reads only.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from m365bot.errors import M365BotError
from m365bot.journal import exits
from m365bot.reconcile import flow
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Plan
from m365bot.resources.kind import Desired
from m365bot.runs import holds, reporting
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office


class NothingSeen(M365BotError):
    """Nothing of all that was asked about could be seen: there is no plan. `unseen`: words → kind of error."""

    def __init__(self, planned: Planned) -> None:
        self.unseen = {extra.reason: extra.error or "Unknown" for extra in planned.plan.unknown}
        super().__init__("\n".join(self.unseen))
        self.exit_code = exits.of_troubles(reporting.of_nothing_seen(planned))


async def planned(
    office: Office, job: str, cohort: str | None, wanted: Sequence[Desired], at: datetime
) -> Planned:
    """Observed, compared, guarded. Raises SignInNeeded."""
    past, empty = flow.Past(office.journals.earlier, office.person, office.now(None)), Plan(job, cohort, at)
    view = office.view(at, flow.keys(empty, wanted))
    return await flow.plan(empty, wanted, view, office.programme.guards, past)


async def looked(office: Office, asked: Asked) -> list[Planned]:
    """What would change now, for each cohort looked at; nothing is kept. Raises NothingSeen, and what planning raises."""
    job = office.job(asked.job)
    at = office.now(asked.at)
    found = []
    for cohort in office.cohorts_for(job, asked.cohort):
        wanted = office.wanted(job, cohort, at)
        seen = await planned(office, asked.job, cohort.key if cohort else None, wanted, at)
        if seen.saw_nothing:
            raise NothingSeen(seen)
        found.append(replace(seen, lacking=await holds.lacking(office.graph, seen.plan)))
    return found
