"""A tenant in memory that loses answers, refuses and hides; and the two kinds of thing that are in it.

Called by the near tests of runs. An honest implementation of the port `Graph`: what was written is there.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from m365bot import clock
from m365bot.errors import M365BotError
from m365bot.journal.writing import Stored
from m365bot.programme import Person
from m365bot.resources.bounds import Limit, Window
from m365bot.resources.capabilities import Removable, Storing
from m365bot.resources.kind import Kind, Resource
from m365bot.resources.ports.graph import Answer, Identity, Traffic
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View


class Died(BaseException):
    """The process is gone, as by kill -9: nothing catches it."""


@dataclass
class World:
    """there: what the tenant holds. reads, writes: what a request about a key raises instead, each once.

    lost: the same, once the write is done. standing: raised again and again. before: called before each request.
    after: called once a write is done, before its answer comes.
    """

    there: dict[str, dict[str, Any]] = field(default_factory=dict)
    reads: dict[str, list[BaseException]] = field(default_factory=dict)
    writes: dict[str, list[BaseException]] = field(default_factory=dict)
    lost: dict[str, list[BaseException]] = field(default_factory=dict)
    standing: dict[str, M365BotError] = field(default_factory=dict)
    before: Callable[[str, str], None] = lambda method, key: None
    after: Callable[[str], None] = lambda key: None
    written: Counter[str] = field(default_factory=Counter)
    held: frozenset[str] = frozenset()
    traffic: Traffic = field(default_factory=Traffic)
    base_url: str = "memory:"

    @property
    def root(self) -> "World":
        return self

    @property
    def users(self) -> "World":
        return self

    def by_user_id(self, name: str) -> str:
        return f"user {name}"

    async def read(self, where: str, **_: Any) -> dict[str, Any]:
        self._asked("GET", where)
        await asyncio.sleep(0)
        self._raise_from(self.reads, where)
        return dict(self.there.get(where, {}))

    async def write(
        self, method: str, where: str, body: Any, *, leaving: Callable[[], None], **_: Any
    ) -> Answer:
        self._asked(method, where)
        self._raise_from(self.writes, where)
        leaving()
        await asyncio.sleep(0)
        self.written[where] += 1
        if method == "DELETE":
            self.there.pop(where, None)
        else:
            self.there[where] = dict(body)
        self.after(where)
        self._raise_from(self.lost, where)
        return Answer(200, {}, dict(body or {}))

    async def pages(self, where: Any, **_: Any) -> Any:
        raise NotImplementedError

    delta = download = pages

    async def granted(self, identity: Identity) -> frozenset[str]:
        return self.held

    def service_now(self) -> datetime:
        return clock.now()

    async def close(self) -> None:
        """Nothing is open."""

    def _asked(self, method: str, key: str) -> None:
        self.before(method, key)
        self.traffic.requests += 1
        self.traffic.round_trips += 1
        if key in self.standing:
            raise self.standing[key]

    def _raise_from(self, faults: Mapping[str, list[BaseException]], key: str) -> None:
        if faults.get(key):
            raise faults[key].pop(0)


@dataclass(frozen=True)
class Place(Kind):
    """What things belong to, as channels to a team."""

    label: str

    @property
    def name(self) -> str:
        return self.label

    async def see(self, view: View) -> Seen | None:
        return Seen("place")

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise NotImplementedError


@dataclass(frozen=True)
class Thing(Kind, Removable):
    """A text in a place. ask: why a person must approve. opens, closes, asks_until: its window. whole: its matter."""

    place: Place
    label: str
    text: str = "text"
    ask: str = ""
    opens: datetime | None = None
    closes: datetime | None = None
    asks_until: datetime | None = None
    whole: str = ""
    first: "Thing | None" = None
    read: str = ""
    author: Person | None = None
    needs: ClassVar[tuple[str, ...]] = ("app:Things.ReadWrite.All",)
    removals: ClassVar[Limit | None] = Limit("members_removed", "外れる人", "人")

    @property
    def name(self) -> str:
        return self.label

    @property
    def parent(self) -> Place:
        return self.place

    @property
    def drafted_by(self) -> Person | None:
        return self.author

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"text": self.text}

    @property
    def after(self) -> Sequence[Resource]:
        return [self.first] if self.first else []

    @property
    def asks(self) -> str:
        return self.ask

    @property
    def preview(self) -> str:
        return self.read

    @property
    def window(self) -> Window | None:
        return Window(self.opens, self.closes, self.asks_until) if self.opens and self.closes else None

    @property
    def matter(self) -> str:
        return self.whole

    async def see(self, view: View) -> Seen | None:
        found = await view.read(self.key, self.key)
        return Seen(self.label, facts=found) if found else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        await tenant.write("PUT", self.key, {"text": self.text})
        return Seen(self.label, facts={"text": self.text})

    async def remove(self, tenant: Tenant, was: Seen) -> None:
        await tenant.write("DELETE", self.key, None)


@dataclass(frozen=True)
class Sheet(Kind, Storing):
    """Rows that are to come into records: three, one of them for a person to look at."""

    label: str
    counted: ClassVar[str] = "rows"

    @property
    def name(self) -> str:
        return self.label

    @property
    def lease(self) -> str:
        return "records/R7"

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"rows": 0}

    async def see(self, view: View) -> Seen | None:
        found = await view.read(self.key, self.key)
        return Seen("", facts={"rows": found.get("rows", 0)})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        await tenant.write("PUT", self.key, {"rows": 0})
        return Seen("", memo={"stored": 3, "quarantined": 1}, stored=Stored(3, 1))
