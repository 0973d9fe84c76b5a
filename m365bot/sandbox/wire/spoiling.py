"""What a fault makes of an answer.

Called by the gateway and by Entra's gate, with a rule that struck.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from m365bot.sandbox.wire.exchange import Answer, Request, as_json, failed
from m365bot.sandbox.wire.faults import Rule
from m365bot.sandbox.wire.problems import GraphProblem

_CODES = {
    400: "BadRequest",
    401: "InvalidAuthenticationToken",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    410: "resyncRequired",
    412: "resourceModified",
    423: "resourceLocked",
    429: "TooManyRequests",
    500: "InternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}


def instead(rule: Rule) -> bool:
    """Whether the request is not carried out at all."""
    cut_off = rule.then.get("drop") == "before" or "receive" in rule.then
    return not rule.after_commit and ("status" in rule.then or cut_off)


def spoilt(rule: Rule, answer: Answer, request: Request, now: datetime) -> Answer:
    """`answer`, or another in its place."""
    then = rule.then
    if "status" in then:
        answer = _other(then, answer, request, now)
    if "body" in then:
        raw = then["body"]
        answer.body = raw.encode() if isinstance(raw, str) else as_json(raw)
    if "set" in then:
        answer.body = _with(answer.body, then["set"], request)
    if "cut" in then:
        answer.body = answer.body[: then["cut"]]
    answer.headers.update(_retry_after(then, answer.status))
    answer.headers.update(then.get("headers", {}))
    answer.drop, answer.faulted = "drop" in then or "receive" in then, True
    answer.truncate = then.get("truncate")
    return answer


def _other(then: Mapping[str, Any], answer: Answer, request: Request, now: datetime) -> Answer:
    """An error of that status, or the answer with another status that is none."""
    status = then["status"]
    if status < 400:
        answer.status = status
        return answer
    code = then.get("code", _CODES.get(status, "UnknownError"))
    return failed(GraphProblem(status, code, then.get("message", "")), request, now)


def _retry_after(then: Mapping[str, Any], status: int) -> dict[str, str]:
    wanted = then.get("retry_after", 1 if status in (429, 503) else "none")
    return {} if wanted == "none" else {"Retry-After": str(wanted)}


def _with(body: bytes, changes: Mapping[str, Any], request: Request) -> bytes:
    known = json.loads(body or b"{}")
    known.update({key: request.address if value == "$self" else value for key, value in changes.items()})
    return as_json(known)
