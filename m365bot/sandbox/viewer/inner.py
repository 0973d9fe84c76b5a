"""Requests to the sandbox from within, without a socket.

Called by the viewer's Graph. Only GET; redirects are the caller's to follow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope

HOST = "viewer.sandbox"


class CutOff(Exception):
    """The connection would have ended before the answer did."""


@dataclass
class Answer:
    """Status, headers (names in lower case) and the whole body."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


async def get(app: ASGIApp, target: str, headers: Mapping[str, str]) -> Answer:
    """`target`: path and query, encoded."""
    answer = Answer()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    try:
        await app(_scope(target, headers), receive, send)
    except Exception as problem:  # whatever ends the sandbox's answer would end a connection
        raise CutOff(str(problem)) from problem
    return answer


def _scope(target: str, headers: Mapping[str, str]) -> Scope:
    path, _, query = target.partition("?")
    named = {"host": HOST, **headers}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "client": None,
        "server": (HOST, 80),
    }
