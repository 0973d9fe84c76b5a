"""What was approved before of the things that ask now: to which an approver compares each of them.

Called by whoever shows what waits. Reads rows; never asks Graph.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from m365bot.journal import Run
from m365bot.journal.run import GOOD
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.runs.office import Office

LOOKED_AT = 12  # approvals of the job, the newest first: each plan has to be read


@dataclass(frozen=True)
class Comparison:
    """then: key → as it was approved last. at: when the newest of these was asked for. gone: titles of what was approved
    with it, and is not among this.
    """

    then: Mapping[str, Change] = field(default_factory=dict)
    at: datetime | None = None
    gone: Sequence[str] = ()

    def before(self, change: Change) -> str:
        """The text that a change is to be compared with: what people read now where that is known; empty: there is none."""
        old = self.then.get(change.key)
        return change.before or (old.resource.preview if old else "")


def approved(office: Office, run: Run, plan: Plan) -> Comparison:
    """What readers have is compared with what went out; what they never had, with what somebody last said yes to."""
    then: dict[str, Change] = {}
    newest: tuple[Run, Plan] | None = None
    asked = {change.key: change for change in plan.changes}
    for one in office.runs.approved_earlier(run, LOOKED_AT):
        old = office.plan_to_show(one)
        same = [change for change in old.changes if _counts(one, asked.get(change.key))]
        if same and newest is None:
            newest = one, old
        for change in same:
            then.setdefault(change.key, change)
        if len(then) == len(asked):
            break
    if newest is None:
        return Comparison()
    gone = [change.resource.title for change in newest[1].changes if change.key not in asked]
    return Comparison(then, newest[0].planned, gone)


def _counts(run: Run, asks: Change | None) -> bool:
    return asks is not None and (asks.action is Action.CREATE or run.status in GOOD)


def texts(comparison: Comparison, changes: Iterable[Change]) -> Mapping[str, str]:
    """Key → the text it is compared with, of those that have one."""
    return {one.key: before for one in changes if (before := comparison.before(one))}
