"""A job in the hands of daemons that are killed at drawn moments, one after another, until one lives to its end.

Called by the tests of deaths. A moment is so many requests of a daemon's after its start, and a few milliseconds: drawn over
as many as a daemon sends that nobody kills, so that none of a run's stretches is left out, however busy the machine.
"""

import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from m365bot.database import engine
from m365bot.database.books import Books
from m365bot.journal import Run, Status, Trigger
from m365bot.sandbox.server import Sandbox
from tests import delivered, patience, picture
from tests.bot import Bot, writes
from tests.chaos.hurried import Daemon, Mother
from tests.chaos.test_random import answer
from tests.postgresql import Server

REPOSITORY = Path(__file__).parent.parent.parent
# The moment of each is one after which nothing else falls due for hours: a daemon that comes late does the same.
CALENDAR = {
    "provision": "2025-05-07T06:30",
    "distribute": "2025-06-13T08:35",
    "collect": "2025-06-23T08:40",
    "results": "2025-06-27T12:00",
    "newsletter": "2025-07-01T08:59",
}
LONG = 600.0  # seconds of this machine's, which may be busy
OPEN = (Status.REQUESTED, Status.RUNNING)


@dataclass
class World:
    """A tenant and what is kept of it, as they are just before a job: copied for each life of it.

    database: of a server, a copy of which each gets; None where it is a file.
    """

    folder: Path
    server: Server | None
    database: str | None

    @contextmanager
    def copied(self, folder: Path, weather: str) -> "Iterator[Life]":
        folder.mkdir(parents=True)
        shutil.copy(self.folder / "tenant.json", folder / "tenant.json")
        for name in ("state", "instance"):
            shutil.copytree(self.folder / name, folder / name)
        database = self.server.fresh(_name(self.database)) if self.server and self.database else None
        with Sandbox(state=folder / "tenant.json", lend_clock=True, record=False) as sandbox:
            sandbox.weather(weather)
            sandbox.app._state = None
            yield Life(sandbox, folder, database)


@dataclass
class Life:
    """One run of one job, through as many daemons as it takes."""

    sandbox: Sandbox
    folder: Path
    database: str | None
    killed: Counter[str] = field(default_factory=Counter)  # what it had in hand whenever a daemon was killed

    @property
    def env(self) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("M365BOT_")}
        own = {
            "M365BOT_INSTANCE": str(self.folder / "instance"),
            "M365BOT_STATE_DIR": str(self.folder / "state"),
        }
        own |= {"M365BOT_DATABASE_URL": self.database} if self.database else {}
        return others | self.sandbox.env | own | {"M365BOT_LOG": "info"}

    @property
    def sent(self) -> int:
        return len(self.sandbox.app.gateway.log.rows)

    @contextmanager
    def books(self) -> Iterator[Books]:
        env = self.env
        connected = engine.connected(self.database or f"sqlite:///{self.folder / 'state' / 'm365bot.db'}")
        yield Books(connected, f"{env['M365BOT_TENANT_ID']}/{env['M365BOT_CLIENT_ID']}")
        connected.dispose()

    def asks(self, job: str) -> None:
        """Leave it to a daemon, unless it waits for one already."""
        if job == "newsletter":
            return
        now, at = self.sandbox.tenant.clock.now(), datetime.fromisoformat(CALENDAR[job] + "+09:00")
        with self.books() as books:
            run = Run.requested(
                id=f"{job}-asked-{len(books.runs.newest(200))}",
                instance=books.instance,
                job=job,
                cohort="R7",
                trigger=Trigger.MANUAL,
                at=at,
                planned=now,
                due=at,
            )
            assert books.runs.add(run)

    def open(self) -> list[Run]:
        with self.books() as books:
            return [run for status in OPEN for run in books.runs.of_status(status)]

    def goes_on(self, mother: Mother, draw: random.Random, most: int, deaths: int) -> int:
        """Until all is over: the deaths that it died. most: requests within which a daemon is killed."""
        died = 0
        while self.open():
            daemon = mother.bears(self.env, self.folder / "daemon.log")
            after = draw.randint(0, most) if died < deaths else None
            died += self._lives(daemon, after, draw.random())
        return died

    def _lives(self, daemon: Daemon, after: int | None, chance: float) -> bool:
        """Was it killed with something in hand? Else it was over before."""
        until, before = time.monotonic() + LONG, self.sent
        looked = 0.0
        while True:
            if after and self.sent - before >= after:
                time.sleep(chance * 0.03)
                break
            if after == 0 and "daemon.started" in daemon.said:
                time.sleep(chance)  # while it is put into the queue, and taken from there
                break
            if time.monotonic() - looked > 0.1:
                looked = time.monotonic()
                if not self.open():
                    break
            assert daemon.is_there, daemon.said[-3000:]
            assert looked < until, daemon.said[-3000:]
            time.sleep(0.001)
        daemon.kill()
        left = self.open()
        self.killed.update(_moment(run) for run in left)
        return bool(left) and after is not None

    def bot(self) -> Bot:
        late = self.sandbox if self.sandbox.tenant.weather.profile == "harsh" else None
        return Bot(self.folder / "state", late=late, database=self.database)

    def looks(self) -> dict[str, Any]:
        """What people see of it, and what is kept of answers."""
        kept = self.bot().says("records", "export", "--cohort", "R7", "--format", "json")
        assert kept.exit == 0, kept.err
        rows = json.loads(kept.out)["responses"]
        patience.nothing_twice(self.sandbox)
        return {"tenant": picture.of_any_weather(self.sandbox), "rows": rows}


def prepared(job: str, folder: Path, server: Server | None) -> World:
    """A tenant on which what stands before this job in the calendar was done. By commands, in documented weather."""
    for name in ("config", "jobs"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / name, folder / "instance" / name, ignore=ignore)
    delivered.posted_alone(folder / "instance")
    never = "".join(f'{name}: {{when: "0 3 1 1 *"}}\n' for name in CALENDAR)
    (folder / "instance" / "config" / "schedule.yaml").write_text(never, "utf-8")
    (folder / "state").mkdir()
    database = server.fresh() if server else None
    with Sandbox(state=folder / "tenant.json", lend_clock=True, record=False) as sandbox:
        life = Life(sandbox, folder, database)
        with surroundings(life.env):
            _done_before(job, life.bot(), sandbox)
        life.asks(job)
        sandbox.app.save()
        sandbox.app._state = None
    return World(folder, server, database)


def _done_before(job: str, bot: Bot, sandbox: Sandbox) -> None:
    for name, at in CALENDAR.items():
        if name == "collect":
            answer(sandbox)
        if name == job:
            break
        bot.run(name, at=at)
        sandbox.advance(60)
    if job == "newsletter":
        asked = bot.run("newsletter", at=CALENDAR[job], exits=4)
        approved = bot.approve(asked["run_id"])
        assert approved["status"] == "requested", approved


@contextmanager
def surroundings(env: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def comes_again(life: Life, job: str) -> list[str]:
    """What a run of it by a command writes now that all is over."""
    before = life.sent
    words = ("run", job, *(() if job == "newsletter" else ("--cohort", "R7")), "--at", CALENDAR[job])
    done = life.bot().says(*words, "--json")
    assert done.exit == 0, done.out + done.err
    return writes(life.sandbox.log()[before:])


def tomorrow(life: Life) -> bool:
    """Was something left unknown, which may come a day late? Then it is tomorrow."""
    with life.books() as books:
        newest = books.runs.newest(1)[0]
    late = newest.status is Status.PARTLY_FAILED
    if late:
        life.sandbox.advance(patience.DAY_S)
    return late


def _moment(run: Run) -> str:
    if run.status is Status.REQUESTED:
        return "asked for"
    return "before its plan" if run.plan is None else "with its plan"


def _name(url: str | None) -> str:
    return (url or "").rpartition("/")[2]
