"""Query options: taken apart, `$select` applied, pages cut.

Called by the gateway and by handlers that answer collections.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote

from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.paths import encoded
from m365bot.sandbox.wire.problems import GraphProblem
from m365bot.sandbox.wire.routing import Operation, bad_request
from m365bot.sandbox.wire.shapes import DEFAULTS, SHAPES

Row = dict[str, Any]


def parsed(known: Operation, query: str) -> dict[str, str]:
    """By name, decoded; 400 for one given twice."""
    result: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in result:
            raise bad_request(known.slice, f"Query option '{name}' was specified more than once.")
        result[name] = value
    return result


def pruned(known: Operation, call: Call, reply: Reply) -> Reply:
    """The reply with what `$select` asks for and no more, where the operation names its shape."""
    if not known.shape or not isinstance(reply.body, dict) or reply.status >= 300:
        return reply
    keep = _kept(known, call)
    if keep is None:
        return reply
    body = dict(reply.body)
    if isinstance(body.get("value"), list):
        body["value"] = [_only(row, keep) for row in body["value"]]
        return Reply(reply.status, body, reply.headers)
    return Reply(reply.status, _only(body, keep), reply.headers)


def _kept(known: Operation, call: Call) -> set[str] | None:
    """The names to keep; None: all."""
    wanted = call.query.get("$select")
    if wanted is None:
        shown = DEFAULTS.get(known.shape)
        return set(shown) | _expanded(call) if shown else None
    names = {each.strip().partition("/")[0] for each in wanted.split(",") if each.strip()}
    for name in sorted(names - SHAPES[known.shape]):
        raise _unknown_property(known, name)
    return names | _expanded(call)


def _expanded(call: Call) -> set[str]:
    return {each.partition("(")[0].strip() for each in call.query.get("$expand", "").split(",")}


def _unknown_property(known: Operation, name: str) -> GraphProblem:
    message = (
        "Parsing OData Select and Expand failed: Could not find a property named "
        f"'{name}' on type 'microsoft.graph.{known.shape}'."
    )
    return bad_request(known.slice, message)


def _only(row: Row, keep: set[str]) -> Row:
    return {key: value for key, value in row.items() if key in keep or key.startswith("@")}


def entity(call: Call, context: str, body: Row, status: int = 200, **headers: str) -> Reply:
    """One thing, behind its `@odata.context`."""
    return Reply(status, {"@odata.context": f"{call.root}/$metadata#{context}", **body}, headers)


def collection(
    call: Call,
    context: str,
    rows: Sequence[Row],
    *,
    size: int | None = None,
    most: int = 999,
    count: bool = False,
) -> Reply:
    """Rows behind their context: all, or a page of `$top` (else `size`, at most `most`) with a nextLink."""
    body: Row = {"@odata.context": f"{call.root}/$metadata#{context}"}
    start = _start(call)
    if count and not start:
        body["@odata.count"] = len(rows)
    if size is None:
        return Reply(200, {**body, "value": list(rows)})
    end = start + page_size(call, size, most)
    if end < len(rows):
        body["@odata.nextLink"] = link(call, **{"$skiptoken": _token(end)})
    return Reply(200, {**body, "value": list(rows[start:end])})


def page_size(call: Call, size: int, most: int) -> int:
    """`$top`, judged."""
    text = call.query.get("$top")
    if text is None:
        return size
    if not text.isdigit() or not 1 <= int(text) <= most:
        message = f"Invalid page size specified: '{text}'. Must be between 1 and {most} inclusive."
        raise GraphProblem(400, "BadRequest", message)
    return int(text)


def link(call: Call, **changes: str) -> str:
    """The request's own address with other options; those named "" are left out."""
    query: Mapping[str, str] = {**call.query, **changes}
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items() if value != "")
    return f"{call.root}{encoded(call.path)}" + (f"?{text}" if text else "")


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(f"RFNwdAI:{start}".encode()).decode().rstrip("=")


def _start(call: Call) -> int:
    text = call.query.get("$skiptoken")
    if text is None:
        return 0
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        return int(plain.removeprefix("RFNwdAI:"))
    except ValueError as problem:
        raise GraphProblem(400, "BadRequest", "The skiptoken is not valid.") from problem
