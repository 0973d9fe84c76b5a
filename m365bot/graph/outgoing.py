"""What is sent as a request's body, and the headers that tell of it.

Called by wire. A file's bytes are the very ones that were looked at: what is put in its place meanwhile never
leaves. Small files are held in memory, larger ones a piece at a time.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from m365bot import regular
from m365bot.graph import bodies
from m365bot.graph.pieces import Pieces, changed, unreadable
from m365bot.resources.ports.graph import Body, FileBody

HELD = 4 * 1024 * 1024  # bytes of a file that are held in memory
BYTES = {"Content-Type": "application/octet-stream"}


@asynccontextmanager
async def content(body: Body) -> AsyncIterator[tuple[Any, dict[str, str]]]:
    """What is sent, and its headers. Raises Permanent for a file that cannot be read."""
    if body is None:
        yield None, {}
    elif isinstance(body, bytes):
        yield body, BYTES
    elif not isinstance(body, FileBody):
        yield bodies.write(body), {"Content-Type": "application/json"}
    elif body.size <= HELD:
        yield await asyncio.to_thread(_bytes_of, body), BYTES
    else:
        with await Pieces.of(body) as pieces:
            yield pieces.every_slice(), {**BYTES, "Content-Length": str(body.size)}


def _bytes_of(body: FileBody) -> bytes:
    """Raises Permanent where the file is gone, no regular file any more, or another than was planned."""
    try:
        found = regular.read(body.path, body.size)
    except regular.TooLarge:
        raise changed(body) from None
    except OSError as error:
        raise unreadable(body) from error
    if len(found) != body.size or (body.sha256 and hashlib.sha256(found).hexdigest() != body.sha256):
        raise changed(body)
    return found
