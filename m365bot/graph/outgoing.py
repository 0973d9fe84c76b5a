"""What is sent as a request's body, and the headers that tell of it.

Called by wire. A file's bytes are read once and are the very ones that were looked at: what is put in its place
meanwhile never leaves.
"""

import asyncio
import hashlib
from typing import Any

from m365bot import regular
from m365bot.errors import Permanent
from m365bot.graph import bodies
from m365bot.resources.ports.graph import Body, FileBody
from m365bot.words import say


async def content(body: Body) -> tuple[Any, dict[str, str]]:
    """What is sent, and its headers. Raises Permanent for a file that cannot be read."""
    if body is None:
        return None, {}
    if isinstance(body, FileBody):
        found = await asyncio.to_thread(_bytes_of, body)
        return found, {"Content-Type": "application/octet-stream"}
    if isinstance(body, bytes):
        return body, {"Content-Type": "application/octet-stream"}
    return bodies.write(body), {"Content-Type": "application/json"}


def _bytes_of(body: FileBody) -> bytes:
    """Raises Permanent where the file is gone, no regular file any more, or another than was planned."""
    try:
        found = regular.read(body.path, body.size)
    except regular.TooLarge:
        found = b""
    except OSError as error:
        raise Permanent(say("ファイル {path} を読み込めません。", path=body.path.name)) from error
    if len(found) != body.size or (body.sha256 and hashlib.sha256(found).hexdigest() != body.sha256):
        raise Permanent(
            say("ファイル {path} が計画のあとに変わりました。もう一度実行してください。", path=body.path.name)
        )
    return found
