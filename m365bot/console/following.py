"""What moves, told to a page's script as server-sent events until it is over or nobody looks on.

Called by the guard. Ends by itself after some minutes, the browser then asks anew; and ends where whoever looks on has
signed out or lost a role. So many at once and no more, of one account and of all.
"""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from m365bot.console.asked import Followed, Seen
from m365bot.errors import M365BotError
from m365bot.words import say

LOOK = 1.0  # seconds between looks
LONGEST = 300  # looks of one answer
OFTEN = 5  # looks after which it is asked who looks on
EACH, ALL = 8, 80  # at once, of one account and of all

Still = Callable[[], bool]


@dataclass
class Gallery:
    """Who looks on, of one desk."""

    _there: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enters(self, who: str) -> bool:
        """False where there is no room."""
        with self._lock:
            if self._there[who] >= EACH or self._there.total() >= ALL:
                return False
            self._there[who] += 1
            return True

    def leaves(self, who: str) -> None:
        with self._lock:
            self._there[who] -= 1
            self._there += Counter()  # nobody stands there by nought


def stream(followed: Followed, gallery: Gallery, who: str, still: Still) -> Response:
    """still: is whoever asked still in? A page that finds no room is looked at by its button."""
    if not gallery.enters(who):
        words = say("進みぐあいを見ている画面が多すぎます。使っていない画面を閉じてください。")
        return PlainTextResponse(words, 429, {"Retry-After": "60"})
    return _Looking(_events(followed, still), lambda: gallery.leaves(who))


class _Looking(StreamingResponse):
    """Its room is given back however it ends."""

    def __init__(self, events: AsyncIterator[str], over: Callable[[], None]) -> None:
        super().__init__(events, media_type="text/event-stream")
        self._over = over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._over()


async def _events(followed: Followed, still: Still) -> AsyncIterator[str]:
    last: Seen | None = None
    for number in range(LONGEST):
        if number and number % OFTEN == 0 and not await run_in_threadpool(_is_in, still):
            return
        seen = await run_in_threadpool(followed.look)
        if seen != last:
            yield _event(seen)
        if seen.is_over:
            return
        last = seen
        await asyncio.sleep(LOOK)


def _is_in(still: Still) -> bool:
    try:
        return still()
    except M365BotError:  # the database is away: the page asks anew, and is told
        return False


def _event(seen: Seen) -> str:
    name = "over" if seen.is_over else "moves"
    return f"event: {name}\ndata: {json.dumps(seen.told, ensure_ascii=False)}\n\n"
