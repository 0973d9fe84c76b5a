"""A small world for the flow: a service, a journal and a clock in memory, and what carrying out needs of them.

Nothing here waits: time is the event loop's, and that jumps (tests/graph/virtual.py).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from m365bot.journal import Intent, Outcome, Result
from m365bot.programme import Guards
from m365bot.reconcile import apply, flow
from m365bot.reconcile.context import Context
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Desired, Resource
from m365bot.resources.seen import Seen
from m365bot.resources.view import View
from tests.graph import virtual
from tests.reconcile.service import BEGAN, Service, now

LONG_AGO = BEGAN - timedelta(days=30)
HOUR = timedelta(hours=1)
run = virtual.run


@dataclass
class Memory:
    """The journal of one run, in memory."""

    born: datetime = LONG_AGO
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    intents: list[Intent] = field(default_factory=list)
    settled: dict[str, Result] = field(default_factory=dict)
    open: dict[str, Intent] = field(default_factory=dict)
    known_then: dict[str, dict[str, Any]] = field(default_factory=dict)  # what was kept when it was settled

    def open_intent(self, key: str) -> Intent | None:
        return self.open.get(key)

    def last_write(self, key: str) -> datetime | None:
        found = [one.at for one in self.intents if one.key == key and one.at > now() - HOUR]
        return found[-1] if found else None

    def intend(self, keys: Iterable[str], service_at: datetime) -> None:
        made = [Intent(key, now(), service_at) for key in keys]
        self.intents += made
        self.open |= {one.key: one for one in made}

    def settle(self, result: Result) -> None:
        assert result.key not in self.settled, "settled twice"
        self.settled[result.key] = result
        self.known_then[result.key] = self.memory.get(result.key, {})
        if result.outcome is not Outcome.UNKNOWN:
            self.open.pop(result.key, None)

    def close(self, key: str) -> None:
        self.open.pop(key, None)

    def forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.memory.pop(key, None)

    def remember(self, learned: Mapping[str, Mapping[str, Any]]) -> None:
        for key, memo in learned.items():
            self.memory[key] = {**self.memory.get(key, {}), **memo}

    def look_anew(self) -> None:
        """There is nothing but what is here."""

    def results(self) -> Mapping[str, Result]:
        return dict(self.settled)

    def resumed(self) -> "Memory":
        """The journal of the next run: what this one settled is not its own."""
        return replace(self, settled={})


class NoRecords:
    """No answers are kept in this world."""

    def links(self, cohort: str) -> Any:
        raise NotImplementedError

    def compare(self, source: Any, items: Any, headers: Any) -> Any:
        raise NotImplementedError

    def store(self, source: Any, items: Any, headers: Any, link: str) -> Any:
        raise NotImplementedError


@dataclass
class Teams:
    """Others may have them while a part rests: `others` says at its end what they did.

    rested: how often they could. parts: how many are at work.
    """

    others: Callable[["Teams"], None] = lambda teams: None
    turn: int = 0
    rested: int = 0
    parts: int = 0

    @contextlib.asynccontextmanager
    async def at_work(self, until: float) -> AsyncIterator[None]:
        self.parts += 1
        try:
            yield
        finally:
            self.parts -= 1

    @contextlib.asynccontextmanager
    async def at_rest(self, until: float) -> AsyncIterator[None]:
        self.parts, self.rested = self.parts - 1, self.rested + (self.parts == 1)
        try:
            yield
        finally:
            self.parts += 1
        self.others(self)


@dataclass
class World:
    service: Service = field(default_factory=Service)
    journal: Memory = field(default_factory=Memory)
    told: list[str] = field(default_factory=list)
    may_go_on: Callable[[], str] = lambda: ""
    teams: Teams = field(default_factory=Teams)

    @property
    def seconds(self) -> float:
        return asyncio.get_running_loop().time()

    def context(self) -> Context:
        return Context(
            graph=self.service,
            journal=self.journal,
            records=NoRecords(),
            hold=self.teams,
            now=now,
            settles=lambda own: own,
            may_go_on=self.may_go_on,
            told=lambda change, result: self.told.append(result.key),
            process_now=now,
        )

    def view(self) -> View:
        return self.context().fresh_view()

    async def plan(self, *wanted: Desired, guards: Guards | None = None) -> Planned:
        return await flow.plan(Plan("job", "R7", now()), wanted, self.view(), guards or Guards())

    async def apply(self, *changes: Change) -> dict[str, Result]:
        """Carry these out; results by the name at the end of the key."""
        results = await apply.each(Plan("job", "R7", now(), changes), self.context())
        return {result.key: result for result in results}

    async def apply_one(self, change: Change) -> Result:
        return (await self.apply(change))[change.key]

    async def make(self, *wanted: Desired) -> dict[str, Result]:
        """The whole way: plan it, carry it out."""
        planned = await self.plan(*wanted)
        self.journal.remember(planned.learned)
        return await self.apply(*planned.plan.changes)

    async def seen(self, resource: Resource) -> Seen:
        found = await resource.see(self.view())
        assert found is not None
        return found


def create(resource: Resource, **rest: Any) -> Change:
    return Change(Action.CREATE, resource, "まだありません。", **rest)


def update(resource: Resource, was: Seen, **rest: Any) -> Change:
    return Change(Action.UPDATE, resource, "設定と違います。", was=was, **rest)


def remove(resource: Resource, was: Seen) -> Change:
    return Change(Action.REMOVE, resource, "終了", was=was)
