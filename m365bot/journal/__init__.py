"""What the bot did: runs, changes, posts, approvals. Types and rules; the database stores them."""

from m365bot.journal.approval import Approval, Decision
from m365bot.journal.run import Run, Status, Trigger, exit_code
from m365bot.journal.writing import Intent, Journal, Outcome, Result, Stored

__all__ = [
    "Approval",
    "Decision",
    "Intent",
    "Journal",
    "Outcome",
    "Result",
    "Run",
    "Status",
    "Stored",
    "Trigger",
    "exit_code",
]
