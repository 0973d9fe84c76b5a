"""One look at the tenant: each collection is read once, however many resources ask.

Made by runs and reconcile, handed to every kind's `see`. Never writes, never decides.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

from m365bot.errors import NotFound
from m365bot.resources.ports.graph import Graph, Identity, Json, Query
from m365bot.resources.ports.memory import Memory
from m365bot.resources.ports.records import RecordStore
from m365bot.resources.seen import Seen

T = TypeVar("T")


class Sought(Protocol):
    """What a look may be for: every resource is one."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    async def see(self, view: "View") -> Seen | None: ...


class ParentAbsent(Exception):
    """The thing asked about cannot exist, for what it belongs to, or stands for, does not; `key` is of that."""

    def __init__(self, title: str, key: str) -> None:
        super().__init__(title)
        self.key = key


@dataclass(frozen=True)
class Bound:
    """Which of the tenant's things config's words stand for: its id, and how an officer knows it."""

    id: str
    words: str


class _Read(Generic[T]):
    """What was found under a name, once that is over."""

    found: T

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self._error: Exception | None = None
        self._trace: TracebackType | None = None

    def failed(self, error: Exception) -> None:
        self._error, self._trace = error, error.__traceback__

    def result(self) -> T:
        if self._error is not None:
            raise self._error.with_traceback(self._trace)  # else each who asks would add to it
        return self.found


@dataclass
class View:
    """One look at the tenant.

    known is what earlier runs remembered, learned what this look adds to it. written_before tells when, by the
    service's clock, a write left whose outcome nobody knows; unsettled for how many seconds an absence does not
    count yet, since the service may still hide what was written; landing for how many a write that nobody heard of again
    may yet be carried out; began whether a write of ours may have made it.
    wanted: keys of what this look is for; what waits to be taken for ours has an id for these alone. bound: what a
    person's word on a thing binds beside its facts, by its key, as this look found it.
    """

    graph: Graph
    known: Memory
    now: datetime
    records: RecordStore
    learned: dict[str, Json] = field(default_factory=dict)
    written_before: Callable[[str], datetime | None] = lambda key: None
    unsettled: Callable[[Any], float] = lambda resource: 0.0  # reconcile asks it; a look only carries it
    landing: Callable[[Any], float] = lambda resource: 0.0
    began: Callable[[str], bool] = lambda key: False
    wanted: frozenset[str] = frozenset()
    bound: dict[str, Bound] = field(default_factory=dict)
    _reads: dict[str, "_Read[Any]"] = field(default_factory=dict)

    @property
    def root(self) -> Any:
        """The SDK's builders."""
        return self.graph.root

    def memo(self, key: str) -> Json:
        """What is remembered under a key; {} where nothing is."""
        return {**self.known.get(key, {}), **self.learned.get(key, {})}

    def learn(self, key: str, **memo: Any) -> None:
        """Remember something at the end of the run (nothing of a dry run is kept), unless it is remembered already."""
        before = self.memo(key)
        if not memo.items() <= before.items():
            self.learned[key] = {**before, **memo}

    def again(self) -> "View":
        """A second look: what was learned stays, what was read is read anew."""
        return replace(self, _reads={})

    async def once(self, name: str, read: Callable[[], Awaitable[T]]) -> T:
        """The result of `read`, done once under this name however many ask: by whoever asks first or, where that one is
        cancelled meanwhile, by another who waits.
        """
        one: _Read[T] | None
        while (one := self._reads.get(name)) is not None:
            if one.over.is_set():
                return one.result()
            await one.over.wait()
        return await self._read_for_all(name, read)

    async def _read_for_all(self, name: str, read: Callable[[], Awaitable[T]]) -> T:
        """No task of its own: hundreds ask, and most of them for what nobody else does."""
        one: _Read[T] = _Read()
        self._reads[name] = one
        try:
            one.found = await read()
        except Exception as error:
            one.failed(error)
            raise
        except BaseException:
            del self._reads[name]
            raise
        finally:
            one.over.set()
        return one.found

    async def read(
        self, name: str, where: Any, query: Query | None = None, *, identity: Identity = Identity.APP
    ) -> Json:
        return await self.once(name, lambda: self.graph.read(where, query=query, identity=identity))

    async def pages(
        self, name: str, where: Any, query: Query | None = None, *, identity: Identity = Identity.APP
    ) -> tuple[Json, ...]:
        return await self.once(name, lambda: self.graph.pages(where, query=query, identity=identity))

    async def seen(self, resource: Sought) -> Seen | None:
        """What `resource.see` finds, looked for once."""
        return await self.once(f"see {resource.key}", lambda: resource.see(self))

    async def id_of(self, resource: Sought) -> str:
        """The id of a parent: remembered, else looked for. Raises ParentAbsent where there is none."""
        if remembered := self.memo(resource.key).get("id"):
            return str(remembered)
        try:
            found = await self.seen(resource)
        except NotFound:
            found = None
        if found is None or (found.asks and resource.key not in self.wanted):
            raise ParentAbsent(resource.title, resource.key)
        return found.id
