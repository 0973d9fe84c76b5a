"""A request to Graph and its answer, between the wire and the handlers.

Made by the server, the gateway and `$batch`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from m365bot.sandbox.wire.call import Token
from m365bot.sandbox.wire.problems import GraphProblem

JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """As it came: `path` behind the version root, still encoded; header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    root: str
    id: str
    batch: str | None = None
    token: Token | None = None  # of an inner request: the outer one's

    @property
    def address(self) -> str:
        return f"{self.root}{self.path}" + (f"?{self.query}" if self.query else "")


@dataclass(slots=True)
class Answer:
    """As it goes. `drop`: the connection ends without it; `truncate`: after so many bytes of the body;
    `faulted`: a fault wrote it, not Graph."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    drop: bool = False
    truncate: int | None = None
    faulted: bool = False
    operation: str = ""


def failed(problem: GraphProblem, request: Request, now: datetime, operation: str = "") -> Answer:
    """An error as Graph writes it (docs/facts.md 1)."""
    inner: dict[str, str] = {"code": problem.inner} if problem.inner else {}
    inner |= {
        "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request.id,
        "client-request-id": request.headers.get("client-request-id", request.id),
    }
    error: dict[str, Any] = {"code": problem.code, "message": problem.message}
    if problem.details:
        error["details"] = problem.details
    body = as_json({"error": {**error, "innerError": inner}})
    return Answer(
        problem.status, {"Content-Type": "application/json", **problem.headers}, body, operation=operation
    )


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
