"""One HTTP exchange with Graph, whatever comes of it.

Called by the sender and the batcher. Counts traffic, writes the log, keeps the service's time. Never repeats,
never judges a status.
"""

import asyncio
from collections.abc import Callable
from typing import Any, BinaryIO

import h11
import httpx
import structlog

from m365bot import clock
from m365bot.graph import bodies, obstacles, outgoing, tls
from m365bot.graph.auth import Tokens
from m365bot.graph.connection import Connection
from m365bot.graph.departure import Departure, Failed
from m365bot.graph.requests import Content, Request
from m365bot.graph.service_time import ServiceTime
from m365bot.resources.ports.graph import Answer, FileBody, Traffic

log = structlog.get_logger("m365bot.graph")

AT_ONCE = 8  # httpx's async client gets slower beyond (measured)


class Wire:
    """The one httpx client of a Graph; `transport` replaces the network (in-process servers)."""

    def __init__(
        self, connection: Connection, tokens: Tokens, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._connection = connection
        self._tokens = tokens
        self._traces = transport is None
        self._free = asyncio.Semaphore(AT_ONCE)
        self.traffic = Traffic()
        self.time = ServiceTime()
        self.client = tls.client(connection, transport, at_once=AT_ONCE)

    async def exchange(self, request: Request, departure: Departure) -> Answer:
        """Send once, read the answer to its end. Raises Failed."""
        async with self._free, outgoing.content(request.body) as (content, kind):
            headers = {**kind, **request.headers, "client-request-id": request.trace}
            token = await self._tokens.of(request.identity)
            headers["Authorization"] = f"Bearer {token}"
            sent = self.client.build_request(
                request.method,
                request.url,
                headers=headers,
                content=content,
                extensions=self._watch(departure),
            )
            try:
                answer = await self._send(request, sent, departure)
            except Failed as failure:
                self._log_failure(request, failure)
                raise
        self._note(request, answer, token)
        return answer

    async def fetch(self, url: str, into: BinaryIO | None = None) -> httpx.Response:
        """A pre-authenticated address of another host: gets no token (docs/facts.md 59). Raises Failed.

        into: where the bytes are put as they come; else the answer holds them.
        """
        departure = Departure(())
        async with self._free:
            request = self.client.build_request("GET", url, extensions=self._watch(departure))
            return await self._bare(request, departure, into=into)

    async def push(
        self, method: str, url: str, headers: dict[str, str], content: Any, leaving: Callable[[], None]
    ) -> Answer:
        """To the address of an upload session, which opens the door by itself: no token, and never logged. Raises Failed."""
        departure = Departure((), leaving)
        async with self._free:
            sent = self.client.build_request(
                method, url, headers=headers, content=content, extensions=self._watch(departure)
            )
            try:
                response = await self._bare(sent, departure)
            finally:
                self.traffic.round_trips += departure.has_left
                self.traffic.requests += departure.has_left
        log.debug("graph.upload", method=method, status=response.status_code)
        if page := obstacles.of_page(response, sent.url.host):
            raise Failed("page", left=departure.has_left, obstacle=page)
        self.traffic.throttled += response.status_code == 429
        return Answer(response.status_code, dict(response.headers), bodies.parse(response.content))

    async def close(self) -> None:
        await self.client.aclose()

    def _watch(self, departure: Departure) -> dict[str, Any]:
        return {"trace": departure.trace} if self._traces else {}

    async def _send(self, request: Request, sent: httpx.Request, departure: Departure) -> Answer:
        """The time-out is for all of the exchange; for large bodies, for each piece of them."""
        is_large = request.content is Content.BYTES or isinstance(request.body, FileBody)
        try:
            async with asyncio.timeout(None if is_large else self._connection.request_timeout_s):
                response = await self._bare(sent, departure)
        except TimeoutError:
            raise Failed("timeout", left=departure.has_left) from None
        if request.content is not Content.BYTES and (page := obstacles.of_page(response, sent.url.host)):
            raise Failed("page", left=departure.has_left, obstacle=page)
        return _answer(request, response)

    async def _bare(
        self, request: httpx.Request, departure: Departure, *, into: BinaryIO | None = None
    ) -> httpx.Response:
        if not self._traces:
            departure.go()
        try:
            with clock.busy():
                response = await self.client.send(request, stream=into is not None)
                if into is not None:
                    await _poured(response, into)
                return response
        except httpx.TimeoutException as error:
            raise self._failed("timeout", request, departure, error) from None
        # OSError and h11's from a file that cannot be read to its end, or changes while it is read
        except (httpx.HTTPError, OSError, h11.LocalProtocolError) as error:
            raise self._failed(type(error).__name__, request, departure, error) from None

    def _failed(self, reason: str, request: httpx.Request, departure: Departure, error: Exception) -> Failed:
        obstacle = obstacles.of(error, request.url.host, self._connection.proxy)
        return Failed(reason, left=departure.has_left, obstacle=obstacle)

    def _note(self, request: Request, answer: Answer, token: str) -> None:
        self.time.heard(answer.headers.get("date"))
        self.traffic.round_trips += 1
        if request.rules:  # a batch itself falls under none: its items are counted one by one
            self.noted(request, answer)
        if answer.status == 401:
            self.refused(request, answer, token)

    def _log_failure(self, request: Request, failure: Failed) -> None:
        self.traffic.round_trips += failure.left
        self.traffic.requests += failure.left and bool(request.rules)
        log.info(
            "graph.no_answer",
            method=request.method,
            path=request.shape,
            reason=failure.reason,
            left=failure.left,
            client_request_id=request.trace,
        )

    def noted_inner(self, request: Request, answer: Answer) -> None:
        """One answer out of a batch."""
        self.noted(request, answer)
        if answer.status == 401:
            self.refused(request, answer, None)

    def noted(self, request: Request, answer: Answer) -> None:
        self.traffic.requests += 1
        self.traffic.throttled += answer.status == 429
        event = log.debug if answer.status < 400 else log.info
        event(
            "graph.answer",
            method=request.method,
            path=request.shape,
            status=answer.status,
            identity=str(request.identity),
            request_id=answer.request_id,
            client_request_id=request.trace,
        )

    def refused(self, request: Request, answer: Answer, token: str | None) -> None:
        if is_about_token(answer):
            self._tokens.drop(request.identity, token, challenge=answer.headers.get("www-authenticate", ""))


async def _poured(response: httpx.Response, into: BinaryIO) -> None:
    """The bytes of a file, as they come; whatever else was answered is read as usual."""
    try:
        if response.is_success:
            async for part in response.aiter_bytes():
                into.write(part)
        else:
            await response.aread()
    finally:
        await response.aclose()


def is_about_token(answer: Answer) -> bool:
    """Else it is what was asked that an app may not do at all (docs/facts.md 4, 29)."""
    codes = {code.lower() for code in bodies.codes(answer.body)}
    return answer.status == 401 and (
        "www-authenticate" in answer.headers or "invalidauthenticationtoken" in codes or not codes
    )


def _answer(request: Request, response: httpx.Response) -> Answer:
    is_file = request.content is Content.BYTES and response.is_success
    body = response.content if is_file else bodies.parse(response.content)
    headers = dict(response.headers)
    request_id = headers.get("request-id") or bodies.request_id(body)
    return Answer(response.status_code, headers, body, request_id)
