"""Puts files into drives: small ones in one request, large ones by an upload session.

Called by the client. A new file is never put over another, one that is replaced only while it is the one that was
seen. Never decides whether a file is wanted.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from m365bot.errors import Changed, MissingPermission, OutcomeUnknown, Temporary
from m365bot.graph import retry, uploads
from m365bot.graph.limits import Limits
from m365bot.graph.uploads import Errand, Way
from m365bot.resources.ports.graph import Answer, Body, Json, Query, Traffic, Upload
from m365bot.words import say

CONFLICT = "@microsoft.graph.conflictBehavior"
NEEDS = "Sites.ReadWrite.All"  # what an app needs for a session (docs/facts.md files.session)


class Asking(Protocol):
    """The part of Graph that this stands on."""

    @property
    def traffic(self) -> Traffic: ...
    async def read(self, where: str, *, query: Query | None = None) -> Json: ...
    async def write(
        self,
        method: str,
        where: str,
        body: Body,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        needs: str = "",
        leaving: Callable[[], None],
    ) -> Answer: ...
    def service_now(self) -> datetime: ...


class Putting:
    """`way` carries what goes to the address of a session; several large files are on it at once."""

    def __init__(self, graph: Asking, way: Way, figures: Limits, patience: float) -> None:
        self._graph, self._way, self._figures, self._patience = graph, way, figures, patience
        self._free = asyncio.Semaphore(figures.uploads)

    async def put(self, upload: Upload, leaving: Callable[[], None]) -> Json:
        """The driveItem that is then there. Raises what a write raises."""
        if upload.body.size <= self._figures.simple_upload:
            return await self._at_once(upload, leaving)
        try:
            async with self._free:
                return await uploads.carried(self._errand(upload, leaving), self._way)
        except MissingPermission:
            # Files.ReadWrite.All alone may do for a single request only: it cannot be gone on with, but it arrives.
            if upload.body.size > self._figures.largest_simple_upload:
                raise
            return await self._at_once(upload, leaving)

    async def _at_once(self, upload: Upload, leaving: Callable[[], None]) -> Json:
        query = None if upload.match else {CONFLICT: "fail"}
        headers = {"If-Match": upload.match} if upload.match else None
        where = f"{upload.place}/content"
        answer = await self._graph.write(
            "PUT", where, upload.body, query=query, headers=headers, leaving=leaving
        )
        if not isinstance(answer.body, dict):
            raise OutcomeUnknown(say("作成の返事に中身がありませんでした。"))
        return answer.body

    def _errand(self, upload: Upload, leaving: Callable[[], None]) -> Errand:
        async def begin() -> Json:
            return await self._begun(upload, upload.match)

        async def still() -> None:
            if upload.match and await self._tag(upload) != upload.match:
                raise Changed(say("送っている間に、ほかの人がファイルを変更しました。"))

        return Errand(
            upload=upload,
            begin=begin,
            still=still,
            leaving=leaving,
            after=self._after,
            now=self._graph.service_now,
            moving=self._graph.traffic.moving,
            patience=self._patience,
        )

    async def _begun(self, upload: Upload, match: str) -> Json:
        """A session. Where its answer is lost, nothing is made, and what began ends by itself."""
        wish = "replace" if upload.match else "fail"
        try:
            answer = await self._graph.write(
                "POST",
                f"{upload.place}/createUploadSession",
                {"item": {CONFLICT: wish}},
                headers={"If-Match": match} if match else None,
                needs=NEEDS,
                leaving=_unnoted,
            )
        except Changed:
            # Seen with the right eTag too (docs/facts.md 58): then it is held against the file at the end alone.
            if not match or await self._tag(upload) != match:
                raise
            return await self._begun(upload, "")
        except OutcomeUnknown as error:
            raise Temporary(str(error)) from error
        return answer.body if isinstance(answer.body, dict) else {}

    async def _tag(self, upload: Upload) -> str:
        item = await self._graph.read(upload.place, query={"$select": "id,eTag"})
        return str(item.get("eTag", ""))

    def _after(self, answer: Answer) -> float | None:
        return retry.after(answer.headers.get("retry-after"), now=self._graph.service_now())


def _unnoted() -> None:
    """It makes nothing that anybody could find twice."""
