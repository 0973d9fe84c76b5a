"""How a run's status and trigger are called on screen.

Called by the commands that show runs.
"""

STATUS = {
    "requested": "予約済み",
    "running": "実行中",
    "done": "完了",
    "nothing_to_do": "変更なし",
    "partly_failed": "一部失敗",
    "failed": "失敗",
    "stopped": "停止",
    "awaiting_approval": "承認待ち",
    "rejected": "却下",
    "cancelled": "取消",
}
TRIGGER = {"manual": "手動", "schedule": "予定", "approval": "承認"}
