"""Plans, runs and approvals as the JSON documents that `--json` prints; a file for each, and one for people's names."""

from m365bot.runs.documents import alike, applied, doings
from m365bot.runs.documents.names import named
from m365bot.runs.documents.plans import of_plan
from m365bot.runs.documents.runs import beside, of_approval, of_run

__all__ = ["alike", "applied", "beside", "doings", "named", "of_approval", "of_plan", "of_run"]
