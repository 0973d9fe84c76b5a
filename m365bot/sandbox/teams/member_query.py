"""Lists of members: filter and pages, as Teams allows them.

Called by the handlers of team and channel members.
"""

from m365bot.sandbox.wire import odata_filter, options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.options import Row
from m365bot.sandbox.wire.problems import bad

OPTIONS = ("$select", "$filter", "$top", "$skiptoken")
_CAST = "microsoft.graph.aadUserConversationMember/"
_PROPERTIES = ("displayName", "email", "userId")


def listed(call: Call, context: str, rows: list[Row]) -> Reply:
    """Pages of 100, at most 999. Roles cannot be filtered (docs/facts.md 90)."""
    if "$filter" in call.query:
        try:
            wanted = odata_filter.parsed(call.query["$filter"].replace(_CAST, ""), _PROPERTIES)
        except odata_filter.BadFilter as problem:
            raise bad(f"Invalid filter clause: {problem}") from problem
        rows = [row for row in rows if wanted.test(row)]
    return options.collection(call, context, rows, size=100, most=999, count=True)
