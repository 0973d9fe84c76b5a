"""Lists of directory objects: filter, count, order, pages, as the directory allows them.

Called by the handlers of users, groups and applications.
"""

from collections.abc import Collection, Sequence

from m365bot.sandbox.wire import odata_filter, options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.options import Row
from m365bot.sandbox.wire.problems import directory_bad, unsupported_query

LIST = ("$select", "$filter", "$top", "$count", "$orderby", "$skiptoken")
MEMBERS = ("$select", "$top", "$count", "$skiptoken")
ONE = ("$select",)


def listed(call: Call, context: str, rows: Sequence[Row], allowed: Collection[str]) -> Reply:
    """The rows the call asks for. Advanced queries need ConsistencyLevel and $count (docs/facts.md 10)."""
    advanced = set()
    if "$filter" in call.query:
        wanted = _filter(call.query["$filter"], allowed)
        rows = [row for row in rows if wanted.test(row)]
        advanced = set(wanted.operators & odata_filter.ADVANCED)
        advanced |= {"$orderby with $filter"} if "$orderby" in call.query else set()
    counts = call.query.get("$count", "").lower() == "true"
    eventual = call.headers.get("consistencylevel", "").lower() == "eventual"
    if (advanced and not (eventual and counts)) or (counts and not eventual):
        raise unsupported_query(
            "Request with unsupported query: add ConsistencyLevel: eventual and $count=true."
        )
    rows = _ordered(call.query.get("$orderby"), rows, allowed)
    return options.collection(call, context, rows, size=call.settings.group_page, most=999, count=counts)


def _filter(text: str, allowed: Collection[str]) -> odata_filter.Filter:
    try:
        return odata_filter.parsed(text, allowed)
    except odata_filter.BadFilter as problem:
        raise directory_bad(f"Invalid filter clause: {problem}") from problem


def _ordered(wanted: str | None, rows: Sequence[Row], allowed: Collection[str]) -> Sequence[Row]:
    if wanted is None:
        return rows
    name, _, direction = wanted.strip().partition(" ")
    if name not in allowed or direction.strip().lower() not in ("", "asc", "desc"):
        raise unsupported_query(f"Sorting by '{wanted}' is not supported here.")
    return sorted(rows, key=lambda row: str(row.get(name) or ""), reverse=direction.strip().lower() == "desc")
