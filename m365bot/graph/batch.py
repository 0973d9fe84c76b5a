"""Puts reads that were released in the same tick into one `$batch`.

Called by the sender. Reads only; at most 20, of one identity (docs/facts.md 13, 83). Each inner answer is
handed to its own asker; never repeats anything.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from m365bot.graph import bodies, wire
from m365bot.graph.departure import Departure, Failed
from m365bot.graph.requests import Request
from m365bot.graph.scopes import Turn
from m365bot.resources.ports.graph import Answer, Identity

MOST = 20
PATH = "/$batch"


@dataclass(frozen=True)
class Waiting:
    """A read and who waits for its answer."""

    request: Request
    turn: Turn
    answer: asyncio.Future[Answer]


class Batcher:
    """Collects for two ticks, then sends; one read alone goes plain."""

    def __init__(self, wire_: wire.Wire, graph_url: str) -> None:
        self._wire = wire_
        self._url = f"{graph_url}{PATH}"
        self._waiting: list[Waiting] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(self, request: Request, turn: Turn) -> Answer:
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(loop.call_soon, self._flush)
        one = Waiting(request, turn, loop.create_future())
        self._waiting.append(one)
        return await one.answer

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        for identity in Identity:
            own = [one for one in waiting if one.request.identity is identity]
            for start in range(0, len(own), MOST):
                self._start(own[start : start + MOST])

    def _start(self, together: Sequence[Waiting]) -> None:
        task = asyncio.create_task(self._send(together))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, together: Sequence[Waiting]) -> None:
        try:
            answers = await (self._alone(together[0]) if len(together) == 1 else self._batch(together))
        except Exception as error:
            answers = [error] * len(together)
        for one, answer in zip(together, answers, strict=True):
            _settle(one.answer, answer)

    async def _alone(self, one: Waiting) -> Sequence[Answer | Exception]:
        return [await self._wire.exchange(one.request, Departure((one.turn,)))]

    async def _batch(self, together: Sequence[Waiting]) -> Sequence[Answer | Exception]:
        outer = Request(
            method="POST",
            url=self._url,
            path=PATH,
            identity=together[0].request.identity,
            body={"requests": [_item(str(at), one.request) for at, one in enumerate(together)]},
        )
        answer = await self._wire.exchange(outer, Departure(tuple(one.turn for one in together)))
        if answer.status >= 400:
            return [answer] * len(together)  # each asks again by itself
        inner = _inner(answer)
        return [self._of(one, inner.get(str(at))) for at, one in enumerate(together)]

    def _of(self, one: Waiting, answer: Answer | None) -> Answer | Exception:
        if answer is None:
            return Failed("$batch", left=True)
        self._wire.noted_inner(one.request, answer)
        return answer


def _item(number: str, request: Request) -> dict[str, Any]:
    item: dict[str, Any] = {"id": number, "method": request.method, "url": request.path}
    return {**item, "headers": dict(request.headers)} if request.headers else item


def _inner(answer: Answer) -> dict[str, Answer]:
    """The inner answers by id; an outer body that is cut off or markup holds none."""
    responses = answer.body.get("responses") if isinstance(answer.body, dict) else None
    listed = responses if isinstance(responses, list) else []
    wait = max((_retry_after(one) for one in listed if _is_throttled(one)), default="", key=_as_number)
    return {
        str(one["id"]): _answer(one, answer, wait) for one in listed if isinstance(one, dict) and "id" in one
    }


def _answer(one: Mapping[str, Any], outer: Answer, wait: str) -> Answer:
    headers = {str(key).lower(): str(value) for key, value in (one.get("headers") or {}).items()}
    if _is_throttled(one) and wait:
        headers["retry-after"] = wait  # retry after the largest of them (docs/facts.md 13)
    body = bodies.of_inner(one.get("body"))
    request_id = headers.get("request-id") or bodies.request_id(body) or outer.request_id
    return Answer(int(one.get("status") or 500), headers, body, request_id)


def _is_throttled(one: Any) -> bool:
    return isinstance(one, dict) and one.get("status") == 429


def _retry_after(one: Mapping[str, Any]) -> str:
    headers = one.get("headers") or {}
    return next((str(headers[key]) for key in headers if key.lower() == "retry-after"), "")


def _as_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0


def _settle(future: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
