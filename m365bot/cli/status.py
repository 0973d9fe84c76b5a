"""How a run's status and trigger are called on screen.

Called by the commands that show runs.
"""

from m365bot.journal.run import WORDS as STATUS

TRIGGER = {"manual": "手動", "schedule": "予定", "approval": "承認"}

__all__ = ["STATUS", "TRIGGER"]
