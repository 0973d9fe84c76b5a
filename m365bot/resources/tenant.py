"""The context of one write: what it reads it reads afresh, and its intent is noted just before bytes go.

Made by reconcile's batch, handed to every kind's `write`. Never decides, never repeats.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from m365bot.errors import OutcomeUnknown
from m365bot.resources.ports.graph import Answer, Body, FileBody, Graph, Identity, Json, Query, Upload
from m365bot.resources.ports.records import RecordStore
from m365bot.resources.view import Sought, View
from m365bot.words import say


@dataclass
class Tenant:
    """What a `write` may use. `leaving` notes the intent, just before bytes go; `keeping` remembers something at once."""

    view: View
    leaving: Callable[[], None]
    keeping: Callable[[Mapping[str, Json]], None] = lambda learned: None

    @property
    def graph(self) -> Graph:
        return self.view.graph

    @property
    def root(self) -> Any:
        return self.view.graph.root

    @property
    def records(self) -> RecordStore:
        return self.view.records

    async def id_of(self, resource: Sought) -> str:
        return await self.view.id_of(resource)

    def keep(self, key: str, facts: Json) -> None:
        """Remember it now, so that it outlives this process; what a look learns is remembered at its end only."""
        self.view.learn(key, **facts)
        self.keeping({key: facts})

    async def put(self, place: str, body: FileBody, key: str, *, match: str = "") -> Json:
        """The driveItem that is there once a file was put; how far it came is kept under `key`, as it goes."""
        self._forget_what_is_over()
        upload = Upload(place, body, match, self.view.memo(key), partial(self.keep, key))
        return await self.graph.put(upload, leaving=self.leaving)

    def _forget_what_is_over(self) -> None:
        """Sessions of files that nobody wants any more have ended by themselves; their addresses go too."""
        now = self.graph.service_now()
        for key in [key for key in self.view.known if key.startswith("upload:")]:
            memo = self.view.memo(key)
            if memo.get("url") and _is_past(str(memo.get("expires", "")), now):
                self.keep(key, {"url": ""})

    async def write(
        self,
        method: str,
        where: Any,
        body: Body = None,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
    ) -> Answer:
        """Send one write, its intent noted just before. Raises what `Graph.write` raises."""
        return await self.graph.write(
            method, where, body, query=query, headers=headers, identity=identity, leaving=self.leaving
        )

    async def create(
        self,
        method: str,
        where: Any,
        body: Body,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
    ) -> Json:
        """A write that answers with what was made. An answer without it tells nothing: OutcomeUnknown."""
        answer = await self.write(method, where, body, query=query, headers=headers, identity=identity)
        if not isinstance(answer.body, dict):
            raise OutcomeUnknown(say("作成の返事に中身がありませんでした。"))
        return answer.body


def _is_past(text: str, now: datetime) -> bool:
    """Is it a moment, with an offset, that is over?"""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment < now
