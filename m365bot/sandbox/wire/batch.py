"""`POST /$batch`: at most 20 requests in one, each treated as if it had come alone.

Called by the gateway. Inner requests run one after the other, those that depend on others after them.
"""

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.exchange import JSON, Answer, Request, as_json, failed
from m365bot.sandbox.wire.needs import any_token
from m365bot.sandbox.wire.problems import GraphProblem
from m365bot.sandbox.wire.routing import operation

MOST = 20
PATH = "/$batch"
_ITEM = {"id", "method", "url", "headers", "body", "dependsOn", "atomicityGroup"}
# What msgraph-core always sends, meaning dependsOn (msgraph-sdk-python-core/pull/996). A real order is refused.
_IGNORED: tuple[str, list[str]] = ("depends_on", [])


@operation("POST", PATH, slice="core", needs=any_token(), body={"requests"})
def registered(call: Call) -> Reply:
    """There for the table of operations: the gateway calls `served`."""
    raise AssertionError(call.path)


Ask = Callable[[Request], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class _Item:
    id: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: Any
    after: tuple[str, ...]


async def served(answer: Ask, name: str, call: Call, request: Request) -> Answer:
    """200 with an answer for each, whatever became of it; 400 for the whole where it is misshapen."""
    items = _parsed(request)
    answers: dict[str, Answer] = {}
    for item in _in_order(items):
        hindered = any(answers[each.lower()].status >= 400 for each in item.after)
        inner = _inner(item, request, call)
        answers[item.id.lower()] = _hindered(inner, call) if hindered else await answer(inner)
    every = answers.values()
    return Answer(
        200,
        {"Content-Type": JSON},
        _body([(each.id, answers[each.id.lower()]) for each in items]),
        drop=any(each.drop for each in every),
        truncate=min((each.truncate for each in every if each.truncate is not None), default=None),
        faulted=any(each.faulted for each in every),
        operation=name,
    )


def _hindered(inner: Request, call: Call) -> Answer:
    return failed(GraphProblem(424, "FailedDependency", "Failed dependency"), inner, call.now)


def _parsed(request: Request) -> list[_Item]:
    if request.batch is not None:
        raise _bad("A batch cannot be in a batch.")
    try:
        rows = json.loads(request.body)["requests"]
    except (ValueError, KeyError, TypeError) as problem:
        raise _bad("Invalid batch payload format.") from problem
    if not isinstance(rows, list) or not rows:
        raise _bad("Invalid batch payload format.")
    if len(rows) > MOST:
        raise _bad(f"Number of batch request steps exceeds the maximum value of {MOST}.")
    items = [_item(each) for each in rows]
    ids = [each.id.lower() for each in items]
    if len(set(ids)) != len(ids):
        raise _bad("Batch request ids must be unique, without regard to case.")
    unknown = {each.lower() for item in items for each in item.after} - set(ids)
    if unknown:
        raise _bad(f"dependsOn names unknown requests: {', '.join(sorted(unknown))}.")
    return items


def _item(row: Any) -> _Item:
    if not isinstance(row, dict) or not all(isinstance(row.get(k), str) for k in ("method", "url")):
        raise _bad("Each batch request needs id, method and url.")
    key = _id(row.get("id"))
    unknown = {name for name in set(row) - _ITEM if (name, row[name]) != _IGNORED}
    if unknown:
        raise _bad(f"Unknown properties of a batch request: {', '.join(sorted(unknown))}.")
    url = row["url"]
    if urlsplit(url).scheme or url.startswith("/v1.0/"):
        raise _bad(f"The url of a batch request must be relative to the version root: {url}")
    headers = {str(key).lower(): str(value) for key, value in (row.get("headers") or {}).items()}
    if row.get("body") is not None and "content-type" not in headers:
        raise _bad(f"Batch request {key} has a body but no Content-Type header.")
    depends = row.get("dependsOn") or []
    return _Item(key, row["method"].upper(), url, headers, row.get("body"), tuple(map(_id, depends)))


def _id(given: Any) -> str:
    """A string by the documents; an integer is taken too (docs/facts.md 134)."""
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    if not isinstance(given, str) or not given:
        raise _bad("Each batch request needs id, method and url.")
    return given


def _in_order(items: list[_Item]) -> list[_Item]:
    """Each after those it depends on; 400 for a circle."""
    done: list[_Item] = []
    seen: set[str] = set()
    waiting = list(items)
    while waiting:
        ready = [each for each in waiting if all(after.lower() in seen for after in each.after)]
        if not ready:
            raise _bad("dependsOn goes in a circle.")
        done += ready
        seen |= {each.id.lower() for each in ready}
        waiting = [each for each in waiting if each not in ready]
    return done


def _inner(item: _Item, outer: Request, call: Call) -> Request:
    path, _, query = item.url.partition("?")
    return Request(
        method=item.method,
        path="/" + path.lstrip("/"),
        query=query,
        headers=item.headers,
        body=_bytes(item),
        root=outer.root,
        id=f"{outer.id}.{item.id}",
        batch=outer.id,
        token=call.token,
    )


def _bytes(item: _Item) -> bytes:
    """JSON as JSON; anything else came in base64 (docs/facts.md 13)."""
    if item.body is None:
        return b""
    if item.headers["content-type"].startswith("application/json"):
        return json.dumps(item.body, ensure_ascii=False).encode()
    try:
        return base64.b64decode(item.body, validate=True)
    except (ValueError, TypeError) as problem:
        raise _bad(f"The body of batch request {item.id} is not base64.") from problem


def _body(answers: list[tuple[str, Answer]]) -> bytes:
    return b'{"responses": [' + b", ".join(_row(key, answer) for key, answer in answers) + b"]}"


def _row(key: str, answer: Answer) -> bytes:
    """A body goes in as it is, a fault's too that is no JSON: it stands raw among the answers (graph-docs#12951)."""
    body = _shown(answer)
    headers = {k: v for k, v in answer.headers.items() if k in _SHOWN or (k == "Content-Type" and body)}
    row = as_json({"id": key, "status": answer.status, "headers": headers})
    return row[:-1] + b', "body": ' + body + b"}" if body else row


_NAMES = """
    Location Content-Location Retry-After ETag x-ms-resource-unit request-id x-ms-throttle-scope
    x-ms-throttle-information WWW-Authenticate Cache-Control
"""
_SHOWN = frozenset(_NAMES.split())


def _shown(answer: Answer) -> bytes:
    """The body where it says that it is JSON, else in base64."""
    if not answer.body or answer.headers.get("Content-Type", "").startswith("application/json"):
        return answer.body
    return as_json(base64.b64encode(answer.body).decode())


def _bad(message: str) -> GraphProblem:
    return GraphProblem(400, "BadRequest", message)
