"""The bytes of a file.

Called by the client. Graph answers with a short-lived address on another host, which gets no token
(docs/facts.md 59). Held in memory; never writes.
"""

import asyncio

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
    loop = asyncio.get_running_loop()
    deadline, attempt = loop.time() + patience, 0
    while True:
        attempt += 1
        try:
            return await _once(request, sender, wire_)
        except Barred:
            raise
        except Temporary as error:
            wait = retry.wait(attempt, error.after)
            if loop.time() + wait > deadline:
                raise
            await asyncio.sleep(wait)


async def _once(request: Request, sender: Sender, wire_: wire.Wire) -> bytes:
    found = await sender.locate(request)
    if isinstance(found, bytes):
        return found
    for _ in range(HOPS):
        if not is_safe(found):
            raise Permanent(say("ファイルの取得先のアドレスが安全ではありません。"))
        answer = await _fetch(found, wire_)
        if not answer.has_redirect_location:
            return _whole(answer)
        found = str(answer.next_request.url) if answer.next_request else ""
    raise Temporary(say("ファイルの取得先が定まりません。"))


async def _fetch(url: str, wire_: wire.Wire) -> httpx.Response:
    try:
        return await wire_.fetch(url)
    except Failed as failure:
        raise temporary(failure) from None


def _whole(answer: httpx.Response) -> bytes:
    if answer.is_success:
        return answer.content
    raise _problem(answer.status_code)


def _problem(status: int) -> GraphError:
    # The address has run out, most likely: asking Graph again gives a new one.
    return Temporary(say("ファイルを取得できませんでした({status})。", status=status), status=status)
