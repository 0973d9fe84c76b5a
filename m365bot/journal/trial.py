"""One dry run that somebody asked for at the desk: what would change, planned by a daemon and kept for a day.

Called by runs and the console; the database stores it. Pure. It is no run: nothing can be carried out from it, and no list,
figure or notice of runs counts it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from m365bot.journal.run import PlanJson

KEPT = timedelta(days=1)
PATIENCE = timedelta(minutes=5)  # after which whoever looked is taken for gone


class State(StrEnum):
    ASKED = "asked"
    LOOKING = "looking"
    PLANNED = "planned"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in (State.PLANNED, State.FAILED)


@dataclass(frozen=True)
class Trial:
    """at: planning's now; None: that of whoever plans. words: why there is no plan, or why a guard would stop it.

    lacking: permissions that its changes need and no token holds. plan: holds opaque ids, as a run's does.
    """

    id: str
    job: str
    cohort: str | None
    at: datetime | None
    asked: datetime
    who: str
    reason: str
    state: State = State.ASKED
    began: datetime | None = None
    ended: datetime | None = None
    words: str = ""
    lacking: Sequence[str] = ()
    plan: PlanJson | None = None

    def looked_at(self, now: datetime) -> "Trial":
        return replace(self, state=State.LOOKING, began=now)

    def came_to(self, plan: PlanJson, words: str, lacking: Sequence[str], now: datetime) -> "Trial":
        return replace(self, state=State.PLANNED, plan=plan, words=words, lacking=tuple(lacking), ended=now)

    def failed(self, words: str, now: datetime) -> "Trial":
        return replace(self, state=State.FAILED, words=words, ended=now)
