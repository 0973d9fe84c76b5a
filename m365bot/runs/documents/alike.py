"""What was left as it was, told once where it is one matter: the faces of an issue whose time is over.

Called by whoever shows a plan or a run to people. Pure; what is stored and what `--json` prints have every one.
"""

from collections.abc import Iterable
from dataclasses import replace

from m365bot.resources.kind import Extra
from m365bot.words import say


def once(extras: Iterable[Extra]) -> list[Extra]:
    """The first of each matter and reason, which says how many more there are; all that are of no matter."""
    found: dict[tuple[str, str], list[Extra]] = {}
    for extra in extras:
        matter = extra.resource.matter if extra.resource else ""
        found.setdefault((matter or extra.key, extra.reason), []).append(extra)
    return [_and_more(each) for each in found.values()]


def _and_more(extras: list[Extra]) -> Extra:
    first, *more = extras
    if not more:
        return first
    return replace(
        first,
        title=say("{title} ほか{count}件", title=first.title or first.key, count=len(more)),
    )
