"""Daemons and commands as processes of their own, on the machine's clock, against a tenant that is provisioned.

Called by the tests of the daemon.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from m365bot.database import engine
from m365bot.database.books import Books
from m365bot.journal import Run, Status, Trigger
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from tests import delivered

REPOSITORY = Path(__file__).parent.parent.parent
TOKYO = ZoneInfo("Asia/Tokyo")
NEVER = '"0 3 1 1 *"'  # the first of January: no tick of a job while tests run
BUSY = 5  # times as slow, and still no reason to give up
JOBS = ("provision", "distribute", "collect", "results", "newsletter")


def until(happened: Callable[[], Any], *, within: float, what: str = "it") -> Any:
    """What `happened` says once it is true. within: seconds of a machine that does nothing else."""
    end = time.monotonic() + within * BUSY
    while not (found := happened()):
        assert time.monotonic() < end, f"{what} did not happen within {within * BUSY} s"
        time.sleep(0.05)
    return found


@dataclass
class Node:
    """One daemon."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def events(self, name: str) -> list[dict[str, Any]]:
        """Of its log; the line that is being written may be half there."""
        lines = (
            json.loads(line) for line in self.said.splitlines() if f'"{name}"' in line and line[-1] == "}"
        )
        return [line for line in lines if line["event"] == name]

    @property
    def memory_mb(self) -> float:
        for line in Path(f"/proc/{self.process.pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no such process")

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stop(self, *, within: float) -> float:
        """SIGTERM; the seconds that it took to end, well. within: as of `until`."""
        began = time.monotonic()
        self.send(signal.SIGTERM)
        assert self.process.wait(within * BUSY) == 0, self.said
        return time.monotonic() - began

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        self.process.wait()


@dataclass
class Place:
    """One tenant, one instance and one state folder; daemons that are still there at its end are killed.

    database: a server's; None: the state folder's file.
    """

    sandbox: Sandbox
    folder: Path
    database: str | None = None
    nodes: list[Node] = field(default_factory=list)

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    @property
    def env(self) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("M365BOT_")}
        own = {"M365BOT_INSTANCE": str(self.instance), "M365BOT_STATE_DIR": str(self.folder / "state")}
        own |= {"M365BOT_DATABASE_URL": self.database} if self.database else {}
        return others | self.sandbox.env | own | {"M365BOT_LOG": "info"}

    def schedule(self, **jobs: str) -> None:
        """schedule.yaml: these jobs so, the others never."""
        lines = [f"{job}: {{when: {jobs.get(job, NEVER)}}}" for job in JOBS]
        (self.instance / "config" / "schedule.yaml").write_text("\n".join(lines) + "\n", "utf-8")

    def daemon(self, *, log_level: str = "info", language: str = "ja", **settings: str) -> Node:
        """settings: M365BOT_ and their names in capitals."""
        log = self.folder / f"daemon-{len(self.nodes)}.log"
        command = [sys.executable, "-m", "m365bot", "daemon"]
        env = self.env | {"M365BOT_LOG": log_level, "M365BOT_LANG": language}
        env |= {f"M365BOT_{name.upper()}": value for name, value in settings.items()}
        with log.open("wb") as out:
            process = subprocess.Popen(command, env=env, stdout=out, stderr=out)
        node = Node(process, log)
        self.nodes.append(node)
        until(
            lambda: "daemon.started" in node.said or process.poll() is not None, within=60, what="its start"
        )
        assert process.poll() is None, node.said
        return node

    def says(self, *words: str, exits: int) -> Any:
        """The document that a command prints."""
        done = self.begins(*words)
        out, err = done.communicate(timeout=300)
        assert done.returncode == exits, (
            f"exit {done.returncode}: {out.decode()[:2000]} {err.decode()[:2000]}"
        )
        return json.loads(out)

    def begins(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "m365bot", *words, "--json"]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    @contextmanager
    def journal(self) -> Iterator[Books]:
        """The database, opened for a moment."""
        state = self.folder / "state"
        state.mkdir(exist_ok=True)
        env = self.sandbox.env
        connected = engine.connected(self.database or f"sqlite:///{state / 'm365bot.db'}")
        yield Books(connected, f"{env['M365BOT_TENANT_ID']}/{env['M365BOT_CLIENT_ID']}")
        connected.dispose()

    def runs(self, job: str) -> Sequence[Run]:
        """All runs of a job, the newest first."""
        with self.journal() as journal:
            return [run for run in journal.runs.newest(1000) if run.job == job]

    def request(self, job: str, cohort: str | None = "R7") -> str:
        """Leave a run to the daemon, as a command does that meets its team in other hands."""
        now = datetime.now(UTC)
        with self.journal() as journal:
            run = Run.requested(
                id=f"{job}-{cohort}-asked-{len(journal.runs.newest(200))}",
                instance=journal.instance,
                job=job,
                cohort=cohort,
                trigger=Trigger.MANUAL,
                at=now,
                planned=now,
                due=now,
            )
            assert journal.runs.add(run)
        return run.id

    def run(self, run_id: str) -> Run:
        with self.journal() as journal:
            run = journal.runs.get(run_id)
        assert run is not None
        return run

    def status(self, run_id: str) -> Status:
        return self.run(run_id).status

    def fault_hits(self) -> int:
        return sum(int(rule["hits"]) for rule in self.sandbox.app.gateway_faults())


@contextmanager
def place(folder: Path, tenant: Path, database: str | None = None, *, latency_ms: float = 0.0) -> Any:
    """A place of its own, with a copy of a tenant's state; its sandbox lends no clock."""
    folder.mkdir(parents=True)
    shutil.copy(tenant, folder / "tenant.json")
    for name in ("config", "jobs"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / name, folder / "instance" / name, ignore=ignore)
    delivered.posted_alone(folder / "instance")
    settings = Settings(latency_ms=latency_ms)
    with Sandbox(settings=settings, state=folder / "tenant.json", record=False) as sandbox:
        made = Place(sandbox, folder, database)
        made.schedule()
        try:
            yield made
        finally:
            for node in made.nodes:
                if node.process.poll() is None:
                    node.kill()
