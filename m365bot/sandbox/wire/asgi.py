"""Between ASGI and the sandbox's own requests and answers; also connections that break off.

Called by the server.
"""

import asyncio
import uuid

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from m365bot.sandbox.wire.exchange import Answer, Request


class ConnectionDropped(Exception):
    """Where the sandbox is held in process there is no connection to drop; the caller gets this instead."""


def raw_path(scope: Scope) -> str:
    """As it came, still encoded."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.partition(b"?")[0].decode("latin-1")


def headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def names_its_host(scope: Scope) -> bool:
    """As HTTP/1.1 wants of every request (RFC 9112, 3.2)."""
    return scope.get("http_version") != "1.1" or any(name == b"host" for name, _ in scope["headers"])


def origin(scope: Scope) -> str:
    """Scheme and host the request came in by."""
    host = headers(scope).get("host") or "{}:{}".format(*scope["server"])
    return f"{scope['scheme']}://{host}"


def request(scope: Scope, version: str, content: bytes) -> Request:
    """The sandbox's own form of it, the path behind `version`."""
    path = "/" + raw_path(scope).lstrip("/") if version else raw_path(scope)
    return Request(
        method=scope["method"],
        path=path.removeprefix(version),
        query=scope["query_string"].decode("latin-1"),
        headers=headers(scope),
        body=content,
        root=origin(scope) + version,
        id=str(uuid.uuid4()),
    )


async def body(receive: Receive, most: int | None = None) -> bytes:
    """All of it, or what has come once there are `most` bytes.

    Raises ClientDisconnect: of who went before they had said all, nothing is carried out (RFC 9112, 8).
    """
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        if not message.get("more_body") or (most is not None and sum(map(len, parts)) >= most):
            break
    return b"".join(parts)


async def send(answer: Answer, to: Send) -> None:
    """The answer, or as much of it as a fault leaves."""
    if answer.drop:
        await _drop(to)
        return
    named = {**answer.headers, "Content-Length": str(len(answer.body))}
    if answer.status in (204, 304):
        named.pop("Content-Length")
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]
    await to({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.truncate is not None and answer.truncate < len(answer.body):
        await to({"type": "http.response.body", "body": answer.body[: answer.truncate], "more_body": True})
        await _drop(to, flush=True)
        return
    await to({"type": "http.response.body", "body": answer.body})


async def _drop(to: Send, *, flush: bool = False) -> None:
    """End the connection without a word. uvicorn's request cycle holds the transport."""
    transport = getattr(getattr(to, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionDropped
    if flush:
        transport.close()
    else:
        transport.abort()
    for _ in range(3):  # so that the server learns of it before the app returns
        await asyncio.sleep(0)
