"""Who had a hand in what waits: whoever saved the issue's file since it last went out as it was approved.

Called by deciding. What an issue says of its author anybody may write who edits it; who saved a version is known by the
account that signed in. Only of issues: of a roster, two who keep it in turn could let nobody approve any more.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from m365bot.journal.version import Version
from m365bot.reconcile.plan import Plan
from m365bot.runs.office import Office

ISSUES = "config/newsletter/"
MARGIN = timedelta(minutes=15)  # between the last look at a text and the note that it went out
_ISSUE = re.compile(r":dx-(\d+)\b", re.ASCII)  # in the key of each of its faces


def of(office: Office, plan: Plan) -> Sequence[Version]:
    """Versions whose authors count as authors of what the plan asks for."""
    return [version for change in plan.changes for version in _of_issue(office, change.key)]


def _of_issue(office: Office, key: str) -> Iterator[Version]:
    found = _ISSUE.search(key)
    if found is None:
        return
    path = next((one.path for one in office.programme.issues if one.number == int(found[1])), None)
    saved = office.saved(ISSUES, _since(office, key))
    gone = {one.file: one.is_removal for one in saved}  # the newest comes last
    for one in saved:
        is_the_issues = path is None or one.file == ISSUES + path.name or gone[one.file]
        if is_the_issues and one.is_saved:
            yield one


def _since(office: Office, key: str) -> datetime | None:
    """When it last went out: it then said what somebody had approved, whoever wrote it."""
    made = [one.at for one in office.journals.earlier([key]).get(key, ())]
    return max(made) - MARGIN if made else None
