"""A stand-in for Graph and Entra whose every answer a test scripts.

What the sandbox answers is tested against the sandbox; this is for answers that no honest service gives.
"""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TENANT = "tenant-1"


@dataclass
class Seen:
    """One request as it came, inner ones of a batch too."""

    at: float
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    batch: int | None = None


Handler = Callable[[Seen], Response]


@dataclass
class Service:
    """`on` scripts a path; what is not scripted answers 200 with its own path."""

    seen: list[Seen] = field(default_factory=list)
    tokens: list[dict[str, str]] = field(default_factory=list)
    token_answers: list[Response | Exception] = field(default_factory=list)
    handlers: dict[str, Handler] = field(default_factory=dict)
    outer: list[Response] = field(default_factory=list)
    url: str = ""

    def forget(self) -> None:
        """As if it had just been started."""
        for kept in (self.seen, self.tokens, self.token_answers, self.outer):
            kept.clear()
        self.handlers.clear()

    def on(self, path: str, *answers: Response | Handler) -> None:
        """Answer requests of a path (without query) in turn; the last answer stays."""
        left = list(answers)

        def handler(seen: Seen) -> Response:
            answer = left.pop(0) if len(left) > 1 else left[0]
            return answer(seen) if callable(answer) and not isinstance(answer, Response) else answer

        self.handlers[path] = handler

    def calls(self, path: str) -> list[Seen]:
        return [one for one in self.seen if one.path.split("?")[0] == path]

    @property
    def trips(self) -> list[Seen]:
        return [one for one in self.seen if one.batch is None]

    async def discovery(self, request: Request) -> Response:
        base = f"{self.url}/{TENANT}"
        return JSONResponse(
            {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
            }
        )

    async def token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        self.tokens.append(form)
        if self.token_answers:
            answer = self.token_answers.pop(0)
            assert isinstance(answer, Response)
            return answer
        given = {"access_token": f"token-{len(self.tokens)}", "token_type": "Bearer", "expires_in": 3600}
        if form["grant_type"] == "refresh_token":
            given["refresh_token"] = f"refresh-{len(self.tokens)}"
        return JSONResponse(given)

    async def graph(self, request: Request) -> Response:
        path = request.url.path.removeprefix("/v1.0")
        if request.url.query:
            path += f"?{request.url.query}"
        seen = Seen(time.monotonic(), request.method, path, dict(request.headers), await request.body())
        self.seen.append(seen)
        if path == "/$batch":
            return self._batch(seen)
        return await asyncio.to_thread(self._answer, seen)

    def _batch(self, outer: Seen) -> Response:
        responses = []
        for item in json.loads(outer.body)["requests"]:
            inner = Seen(outer.at, item["method"], item["url"], item.get("headers", {}), b"", id(outer))
            self.seen.append(inner)
            answer = self._answer(inner)
            body = json.loads(answer.body) if answer.body else None
            headers = {key.decode(): value.decode() for key, value in answer.raw_headers}
            responses.append(
                {"id": item["id"], "status": answer.status_code, "headers": headers, "body": body}
            )
        if self.outer:
            return self.outer.pop(0)
        return JSONResponse({"responses": responses[::-1]})

    def _answer(self, seen: Seen) -> Response:
        handler = self.handlers.get(seen.path.split("?")[0])
        return handler(seen) if handler else JSONResponse({"id": seen.path, "value": []})

    def app(self) -> Starlette:
        token = f"/{TENANT}/oauth2/v2.0/token"
        return Starlette(
            routes=[
                Route(f"/{TENANT}/v2.0/.well-known/openid-configuration", self.discovery),
                Route(token, self.token, methods=["POST"]),
                Route("/{path:path}/.well-known/openid-configuration", _unknown_tenant),
                Route("/{path:path}", self.graph, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
            ]
        )


class Served:
    """A service on a free loopback port, in a thread."""

    def __init__(self, service: Service, **options: Any) -> None:
        self.service = service
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        scheme = "https" if options.get("ssl_certfile") else "http"
        service.url = f"{scheme}://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            service.app(), log_level="error", lifespan="off", ws="none", date_header=False, **options
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> Service:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self.service

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


def error(
    status: int, code: str, message: str = "", headers: dict[str, str] | None = None, **more: Any
) -> Response:
    return JSONResponse({"error": {"code": code, "message": message, **more}}, status, headers)


class Lost(Response):
    """The connection breaks off in the middle of the answer."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise ConnectionResetError


def lost(seen: Seen) -> Response:
    return Lost()


def hanging(seconds: float) -> Handler:
    """The answer comes, but late."""

    def handler(seen: Seen) -> Response:
        time.sleep(seconds)
        return JSONResponse({"id": "late"})

    return handler


async def _unknown_tenant(request: Request) -> Response:
    return JSONResponse({"error": "invalid_tenant", "error_codes": [90002]}, 400)
