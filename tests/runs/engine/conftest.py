"""The engine at work in this process, on the machine's clock: its library has threads of its own, and is there once."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from m365bot.database.leases import LockFiles
from m365bot.runs.engine import queue
from m365bot.runs.engine.nodes import Fleet
from m365bot.runs.engine.place import File, Place, Server
from m365bot.runs.engine.queue import Queue, closed

INSTANCE = "t/c"
OFTEN = 0.02  # seconds between looks: nobody wants to wait here
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
Does = Callable[[str], Coroutine[Any, Any, None]]


@dataclass
class Engine:
    """One node, and the runs that it began and ended, in their order. does: what doing a run is."""

    folder: Path
    place: Place
    does: Does = lambda run_id: asyncio.sleep(0)
    began: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    _is_over: bool = False

    def __post_init__(self) -> None:
        self._runner = asyncio.Runner()
        self.nodes = Fleet(Queue(self.place, INSTANCE), LockFiles(self.folder / "leases"))
        self.sees(self.nodes.begin(self._carry))

    def sees(self, story: Coroutine[Any, Any, Any]) -> None:
        self._runner.run(asyncio.wait_for(story, 120))

    def is_killed(self) -> None:
        """As far as one process can: its lease is free, and what it had in hand is not noted."""
        self.sees(self.nodes.rest(0.1))
        self.nodes._own[0].release()
        closed()

    def ends(self) -> None:
        """Once: what its library's threads wait for is let go of, or no process that failed a test would end."""
        if not self._is_over:
            self._is_over = True
            self.is_killed()
            self._runner.close()

    async def _carry(self, run_id: str) -> None:
        self.began.append(run_id)
        await self.does(run_id)
        self.ended.append(run_id)

    def asks(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """By hand, past the library."""
        return by_hand(self.place, statement, *values)

    def state(self, run_id: str) -> str | None:
        states = dict(self.asks("SELECT workflow_uuid, status FROM workflow_status"))
        return states.get(run_id)

    async def is_noted(self, run_id: str, state: str = "SUCCESS") -> None:
        """A moment after the run is over."""
        while self.state(f"{INSTANCE}/{run_id}") != state:
            await asyncio.sleep(0.02)


def by_hand(place: Place, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Without the library; `?` for each value."""
    if isinstance(place, File):
        with closing(sqlite3.connect(place.path, timeout=60)) as connection, connection:
            return connection.execute(statement, values).fetchall()
    with psycopg.connect(place.url, options=f"-c search_path={place.schema}") as server:
        done = server.execute(statement.replace("?", "%s").encode(), values)
        return done.fetchall() if done.description else []


def place_in(folder: Path, kind: str, request: pytest.FixtureRequest) -> Place:
    """A fresh one of the kind."""
    if kind == "sqlite":
        return File(folder / "engine.db")
    return Server(request.getfixturevalue("postgresql").empty(), "m365bot_engine")


@pytest.fixture(scope="module", autouse=True)
def _looks_often() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue, "POLL", OFTEN)
        patch.setattr(queue, "LOOK", OFTEN)
        yield


@pytest.fixture(scope="module", params=KINDS)
def one_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    made = Engine(folder, place_in(folder, request.param, request))
    yield made
    made.ends()


@pytest.fixture
def began(tmp_path: Path) -> Iterator[Callable[..., Engine]]:
    """Engines that end with the test, whatever becomes of it."""
    every: list[Engine] = []

    def begin(place: Place, **how: Any) -> Engine:
        every.append(Engine(tmp_path, place, **how))
        return every[-1]

    yield begin
    for one in every:
        one.ends()


@pytest.fixture
def engine(one_engine: Engine) -> Engine:
    one_engine.began.clear()
    one_engine.ended.clear()
    one_engine.does = lambda run_id: asyncio.sleep(0)
    return one_engine
