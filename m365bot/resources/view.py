"""How a resource looks at the tenant (View) and changes it (Tenant).

A View lives for one look: each collection is read once, however many resources ask. A Tenant is the context of
one write: it reads afresh and hands every write to the sender together with the intent to be noted first.
Neither decides anything.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from m365bot.errors import NotFound, OutcomeUnknown
from m365bot.resources.ports.graph import Answer, Body, Graph, Identity, Json, Query
from m365bot.resources.ports.memory import Memory
from m365bot.resources.ports.records import RecordStore
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.resources.kind import Resource, Seen

T = TypeVar("T")


class ParentAbsent(Exception):
    """The thing asked about cannot exist, for what it belongs to, or stands for, does not; `key` is of that."""

    def __init__(self, title: str, key: str) -> None:
        super().__init__(title)
        self.key = key


@dataclass
class View:
    """One look at the tenant.

    known is what earlier runs remembered, learned what this look adds to it. written_before tells when, by the
    service's clock, a write left whose outcome nobody knows; unsettled for how many seconds an absence does not
    count yet, since the service may still hide what was written.
    """

    graph: Graph
    known: Memory
    now: datetime
    records: RecordStore
    learned: dict[str, Json] = field(default_factory=dict)
    written_before: Callable[[str], datetime | None] = lambda key: None
    unsettled: "Callable[[Resource], float]" = lambda resource: 0.0
    _reads: dict[str, "asyncio.Task[Any]"] = field(default_factory=dict)

    @property
    def root(self) -> Any:
        """The SDK's builders."""
        return self.graph.root

    def memo(self, key: str) -> Json:
        """What is remembered under a key; {} where nothing is."""
        return {**self.known.get(key, {}), **self.learned.get(key, {})}

    def learn(self, key: str, **memo: Any) -> None:
        """Remember something at the end of the run (nothing of a dry run is kept)."""
        self.learned[key] = {**self.memo(key), **memo}

    def again(self) -> "View":
        """A second look: what was learned stays, what was read is read anew."""
        return replace(self, _reads={})

    async def once(self, name: str, read: Callable[[], Awaitable[T]]) -> T:
        """The result of `read`, done once under this name however many ask."""
        if name not in self._reads:
            self._reads[name] = asyncio.ensure_future(read())
        return await asyncio.shield(self._reads[name])

    async def read(
        self, name: str, where: Any, query: Query | None = None, *, identity: Identity = Identity.APP
    ) -> Json:
        return await self.once(name, lambda: self.graph.read(where, query=query, identity=identity))

    async def pages(
        self, name: str, where: Any, query: Query | None = None, *, identity: Identity = Identity.APP
    ) -> tuple[Json, ...]:
        return await self.once(name, lambda: self.graph.pages(where, query=query, identity=identity))

    async def seen(self, resource: "Resource") -> "Seen | None":
        """What `resource.see` finds, looked for once."""
        return await self.once(f"see {resource.key}", lambda: resource.see(self))

    async def id_of(self, resource: "Resource") -> str:
        """The id of a parent: remembered, else looked for. Raises ParentAbsent where there is none."""
        if remembered := self.memo(resource.key).get("id"):
            return str(remembered)
        try:
            found = await self.seen(resource)
        except NotFound:
            found = None
        if found is None:
            raise ParentAbsent(resource.title, resource.key)
        return found.id


@dataclass
class Tenant:
    """The context of one change: what its `write` may use. `leaving` notes the intent, just before bytes go."""

    view: View
    leaving: Callable[[], None]

    @property
    def graph(self) -> Graph:
        return self.view.graph

    @property
    def root(self) -> Any:
        return self.view.graph.root

    @property
    def records(self) -> RecordStore:
        return self.view.records

    async def id_of(self, resource: "Resource") -> str:
        return await self.view.id_of(resource)

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
