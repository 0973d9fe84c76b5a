"""The bytes of a file.

Called by the client. Graph answers with a short-lived address on another host, which gets no token
(docs/facts.md 59). Held in memory, or poured into a file; never writes to the tenant.
"""

import asyncio
import io
from typing import BinaryIO

import httpx

from m365bot.errors import Barred, GraphError, Permanent, Temporary
from m365bot.graph import retry, wire
from m365bot.graph.connection import is_safe
from m365bot.graph.departure import Failed
from m365bot.graph.requests import Request
from m365bot.graph.send import Sender, temporary
from m365bot.words import say

HOPS = 3


async def content(request: Request, sender: Sender, wire_: wire.Wire, *, patience: float) -> bytes:
    """Asked for until it comes whole or patience ends. Raises GraphError."""
    held = io.BytesIO()
    await poured(request, sender, wire_, held, patience=patience)
    return held.getvalue()


async def poured(
    request: Request, sender: Sender, wire_: wire.Wire, into: BinaryIO, *, patience: float
) -> None:
    """The same into a file, from its beginning."""
    loop = asyncio.get_running_loop()
    deadline, attempt = loop.time() + patience, 0
    while True:
        attempt += 1
        try:
            into.seek(0)
            into.truncate()
            return await _once(request, sender, wire_, into)
        except Barred:
            raise
        except Temporary as error:
            wait = retry.wait(attempt, error.after)
            if loop.time() + wait > deadline:
                raise
            await asyncio.sleep(wait)


async def _once(request: Request, sender: Sender, wire_: wire.Wire, into: BinaryIO) -> None:
    found = await sender.locate(request)
    if isinstance(found, bytes):
        into.write(found)
        return
    for _ in range(HOPS):
        if not is_safe(found):
            raise Permanent(say("ファイルの取得先のアドレスが安全ではありません。"))
        answer = await _fetch(found, wire_, into)
        if not answer.has_redirect_location:
            if not answer.is_success:
                raise _problem(answer.status_code)
            return
        found = str(answer.next_request.url) if answer.next_request else ""
    raise Temporary(say("ファイルの取得先が定まりません。"))


async def _fetch(url: str, wire_: wire.Wire, into: BinaryIO) -> httpx.Response:
    try:
        return await wire_.fetch(url, into)
    except Failed as failure:
        raise temporary(failure) from None


def _problem(status: int) -> GraphError:
    # The address has run out, most likely: asking Graph again gives a new one.
    return Temporary(say("ファイルを取得できませんでした({status})。", status=status), status=status)
