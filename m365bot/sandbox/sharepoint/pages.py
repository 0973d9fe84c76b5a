"""Pages of a listing, and the link to the next one.

Called by the routes of sites, drives and lists. The last page never offers another, also where it is full.
"""

from collections.abc import Sequence
from typing import TypeVar

from m365bot.sandbox.sharepoint import asked, options, problems, tokens
from m365bot.sandbox.wire.call import Call

_T = TypeVar("_T")


def page(call: Call, rows: Sequence[_T], size: int) -> tuple[Sequence[_T], dict[str, str]]:
    """The rows asked for by $top (default `size`) and $skiptoken, and a nextLink where more follow."""
    start, size = _start(call), options.top(call.query, size)
    end = start + size
    if end >= len(rows):
        return rows[start:end], {}
    token = tokens.sealed(asked.store(call), skip=end)
    return rows[start:end], {"@odata.nextLink": asked.link(call, **{"$skiptoken": token})}


def _start(call: Call) -> int:
    text = call.query.get("$skiptoken")
    if text is None:
        return 0
    facts = tokens.opened(asked.store(call), text)
    if facts is None or "skip" not in facts:
        raise problems.invalid("The $skiptoken is not valid.")
    return int(facts["skip"])
