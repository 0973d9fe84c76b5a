"""One run of one job: what it was asked to do, how far it is, how it ended.

Called by runs and the command line. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    REQUESTED = "requested"
    RUNNING = "running"
    DONE = "done"
    NOTHING_TO_DO = "nothing_to_do"
    PARTLY_FAILED = "partly_failed"
    FAILED = "failed"
    STOPPED = "stopped"
    AWAITING_APPROVAL = "awaiting_approval"
    REJECTED = "rejected"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        """As it is called on screen."""
        return STATUS_WORDS[self]

    @property
    def is_over(self) -> bool:
        return self not in (Status.REQUESTED, Status.RUNNING, Status.AWAITING_APPROVAL)


class Trigger(StrEnum):
    MANUAL = "manual"
    SCHEDULE = "schedule"
    APPROVAL = "approval"

    @property
    def words(self) -> str:
        """As it is called on screen."""
        return TRIGGER_WORDS[self]


STATUS_WORDS = {
    Status.REQUESTED: "予約済み",
    Status.RUNNING: "実行中",
    Status.DONE: "完了",
    Status.NOTHING_TO_DO: "変更なし",
    Status.PARTLY_FAILED: "一部失敗",
    Status.FAILED: "失敗",
    Status.STOPPED: "停止",
    Status.AWAITING_APPROVAL: "承認待ち",
    Status.REJECTED: "却下",
    Status.CANCELLED: "取消",
}
TRIGGER_WORDS = {Trigger.MANUAL: "手動", Trigger.SCHEDULE: "予定", Trigger.APPROVAL: "承認"}


@dataclass(frozen=True)
class Run:
    """at: planning's now. planned: the process's now when it was planned. due: not to be started before.

    plan: what is carried out. asking: what waits for approval. report: counts, traffic and errors of its end.
    """

    id: str
    instance: str
    job: str
    cohort: str | None
    status: Status
    trigger: Trigger
    at: datetime
    planned: datetime
    started: datetime | None = None
    ended: datetime | None = None
    due: datetime | None = None
    plan: Mapping[str, Any] | None = None
    asking: Mapping[str, Any] | None = None
    report: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    reason: str = ""

    def now(self, process_now: datetime) -> datetime:
        """An approved run's now: its `--at` plus the time passed since it was planned."""
        return self.at + (process_now - self.planned)

    @property
    def is_a_daemons(self) -> bool:
        """Begun by a daemon: the schedule's, or one that somebody left to it. The next daemon begins it anew."""
        return self.trigger is Trigger.SCHEDULE or self.due is not None

    def begun_anew(self, process_now: datetime) -> "Run":
        """From planning on, at a now that has gone on meanwhile; one without a plan has written nothing."""
        return replace(self, at=self.now(process_now), planned=process_now, report={})


EXIT = {
    Status.REQUESTED: 0,
    Status.RUNNING: 0,
    Status.DONE: 0,
    Status.NOTHING_TO_DO: 0,
    Status.PARTLY_FAILED: 3,
    Status.FAILED: 1,
    Status.STOPPED: 1,
    Status.AWAITING_APPROVAL: 4,
    Status.REJECTED: 1,
    Status.CANCELLED: 1,
}
FIRST_OF = (2, 5, 1, 3, 4, 0)  # where several hold (docs/operator.md)


def exit_code(*codes: int) -> int:
    """The one exit status that tells most, of several."""
    return min(codes, key=FIRST_OF.index, default=0)
