"""What is sent as a request's body, and the headers that tell of it.

Called by wire. Files are streamed from disk, never held.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from m365bot.errors import Permanent
from m365bot.graph import bodies
from m365bot.resources.ports.graph import Body, FileBody
from m365bot.words import say

CHUNK = 1 << 20


async def content(body: Body) -> tuple[Any, dict[str, str]]:
    """What is sent, and its headers. Raises Permanent for a file that cannot be read."""
    if body is None:
        return None, {}
    if isinstance(body, FileBody):
        await asyncio.to_thread(_check, body)
        return _chunks(body.path), {
            "Content-Length": str(body.size),
            "Content-Type": "application/octet-stream",
        }
    if isinstance(body, bytes):
        return body, {"Content-Type": "application/octet-stream"}
    return bodies.write(body), {"Content-Type": "application/json"}


def _check(body: FileBody) -> None:
    """A file that is gone, or another than was planned, is found before anything leaves. Raises Permanent."""
    try:
        size = body.path.stat().st_size
        digest = _digest(body.path) if body.sha256 else ""
    except OSError as error:
        raise Permanent(say("ファイル {path} を読み込めません。", path=body.path.name)) from error
    if size != body.size or digest != body.sha256:
        raise Permanent(
            say("ファイル {path} が計画のあとに変わりました。もう一度実行してください。", path=body.path.name)
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
