"""What the bot did: runs, changes, posts, approvals. Types and rules; the database stores them."""

from m365bot.journal.approval import Approval, Decision
from m365bot.journal.pause import Pause
from m365bot.journal.report import Report, Spent, Trouble
from m365bot.journal.run import Run, Sought
from m365bot.journal.status import Status, Trigger
from m365bot.journal.writing import GOES_ON, Earlier, Intent, Journal, Outcome, Result, Stored

__all__ = [
    "GOES_ON",
    "Approval",
    "Decision",
    "Earlier",
    "Intent",
    "Journal",
    "Outcome",
    "Pause",
    "Report",
    "Result",
    "Run",
    "Sought",
    "Spent",
    "Status",
    "Stored",
    "Trigger",
    "Trouble",
]
