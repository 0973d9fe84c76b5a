"""Pages of a listing, and the link to the next one.

Called by the routes of sites, drives and lists. The last page never offers another, also where it is full.
"""

from collections.abc import Sequence
from typing import TypeVar

from m365bot.sandbox import sharepoint_call, sharepoint_options, sharepoint_problems, sharepoint_tokens
from m365bot.sandbox.routing import Call

_T = TypeVar("_T")


def page(call: Call, rows: Sequence[_T], size: int) -> tuple[Sequence[_T], dict[str, str]]:
    """The rows asked for by $top (default `size`) and $skiptoken, and a nextLink where more follow."""
    start, size = _start(call), sharepoint_options.top(call.query, size)
    end = start + size
    if end >= len(rows):
        return rows[start:end], {}
    token = sharepoint_tokens.sealed(sharepoint_call.store(call), skip=end)
    return rows[start:end], {"@odata.nextLink": sharepoint_call.link(call, **{"$skiptoken": token})}


def _start(call: Call) -> int:
    text = call.query.get("$skiptoken")
    if text is None:
        return 0
    facts = sharepoint_tokens.opened(sharepoint_call.store(call), text)
    if facts is None or "skip" not in facts:
        raise sharepoint_problems.invalid("The $skiptoken is not valid.")
    return int(facts["skip"])
