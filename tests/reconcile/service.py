"""A service in memory that serves the port `Graph`, with the bad habits of the real one.

It loses answers before or after it did the work, does it late, leaves the young out of its lists, refuses,
throttles and stops half way. Time is the event loop's.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from m365bot.errors import Changed, Conflict, NotFound
from m365bot.resources.ports.graph import Answer, Delta, Identity, Json, Query, Traffic

BEGAN = datetime(2025, 6, 2, 0, 0, tzinfo=UTC)
DOUBLED = ("notes",)  # collections in which a name may be given twice


def now() -> datetime:
    """What every clock of this world shows."""
    return BEGAN + timedelta(seconds=asyncio.get_running_loop().time())


@dataclass(frozen=True)
class Fault:
    """What becomes of one write instead: sent, whether bytes leave; done, after how many seconds it is done."""

    error: Exception
    sent: bool = True
    done: float | None = None


@dataclass
class Item:
    """One thing that is there; `listed` is the loop time from which lists show it."""

    id: str
    collection: str
    name: str
    of: str
    fields: Json
    listed: float = 0.0
    etag: int = 1

    def shown(self) -> Json:
        return {"id": self.id, "name": self.name, "of": self.of, "etag": self.etag, **self.fields}


@dataclass
class Service:
    """lag: seconds for which lists leave out what is new. brings: names that come along when one of a name is made."""

    lag: float = 0.0
    brings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    blind: dict[str, deque[Exception]] = field(default_factory=lambda: defaultdict(deque))
    root: Any = None
    base_url: str = "memory:"
    traffic: Traffic = field(default_factory=Traffic)

    # for tests

    def put(self, collection: str, name: str, of: str = "", **fields: Any) -> Item:
        """Somebody makes one by hand."""
        item = Item(f"{name}-{len(self.log) + len(self.items)}", collection, name, of, fields)
        self.items[item.id] = item
        return item

    def fails(self, name: str, *faults: Fault) -> None:
        """The next writes for this name."""
        self.faults[name].extend(faults)

    def hides(self, collection: str, *errors: Exception) -> None:
        """The next lists of this collection."""
        self.blind[collection].extend(errors)

    def named(self, name: str) -> list[Item]:
        return [item for item in self.items.values() if item.name == name]

    def writes(self, method: str = "") -> list[str]:
        return [line for line in self.log if not line.startswith("GET") and line.startswith(method)]

    # the port

    def service_now(self) -> datetime:
        return now()

    async def read(
        self,
        where: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
    ) -> Json:
        self.log.append(f"GET {where}")
        return self._item(where).shown()

    async def pages(
        self,
        where: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
    ) -> tuple[Json, ...]:
        collection, of = where.strip("/"), (query or {}).get("of", "")
        self.log.append(f"GET {where} {of}".strip())
        await asyncio.sleep(0)
        if self.blind[collection]:
            raise self.blind[collection].popleft()
        if of and of not in self.items:
            raise NotFound(f"{of} は見つかりません。")
        moment = asyncio.get_running_loop().time()
        return tuple(
            item.shown()
            for item in self.items.values()
            if (item.collection, item.of) == (collection, of) and item.listed <= moment
        )

    async def delta(
        self,
        where: Any,
        *,
        link: str | None,
        query: Query | None = None,
        keep: Callable[[Json], Json] = lambda item: item,
        identity: Identity = Identity.APP,
    ) -> Delta:
        raise NotImplementedError

    async def download(self, where: Any, *, identity: Identity = Identity.APP) -> bytes:
        raise NotImplementedError

    async def write(
        self,
        method: str,
        where: Any,
        body: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
        leaving: Callable[[], None],
    ) -> Answer:
        name = self._name(where, body or {})
        fault = self.faults[name].popleft() if self.faults[name] else None
        if fault is None or fault.sent:
            leaving()
            self.log.append(f"{method} {where} {name if method == 'POST' else ''}".strip())
        await asyncio.sleep(0)
        if fault is None:
            return Answer(200, {}, self._done(method, where, body, headers or {}))
        if fault.done is not None:
            asyncio.get_running_loop().call_later(fault.done, self._done, method, where, body, headers or {})
            await asyncio.sleep(0)
        raise fault.error

    def _name(self, where: str, body: Json) -> str:
        """Of what is made or, of several, all; else of what is there."""
        if "values" in body:
            return "+".join(one["name"] for one in body["values"])
        there = self.items.get(where.rpartition("/")[2])
        return body.get("name") or (there.name if there else "")

    def _done(self, method: str, where: str, body: Any, headers: Mapping[str, str]) -> Any:
        if method == "POST" and "values" in body:
            return {"value": [self._added(where.split("/")[1], one) for one in body["values"]]}
        if method == "POST":
            return self._made(where.strip("/"), body).shown()
        item = self._item(where)
        if headers.get("If-Match", str(item.etag)) != str(item.etag):
            raise Changed("ほかの人が先に変えました。", status=412)
        if method == "DELETE":
            del self.items[item.id]
        else:
            item.fields |= body
            item.etag += 1
        return None

    def _added(self, collection: str, body: Json) -> Json:
        faults = self.faults[body["name"]]
        if faults:
            return {"name": body["name"], "error": faults.popleft().error}
        return {"name": body["name"], "error": None, "id": self._made(collection, body).id}

    def _made(self, collection: str, body: Json) -> Item:
        name, of = body["name"], body["of"]
        if of and of not in self.items:
            raise NotFound(f"{of} は見つかりません。")
        same = [one for one in self.named(name) if (one.collection, one.of) == (collection, of)]
        if same and collection not in DOUBLED:
            raise Conflict("その名前はもう使われています。", status=409)
        fields = {key: value for key, value in body.items() if key not in ("name", "of")}
        item = self.put(collection, name, of, **fields)
        item.listed = asyncio.get_running_loop().time() + self.lag
        for other in self.brings.get(name, ()):
            self.put("things", other, item.id, text="")
        return item

    def _item(self, where: str) -> Item:
        item = self.items.get(where.rpartition("/")[2])
        if item is None:
            raise NotFound(f"{where} は見つかりません。", status=404)
        return item
