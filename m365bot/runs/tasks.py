"""What a daemon has under way beside its loop, each by a name: whatever one raises is told, and costs no other anything.

Called by the daemon. Knows of no run.
"""

import asyncio
import os
from collections.abc import Awaitable, Coroutine
from typing import Any

import structlog

from m365bot.errors import M365BotError

log = structlog.get_logger()


class Tasks:
    """A name may be borne by several."""

    def __init__(self) -> None:
        self._names: dict[asyncio.Task[None], str] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._names.values()

    def __len__(self) -> int:
        return len(self._names)

    def spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(told(work))
        self._names[task] = name
        task.add_done_callback(self._names.pop)

    def drop(self, name: str) -> None:
        """Those of that name are told to end."""
        for task, borne in self._names.items():
            if borne == name:
                task.cancel()

    async def come_to_rest(self, beside: Awaitable[None], seconds: float) -> None:
        """With something else that comes to an end; what is left by then is told to."""
        resting = asyncio.ensure_future(beside)
        await asyncio.wait([resting, *self._names], timeout=seconds)
        left = list(self._names)
        for task in left:
            task.cancel()
        await asyncio.gather(resting, *left, return_exceptions=True)


async def told(work: Awaitable[None]) -> None:
    """What it raises stands in the log."""
    try:
        await work
    except M365BotError as error:
        # Its words may name people: where in config/ it is wrong is enough here, `check` says the rest.
        places = [f"{one.file}:{one.line}:{one.column}" for one in getattr(error, "complaints", ())]
        log.warning("daemon.failed", error=type(error).__name__, places=places)
    except asyncio.CancelledError:
        raise
    except Exception as error:
        log.error("daemon.broke", error=type(error).__name__, exc_info="M365BOT_DEBUG" in os.environ)
