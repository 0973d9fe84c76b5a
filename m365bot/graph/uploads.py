"""A large file's way up: an upload session, its pieces one after the other, gone on with after whatever broke off.

Called by the client. The address of a session is a secret that opens the door by itself: it gets no token, is kept
before any byte leaves, and is never logged (docs/facts.md 57, files.session). Only the last piece makes the file: its
intent is noted just before. Never decides whether a file is wanted.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from m365bot.errors import GraphError, OutcomeUnknown, Permanent, Temporary
from m365bot.graph import problems, retry
from m365bot.graph.connection import is_safe
from m365bot.graph.departure import Failed
from m365bot.graph.pieces import Pieces, slices
from m365bot.resources.ports.graph import Answer, Json, Moving, Upload
from m365bot.words import say

BEGINNINGS = 3  # sessions for one write; each that ends before its time takes all its bytes with it
MARGIN = timedelta(minutes=1)  # before its end a session is not gone on with any more


class Way(Protocol):
    """How requests to the address travel: without a token. Raises Failed."""

    async def push(
        self, method: str, url: str, headers: dict[str, str], content: Any, leaving: Callable[[], None]
    ) -> Answer: ...


@dataclass(frozen=True)
class Errand:
    """What one upload needs to know.

    begin: asks for a session, without a trace where its answer is lost. still: raises where what is to be replaced has
    changed. leaving: notes the intent. after: seconds an answer asks for. patience: seconds without any progress.
    moving: place → how far it is, for whoever looks on.
    """

    upload: Upload
    begin: Callable[[], Awaitable[Json]]
    still: Callable[[], Awaitable[None]]
    leaving: Callable[[], None]
    after: Callable[[Answer], float | None]
    now: Callable[[], datetime]
    moving: MutableMapping[str, Moving]
    patience: float


class _Over(Exception):
    """The session is no more, or of no use though it lives: a new one begins from the start."""

    def __init__(self, *, lives: bool = False) -> None:
        super().__init__()
        self.lives = lives


async def carried(errand: Errand, way: Way) -> Json:
    """The driveItem that is then there. Raises the GraphError tree and OutcomeUnknown."""
    with await Pieces.of(errand.upload.body) as pieces:
        for _ in range(BEGINNINGS):
            journey = _Journey(errand, way, pieces)
            try:
                return await journey.made()
            except _Over:
                errand.upload.keep({"url": ""})
        raise Temporary(
            say("ファイル {path} の送信が、途中で何度も打ち切られました。", path=errand.upload.body.path.name)
        )


class _Journey:
    """One session, from wherever it stands to its end."""

    def __init__(self, errand: Errand, way: Way, pieces: Pieces) -> None:
        self._errand, self._way, self._pieces = errand, way, pieces
        self._url = ""
        self._last_left = (
            False  # the last piece may have arrived: then a session that is gone may have ended well
        )
        self._loop = asyncio.get_running_loop()
        self._deadline, self._attempt = 0.0, 0

    async def made(self) -> Json:
        self._progressed()
        try:
            position = await self._resumed() if self._may_go_on() else await self._begun()
            self._went(position)
            return await self._to_the_end(position)
        except _Over as over:
            if over.lives:
                await self._cancel()
            raise
        except Permanent:
            await self._cancel()
            raise
        finally:
            self._errand.moving.pop(self._errand.upload.place, None)

    # where it begins

    def _may_go_on(self) -> bool:
        """Is a session known that is of this very file, for this very place, and not over yet?"""
        known, body = self._errand.upload.known, self._errand.upload.body
        if not known.get("url"):
            return False
        mine = (known.get("sha256"), known.get("place")) == (body.sha256, self._errand.upload.place)
        expires = _moment(known.get("expires", ""))
        return mine and expires is not None and self._errand.now() + MARGIN < expires

    async def _resumed(self) -> int:
        self._url = str(self._errand.upload.known["url"])
        position = await self._asked()
        if (
            position is None
        ):  # all is there, but its end was refused: nothing known ends it now (docs/facts.md files.commit)
            raise _Over(lives=True)
        return position

    async def _begun(self) -> int:
        if self._errand.upload.known.get("url"):
            self._url = str(self._errand.upload.known["url"])
            await self._cancel()
        made = await self._errand.begin()
        self._url = str(made.get("uploadUrl", ""))
        if not is_safe(self._url):
            raise Permanent(say("ファイルの送り先のアドレスが安全ではありません。"))
        self._keep(0, expires=str(made.get("expirationDateTime", "")))
        return 0

    # piece by piece

    async def _to_the_end(self, position: int) -> Json:
        while True:
            answer = await self._sent(position)
            if answer is not None and answer.status in (200, 201):
                return self._ended(answer)
            if answer is not None and answer.status == 202:
                self._progressed()
                after = _first(answer.body)
            else:
                after = await self._asked()
            if after is None:
                raise self._unclear()
            position = self._checked(after)
            self._went(position)

    def _checked(self, position: int) -> int:
        """Whoever wants bytes from within a piece was sent by somebody else."""
        if not self._pieces.begins_one(position):
            raise _Over(lives=True)
        return position

    async def _sent(self, first: int) -> Answer | None:
        """The answer to one piece; None where it has to be asked what came of it."""
        end, size = self._pieces.end_of(first), self._pieces.size
        content, is_last = await self._pieces.at(first), end == size
        if is_last:
            await self._errand.still()
        self._keep(first)
        headers = {"Content-Length": str(end - first), "Content-Range": f"bytes {first}-{end - 1}/{size}"}
        leaving = self._errand.leaving if is_last else _unnoted
        try:
            answer = await self._way.push("PUT", self._url, headers, slices(content), leaving)
        except Failed as failure:
            self._last_left = self._last_left or (is_last and failure.left)
            await self._pause(None, _broken_off(failure))
            return None
        return await self._judged(answer, is_last=is_last)

    async def _judged(self, answer: Answer, *, is_last: bool) -> Answer | None:
        if answer.status < 300:
            return answer
        if answer.status in (404, 401, 403, 410):
            raise self._gone()
        if answer.status == 416:
            await self._pause(0.0, self._problem(answer))
            return None
        if answer.status in problems.LOST | problems.BUSY:
            self._last_left = self._last_left or (is_last and answer.status in problems.LOST)
            await self._pause(self._errand.after(answer), self._problem(answer))
            return None
        raise self._problem(answer)

    async def _asked(self) -> int | None:
        """From where on the service misses bytes; None where it misses none."""
        while True:
            try:
                answer = await self._way.push("GET", self._url, {}, None, _unnoted)
            except Failed as failure:
                await self._pause(None, _broken_off(failure))
                continue
            if answer.status in problems.LOST | problems.BUSY:
                await self._pause(self._errand.after(answer), self._problem(answer))
            elif answer.status >= 300 or not isinstance(answer.body, dict):
                raise self._gone()
            else:
                position = _first(answer.body)
                return position if position is None else self._checked(position)

    # how it ends

    def _ended(self, answer: Answer) -> Json:
        self._errand.upload.keep({"url": ""})
        if not isinstance(answer.body, dict) or "id" not in answer.body:
            raise OutcomeUnknown(say("作成の返事に中身がありませんでした。"))
        return answer.body

    def _gone(self) -> Exception:
        """It ended by itself, unless its last piece arrived: then a look tells."""
        if self._last_left:
            return self._unclear()
        return _Over()

    def _unclear(self) -> OutcomeUnknown:
        self._errand.upload.keep({"url": ""})
        return problems.unheard(say("最後の部分の返事がありません"))

    async def _cancel(self) -> None:
        """So that nothing half remains; where that cannot be told, it ends by itself."""
        if self._url:
            with suppress(Failed):
                await self._way.push("DELETE", self._url, {}, None, _unnoted)
            self._url = ""
        self._errand.upload.keep({"url": ""})

    # patience, and what is kept

    def _progressed(self) -> None:
        self._attempt, self._deadline = 0, self._loop.time() + self._errand.patience

    async def _pause(self, asked: float | None, error: GraphError) -> None:
        """Before it is tried again. Raises the error where nothing has gone on for too long; the session stays."""
        self._attempt += 1
        wait = retry.wait(self._attempt, asked)
        if self._loop.time() + wait > self._deadline:
            raise self._unclear() if self._last_left else error
        await asyncio.sleep(wait)

    def _went(self, position: int) -> None:
        body, moving = self._errand.upload.body, self._errand.moving
        known = moving.setdefault(self._errand.upload.place, Moving(body.path.name, body.size, position))
        known.sent = position

    def _problem(self, answer: Answer) -> GraphError:
        return problems.of(answer, problems.Asked(), after=self._errand.after(answer))

    def _keep(self, position: int, *, expires: str = "") -> None:
        upload = self._errand.upload
        facts = {"url": self._url, "sha256": upload.body.sha256, "place": upload.place, "position": position}
        upload.keep(facts | ({"expires": expires} if expires else {}))


def _first(body: Any) -> int | None:
    """The first byte that is missing; None where none is. What is no range at all begins anew."""
    ranges = body.get("nextExpectedRanges") if isinstance(body, dict) else None
    if ranges == []:
        return None
    try:
        return min(int(str(each).partition("-")[0]) for each in ranges or ())
    except (TypeError, ValueError):
        raise _Over from None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _broken_off(failure: Failed) -> Temporary:
    if failure.obstacle:
        return Temporary(failure.obstacle.words)
    words = say(
        "ファイルの送信が途中で切れました({reason})。次の実行で続きから送ります。", reason=failure.words
    )
    return Temporary(words)


def _unnoted() -> None:
    """Nothing is made by it yet."""
