"""Sends requests for everybody: paced first, reads in company, writes alone.

Called by the client, by paging, delta and download. Knows reads from writes: a read is repeated until its
deadline, a write only where the service said that it was not done. The one place that repeats anything.
"""

import asyncio
import math
from collections.abc import Callable

from m365bot.errors import Barred, GraphError, Temporary, Unreachable
from m365bot.graph import batch, problems, retry, sign_in_words, wire
from m365bot.graph.auth import Tokens
from m365bot.graph.departure import Departure, Failed
from m365bot.graph.governor import Governor
from m365bot.graph.requests import Request
from m365bot.graph.scopes import Going
from m365bot.resources.ports.graph import Answer
from m365bot.words import say
from m365bot.words.spans import span

WRITE_PATIENCE = 600.0  # seconds a write waits while the service says 429
GRID = 0.25  # seconds; retries are put on a grid, so that they go together


class Sender:
    """Governor, batcher and wire, put together."""

    def __init__(self, wire_: wire.Wire, tokens: Tokens, governor: Governor, graph_url: str) -> None:
        self._wire = wire_
        self._tokens = tokens
        self._governor = governor
        self._batcher = batch.Batcher(wire_, graph_url)

    async def read(self, request: Request, *, patience: float) -> Answer:
        """A 2xx answer whose body is an object. Raises GraphError; Temporary when patience ends."""
        loop = asyncio.get_running_loop()
        deadline, not_before, attempt, refused = loop.time() + patience, -math.inf, 0, False
        while True:
            attempt += 1
            try:
                return await self._read_once(request, not_before)
            except _Refused:
                if refused:
                    raise sign_in_words.token_refused() from None
                refused = True
            except Barred:
                raise
            except Temporary as error:
                wait = retry.wait(attempt, error.after)
                if wait > retry.LONG:
                    raise _much_later(error) from None
                if _is_throttling(error):
                    self._governor.block(request.rules, wait)
                if loop.time() + wait > deadline:
                    raise
                not_before = _on_grid(loop.time() + wait)

    async def write(self, request: Request, leaving: Callable[[], None]) -> Answer:
        """One attempt; repeated only where the service said that nothing was done (429, 401)."""
        loop = asyncio.get_running_loop()
        deadline, not_before, attempt, refused = loop.time() + WRITE_PATIENCE, -math.inf, 0, False
        while True:
            attempt += 1
            answer = await self._write_once(request, leaving, not_before)
            if wire.is_about_token(answer):
                if refused:
                    raise sign_in_words.token_refused()
                refused = True
            elif answer.status in problems.BUSY:
                wait = retry.wait(attempt, self._after(answer))
                if wait > retry.LONG:
                    raise _much_later(self._problem(request, answer))
                self._governor.block(request.rules, wait)
                if loop.time() + wait > deadline:
                    raise self._problem(request, answer)
                not_before = loop.time() + wait
            else:
                return self._judged(request, answer)

    async def locate(self, request: Request) -> str | bytes:
        """One attempt to reach a file's content: its address on another host, or the bytes at once."""
        answer = await self._located(request)
        if wire.is_about_token(answer):
            answer = await self._located(request)
        if answer.status in (301, 302, 303, 307, 308):
            return answer.headers.get("location", "")
        if answer.status >= 400:
            error = self._problem(request, answer)
            if isinstance(error, Temporary) and _is_throttling(error):
                self._governor.block(request.rules, retry.wait(1, error.after))
            raise error
        return answer.body if isinstance(answer.body, bytes) else b""

    async def _located(self, request: Request) -> Answer:
        await self._tokens.of(request.identity)
        turn = await self._governor.turn(request.rules, Going.ALONE)
        try:
            return await self._wire.exchange(request, Departure((turn,)))
        except Failed as failure:
            raise temporary(failure) from None
        finally:
            turn.over()

    async def _read_once(self, request: Request, not_before: float) -> Answer:
        await self._tokens.of(request.identity)  # before pacing, so that nothing comes between turn and bytes
        turn = await self._governor.turn(request.rules, Going.TOGETHER, not_before=not_before)
        try:
            answer = await self._batcher.join(request, turn)
        except Failed as failure:
            raise temporary(failure) from None
        finally:
            turn.over()
        return self._read_judged(request, answer)

    def _read_judged(self, request: Request, answer: Answer) -> Answer:
        if wire.is_about_token(answer):
            raise _Refused
        if answer.status >= 400:
            raise self._problem(request, answer)
        if not isinstance(answer.body, dict):
            raise problems.unreadable(answer)
        return answer

    async def _write_once(self, request: Request, leaving: Callable[[], None], not_before: float) -> Answer:
        await self._tokens.of(request.identity)
        turn = await self._governor.turn(request.rules, Going.ALONE, not_before=not_before)
        try:
            return await self._wire.exchange(request, Departure((turn,), leaving))
        except Failed as failure:
            if not failure.left:
                raise _unreachable(failure) from None
            raise problems.unheard(failure.words, failure.obstacle) from None
        finally:
            turn.over()

    def _judged(self, request: Request, answer: Answer) -> Answer:
        if answer.status in problems.LOST or answer.status < 200 or 300 <= answer.status < 400:
            raise problems.lost(answer, after=self._after(answer))
        if answer.status >= 400:
            raise self._problem(request, answer)
        if isinstance(answer.body, bytes):  # cut off, or markup: nothing that Graph would say
            raise problems.lost(answer, after=None)
        return answer

    def _problem(self, request: Request, answer: Answer) -> GraphError:
        asked = problems.Asked(request.needs, self._tokens.granted(request.identity), str(request.identity))
        return problems.of(answer, asked, after=self._after(answer))

    def _after(self, answer: Answer) -> float | None:
        return retry.after(answer.headers.get("retry-after"), now=self._wire.time.now())


class _Refused(Exception):
    """Graph took the token for bad; the next one may be better."""


def _much_later(error: GraphError) -> Temporary:
    """The service wishes for more than any run waits: how long is said, and nobody asks against it."""
    return Temporary(
        say(
            "Microsoft 365 が、{long}ほど待つように求めています。そのあとで、もう一度実行してください。",
            long=span(error.after or 0.0),
        ),
        status=error.status,
        code=error.code,
        request_id=error.request_id,
        after=error.after,
    )


def _is_throttling(error: Temporary) -> bool:
    """SharePoint also says 503 with a Retry-After (docs/facts.md 6)."""
    return error.status in problems.BUSY or (error.status == 503 and error.after is not None)


def _on_grid(at: float) -> float:
    return math.ceil(at / GRID) * GRID


def temporary(failure: Failed) -> Temporary:
    if failure.obstacle or not failure.left:
        return _unreachable(failure)
    return Temporary(say("Microsoft Graph の応答が得られませんでした({reason})。", reason=failure.words))


def _unreachable(failure: Failed) -> Unreachable:
    if failure.obstacle:
        return (Unreachable if failure.obstacle.may_pass else Barred)(failure.obstacle.words)
    return Unreachable(
        say(
            "Microsoft Graph に接続できません({reason})。ネットワークとプロキシの設定を確かめてください。",
            reason=failure.words,
        )
    )
