"""What waits for a person does not wait for good: after config's `approvals: {expires: …}` it is rejected.

Called where somebody decides, by each run before it asks, and by the daemon now and then. A new plan asks again: what was
shown weeks ago need not be what is there now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from m365bot.journal import Run, Status
from m365bot.journal.ports import Runs
from m365bot.programme import Programme
from m365bot.words import say

log = structlog.get_logger()
EVERY = timedelta(minutes=10)


def moment(programme: Programme, run: Run) -> datetime | None:
    """Until when it can be approved; None where it waits for nobody, or for good."""
    if run.status is not Status.AWAITING_APPROVAL:
        return None
    return programme.approval_expires(run.ended or run.planned)


@dataclass
class Watch:
    """Looks now and then, for whoever calls often. known: config as it is now; None where it cannot be read."""

    runs: Runs
    known: Callable[[], Programme | None]
    _again: datetime | None = None

    def look(self, now: datetime) -> None:
        if self._again and now < self._again <= now + EVERY:  # else the clock was set back
            return
        self._again = now + EVERY
        if self.runs.of_status(Status.AWAITING_APPROVAL) and (programme := self.known()):
            look(self.runs, programme, now)


def look(runs: Runs, programme: Programme, now: datetime) -> None:
    """End whatever has waited too long."""
    for run in runs.of_status(Status.AWAITING_APPROVAL):
        end_if_over(runs, programme, run, now)


def end_if_over(runs: Runs, programme: Programme, run: Run, now: datetime) -> str:
    """Why it cannot be approved any more; empty where it can. Whoever was quicker has decided."""
    until = moment(programme, run)
    if until is None or now < until:
        return ""
    why = words(programme, run, until)
    if runs.claim(run.expired(why, now), run.status):
        log.info("approval.expired", run=run.id, job=run.job)
    return why


def words(programme: Programme, run: Run, until: datetime) -> str:
    return say(
        "承認の期限({until:%Y-%m-%d %H:%M})を過ぎたため、却下になりました。"
        "予定のある手順は、次の回にあらためて承認を求めます。いま求めるには: m365bot run {job}",
        until=until.astimezone(programme.timezone),
        job=run.job,
    )
