"""The one door by which time comes in: the machine's clock, or one lent by the sandbox.

Called by everything that asks what time it is or waits. Two implementations stand behind it: the machine's,
and, where M365BOT_CLOCK_URL names a clock that may be moved (`sandbox serve --lend-clock`), a lent one: when
nothing is in flight in this process and everyone waits, that clock is moved on to the next deadline, so that
waiting costs nothing. Never used for planning's now, which is a parameter (`--at`).
"""

import asyncio
import http.client
import json
import os
import selectors
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

Result = TypeVar("Result")

SETTING = "M365BOT_CLOCK_URL"


class _Machine:
    """The machine's own clock."""

    offset = 0.0  # seconds that the clock is ahead of the machine's wall clock
    jumped = 0.0  # seconds by which loop time is ahead of the machine's monotonic clock

    def advance(self, seconds: float) -> None:
        raise RuntimeError("the machine's clock cannot be moved")

    def close(self) -> None:
        """Keep no connection open."""


class _Lent(_Machine):
    """A clock that the sandbox lends: asked once, moved when this process has nothing to do but wait."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._connection: http.client.HTTPConnection | None = None
        self._settle(self._ask("GET", None))

    def advance(self, seconds: float) -> None:
        self.jumped += seconds
        self._settle(self._ask("POST", {"advance_s": seconds}))

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _settle(self, now: str) -> None:
        self.offset = datetime.fromisoformat(now).timestamp() - time.time()

    def _ask(self, method: str, body: dict[str, float] | None) -> str:
        for attempt in (1, 2):  # a connection kept open may have been closed by the other side meanwhile
            try:
                return self._ask_once(method, body)
            except (http.client.HTTPException, ConnectionError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def _ask_once(self, method: str, body: dict[str, float] | None) -> str:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                self._url.hostname or "", self._url.port, timeout=30
            )
        self._connection.request(
            method, self._url.path, json.dumps(body) if body else None, {"Content-Type": "application/json"}
        )
        answer = self._connection.getresponse().read()
        return str(json.loads(answer)["now"])


_clock: _Machine = _Machine()
_in_flight = 0


def now() -> datetime:
    """The process's now, aware, in UTC."""
    return datetime.fromtimestamp(time.time() + _clock.offset, UTC)


@contextmanager
def busy() -> Iterator[None]:
    """While inside, something is in flight and a lent clock is not moved."""
    global _in_flight
    _in_flight += 1
    try:
        yield
    finally:
        _in_flight -= 1


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """Run `main` to its end, on the lent clock where one is set, else on the machine's."""
    global _clock
    url = os.environ.get(SETTING)
    try:
        _clock = _Lent(url) if url else _Machine()  # asked anew: others may have moved it since the last run
    except BaseException:
        main.close()  # it is never awaited
        raise
    factory: Callable[[], asyncio.AbstractEventLoop] | None = _JumpingLoop if url else None
    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            return runner.run(main)
    finally:
        _clock.close()


def asked() -> datetime:
    """Now, of a lent clock asked anew, for whoever only looks at what comes next; moves nothing."""
    global _clock
    url = os.environ.get(SETTING)
    if url:
        _clock = _Lent(url)
        _clock.close()
    return now()


def move_to(moment: datetime) -> None:
    """Move a lent clock on to a moment, unless that is past; a rehearsal's calendar. Never the machine's."""
    ahead = (moment - now()).total_seconds()
    if ahead > 0:
        _clock.advance(ahead)


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of sleeping through a wait in which nothing is in flight, move the lent clock."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0 or _in_flight:
            return super().select(timeout)
        if ready := super().select(0):
            return ready
        _clock.advance(timeout)
        return super().select(0)


class _JumpingLoop(asyncio.SelectorEventLoop):
    """An asyncio loop on the lent clock; time-outs and sleeps of libraries follow, for they ask `time()`."""

    def __init__(self) -> None:
        super().__init__(_JumpingSelector())

    def time(self) -> float:
        return super().time() + _clock.jumped

    def run_in_executor(  # type: ignore[override]  # typeshed's variadic generics say the same
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        in_flight = busy()
        in_flight.__enter__()
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(lambda _: in_flight.__exit__(None, None, None))
        return future

    async def shutdown_default_executor(self, *timeout: float | None) -> None:
        """Threads that end are no wait: since Python 3.12 there is a deadline of 300 s to jump to."""
        with busy():
            await super().shutdown_default_executor(*timeout)
