"""What is sent as a request's body, and the headers that tell of it.

Called by wire. Files are streamed from disk, never held.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from m365bot.errors import Permanent
from m365bot.graph import bodies
from m365bot.resources.tenant import Body, FileBody
from m365bot.words import say

CHUNK = 1 << 20


async def content(body: Body) -> tuple[Any, dict[str, str]]:
    """What is sent, and its headers. Raises Permanent for a file that cannot be read."""
    if body is None:
        return None, {}
    if isinstance(body, FileBody):
        await _check(body.path)
        return _chunks(body.path), {
            "Content-Length": str(body.size),
            "Content-Type": "application/octet-stream",
        }
    if isinstance(body, bytes):
        return body, {"Content-Type": "application/octet-stream"}
    return bodies.write(body), {"Content-Type": "application/json"}


async def _check(path: Path) -> None:
    """A file that is gone is found before anything leaves. Raises Permanent."""
    try:
        await asyncio.to_thread(path.stat)
    except OSError as error:
        raise Permanent(say("ファイル {path} を読み込めません。", path=path.name)) from error


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
