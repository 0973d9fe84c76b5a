"""The context of one write: what it reads it reads afresh, and its intent is noted just before bytes go.

Made by reconcile's batch, handed to every kind's `write`. Never decides, never repeats.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
        upload = Upload(place, body, match, self.view.memo(key), partial(self.keep, key))
        return await self.graph.put(upload, leaving=self.leaving)

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
