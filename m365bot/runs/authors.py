"""Who had a hand in what waits: whoever saved the issue's file since it last went out as it was approved, or a form's whose
words stand below it.

Called by deciding. What an issue says of its author anybody may write who edits it; who saved a version is known by the
account that signed in. Only of issues: of a roster, two who keep it in turn could let nobody approve any more.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from m365bot.journal.version import Version
from m365bot.programme import recruiting
from m365bot.reconcile.plan import Plan
from m365bot.runs.office import Office

ISSUES, FORMS = "config/newsletter/", "config/forms/"
MARGIN = timedelta(minutes=15)  # between the last look at a text and the note that it went out
_ISSUE = re.compile(r":dx-(\d+)\b", re.ASCII)  # in the key of each of its faces


def of(office: Office, plan: Plan) -> Sequence[Version]:
    """Versions whose authors count as authors of what the plan asks for."""
    return [version for change in plan.changes for version in _of_issue(office, change.key)]


def _of_issue(office: Office, key: str) -> Iterator[Version]:
    found = _ISSUE.search(key)
    if found is None:
        return
    issue = next((one for one in office.programme.issues if one.number == int(found[1])), None)
    path, since = issue.path if issue else None, _since(office, key)
    if issue and recruiting.open_at(
        office.programme, issue.publish
    ):  # a form's words stand below the issue then
        yield from (one for one in office.saved(FORMS, since) if one.is_saved)
    saved = office.saved(ISSUES, since)
    gone = {one.file: one.is_removal for one in saved}  # the newest comes last
    for one in saved:
        is_the_issues = path is None or one.file == ISSUES + path.name or gone[one.file]
        if is_the_issues and one.is_saved:
            yield one


def _since(office: Office, key: str) -> datetime | None:
    """When it last went out: it then said what somebody had approved, whoever wrote it."""
    made = [one.at for one in office.journals.earlier([key]).get(key, ())]
    return max(made) - MARGIN if made else None
