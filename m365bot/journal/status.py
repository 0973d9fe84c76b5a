"""What a run may be, and what made it begin; each with its words on screen.

Called by everything that knows of runs. Pure.
"""

from enum import StrEnum

from m365bot.words import say


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
        return say(STATUS_WORDS[self])

    @property
    def is_over(self) -> bool:
        return self not in (Status.REQUESTED, Status.RUNNING, Status.AWAITING_APPROVAL)

    @property
    def came_to_something(self) -> bool:
        """Also where that went wrong; a person's no, a tick that led to nothing and what has not ended did not."""
        return self not in (Status.CANCELLED, Status.REJECTED, Status.RUNNING, Status.REQUESTED)


class Trigger(StrEnum):
    MANUAL = "manual"
    SCHEDULE = "schedule"
    APPROVAL = "approval"

    @property
    def words(self) -> str:
        """As it is called on screen."""
        return say(TRIGGER_WORDS[self])


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
