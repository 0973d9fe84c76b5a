"""What moves, told to a page's script as server-sent events until it is over or nobody looks on.

Called by the guard. Ends by itself after some minutes: the browser then asks anew, and is asked anew who it is.
"""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from m365bot.console.asked import Followed, Seen

LOOK = 1.0  # seconds between looks
LONGEST = 300  # looks of one answer


def stream(followed: Followed) -> StreamingResponse:
    return StreamingResponse(_events(followed), media_type="text/event-stream")


async def _events(followed: Followed) -> AsyncIterator[str]:
    last: Seen | None = None
    for _ in range(LONGEST):
        seen = await run_in_threadpool(followed.look)
        if seen != last:
            yield _event(seen)
        if seen.is_over:
            return
        last = seen
        await asyncio.sleep(LOOK)


def _event(seen: Seen) -> str:
    name = "over" if seen.is_over else "moves"
    return f"event: {name}\ndata: {json.dumps(seen.told, ensure_ascii=False)}\n\n"
