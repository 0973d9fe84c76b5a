"""What a person's word is asked for, in one line: the issue by its number and title, or one thing and how many more.

Called by standing and by the pages that list what waits. Pure.
"""

import re
from collections.abc import Sequence

from m365bot.journal import Run
from m365bot.programme import Programme
from m365bot.reconcile.plan import Plan
from m365bot.words import say

_ISSUE = re.compile(r":dx-(\d+)\b", re.ASCII)  # in the key of each of its faces


def issue(run: Run, known: Programme) -> str:
    """The subject of the issue that it asks about; empty where it is about none, or about more than one thing, or was
    stored otherwise by another version.
    """
    asked = (run.asking or {}).get("changes", ())
    numbers = {_number(str(one.get("key", ""))) if isinstance(one, dict) else 0 for one in asked}
    subjects = [one.subject for one in known.issues if numbers == {one.number}]
    return subjects[0] if subjects else ""


def first_of(plan: Plan) -> str:
    """Of any plan: it may name a person, and is for those who decide."""
    titles: Sequence[str] = [change.resource.title for change in plan.changes]
    if len(titles) < 2:
        return "".join(titles)
    return say("{title} ほか{count}件", title=titles[0], count=len(titles) - 1)


def _number(key: str) -> int:
    found = _ISSUE.search(key)
    return int(found[1]) if found else 0
