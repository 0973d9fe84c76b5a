"""Many instances on one machine: what they cost asleep and at work, and what one that is throttled hard costs the others.

BENCH_TENANTS says how many (40); all run the same job at the same minute, on tenants where nothing is to be done. What
others do on the machine counts with it, so passes with and without the throttled one take turns (BENCH_PAIRS of each).
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from m365bot.database import engine
from m365bot.database.books import Books
from m365bot.journal import Run
from tests.bench.place import REPOSITORY, show, tenant

COUNT = int(os.environ.get("BENCH_TENANTS", "40"))
PAIRS = int(os.environ.get("BENCH_PAIRS", "2"))
TOKYO = ZoneInfo("Asia/Tokyo")
AHEAD = timedelta(seconds=100)  # of the tick: workers wake a minute before it
RUNS = 8  # one after another, of a worker whose throughput is measured
LATEST = 900.0  # seconds that a pass may take
ASLEEP = 30.0  # seconds of the measurement at rest
TICK = os.sysconf("SC_CLK_TCK")


def measure(folder: Path) -> None:
    made = _provisioned(folder)
    with _tenants(folder, made) as (process, environments):
        house = House(folder / "cities", environments)
        house.made(folder / "state")
        with house.at_work(folder / "log"):
            house.come_to_rest()
            _asleep(house)
            _passes(house, process)
        _throughput(house)


def _throughput(house: "House") -> None:
    """Of two workers over that of one, each with an instance of its own."""
    ratios = []
    for _ in range(PAIRS):
        alone = _worked(house.cities[:1])
        ratios.append(2 * alone / _worked(house.cities[:2]))
    show("runs a second of two workers, over one's", f"{statistics.median(ratios):.2f}", ">= 1.70")


def _worked(cities: Sequence[Path]) -> float:
    """Seconds of the slowest."""
    commands = [[sys.executable, "-m", "tests.bench.worker", str(city), str(RUNS)] for city in cities]
    pipe = subprocess.PIPE
    made = [subprocess.Popen(one, stdin=pipe, stdout=pipe, text=True, cwd=REPOSITORY) for one in commands]
    for process in made:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in made:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return max(float(process.communicate()[0]) for process in made)


def _provisioned(folder: Path) -> Path:
    """A tenant with its cohort, as a file; the instance's state lies beside it."""
    with tenant(folder, lend_clock=True) as (sandbox, bot):
        bot.run("provision", at="2025-05-07T06:30")
        sandbox.advance(60)
        sandbox.app._state = folder / "tenant.json"
        sandbox.app.save()
        sandbox.app._state = None
    for name in [name for name in os.environ if name.startswith("M365BOT_")]:
        del os.environ[name]
    return folder / "tenant.json"


@contextmanager
def _tenants(folder: Path, file: Path) -> Iterator[tuple["subprocess.Popen[str]", list[dict[str, str]]]]:
    command = [sys.executable, "-m", "tests.bench.tenants", str(file), str(COUNT)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


@dataclass
class House:
    """All instances, and their supervisor."""

    folder: Path
    environments: Sequence[dict[str, str]]
    process: "subprocess.Popen[bytes] | None" = None

    def made(self, state: Path) -> None:
        for number, environment in enumerate(self.environments):
            city = self.folder / f"city{number:03}"
            for name in ("config", "jobs"):
                ignore = shutil.ignore_patterns("__pycache__")
                shutil.copytree(REPOSITORY / name, city / name, ignore=ignore)
            shutil.copytree(state, city / "state")
            (city / ".env").write_text("".join(f"{name}={value}\n" for name, value in environment.items()))
            (city / ".env").chmod(0o600)
        self.schedule("0 3 1 1 *")

    def schedule(self, cron: str) -> None:
        jobs = sorted(file.stem for file in (REPOSITORY / "jobs").glob("[!_]*.py"))
        times = {job: cron if job == "provision" else "0 3 1 1 *" for job in jobs}
        text = "".join(f'{job}: {{when: "{when}"}}\n' for job, when in times.items())
        for city in self.cities:
            (city / "config" / "schedule.yaml").write_text(text, "utf-8")

    @property
    def cities(self) -> list[Path]:
        return sorted(self.folder.glob("city*"))

    @contextmanager
    def at_work(self, log: Path) -> Iterator[None]:
        command = [sys.executable, "-m", "m365bot", "daemon", "--instances", str(self.folder)]
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def workers(self) -> list[int]:
        """Processes that work for one instance."""
        places = ((pid, _link(pid)) for pid in self._family())
        return [pid for pid, place in places if place and place.parent == self.folder]

    def _family(self) -> list[int]:
        """The supervisor, and all that came of it."""
        assert self.process
        found, new = [self.process.pid], [self.process.pid]
        while new:
            listed = [Path(f"/proc/{pid}/task/{pid}/children") for pid in new]
            new = [int(pid) for file in listed if file.exists() for pid in file.read_text().split()]
            found += new
        return found

    def memory(self) -> float:
        """MB that all of them take, what is shared counted once."""
        return sum(_pss(pid) for pid in self._family()) / 1024

    def cpu(self) -> float:
        return sum(_cpu(pid) for pid in self._family())

    def come_to_rest(self) -> None:
        _until(lambda: bool(self.workers()), 120)
        _until(lambda: not self.workers(), LATEST)

    def runs_at(self, tick: datetime) -> dict[str, Run]:
        found = {}
        for city, environment in zip(self.cities, self.environments, strict=True):
            connected = engine.connected(f"sqlite:///{city / 'state' / 'm365bot.db'}")
            instance = f"{environment['M365BOT_TENANT_ID']}/{environment['M365BOT_CLIENT_ID']}"
            ran = Books(connected, instance).runs.get(f"provision-R7-{tick:%Y%m%dT%H%M}")
            connected.dispose()
            if ran:
                found[city.name] = ran
        return found


def _asleep(house: House) -> None:
    cpu = house.cpu()
    time.sleep(ASLEEP)
    used = (house.cpu() - cpu) / ASLEEP
    show(f"{COUNT} asleep: memory of all, MB", f"{house.memory():.0f}", "")
    show(f"{COUNT} asleep: of a core, all", f"{used:.2%}", "")


def _passes(house: House, tenants: "subprocess.Popen[str]") -> None:
    ratios = []
    _pass(house, tenants, "free")  # the first of each instance looks at more than later ones
    for _ in range(PAIRS):
        free = _pass(house, tenants, "free")
        ratios.append(_pass(house, tenants, "throttle 20") / free)
    show("the others' p95, one throttled hard, over without", f"{statistics.median(ratios):.2f}", "<= 1.20")


def _pass(house: House, tenants: "subprocess.Popen[str]", word: str) -> float:
    """The p95 of the seconds from its minute to a run's end, of all but the first instance."""
    assert tenants.stdin
    tenants.stdin.write(word + "\n")
    tenants.stdin.flush()
    tick = (datetime.now(TOKYO) + AHEAD).replace(second=0, microsecond=0) + timedelta(minutes=1)
    house.schedule(f"{tick.minute} {tick.hour} * * *")
    cpu, most = house.cpu(), 0.0
    while datetime.now(TOKYO) < tick + timedelta(seconds=5) or _others_run(house, tick):
        most = max(most, house.memory())
        time.sleep(2)
    ran = house.runs_at(tick)
    of_others = [run for city, run in ran.items() if city != "city000"]
    others = sorted((run.ended - tick).total_seconds() for run in of_others if run.ended)
    own = statistics.median(
        (run.ended - run.started).total_seconds() for run in of_others if run.ended and run.started
    )
    p95 = others[int(len(others) * 0.95)] if others else 0.0
    show(f"{word}: runs of others, of {COUNT - 1}", f"{len(others)}", "")
    show(
        f"{word}: from the minute to their end, p50 and p95, s",
        f"{statistics.median(others):.1f} {p95:.1f}",
        "",
    )
    show(f"{word}: a run by itself, p50, s", f"{own:.1f}", "")
    show(f"{word}: memory of all at most, MB, and for each", f"{most:.0f} {most / COUNT:.0f}", "")
    show(f"{word}: CPU for each instance, s", f"{(house.cpu() - cpu) / COUNT:.2f}", "")
    requests = [run.report.spent.http["requests"] for city, run in ran.items() if city != "city000"]
    show(f"{word}: requests of a run", f"{statistics.median(requests):.0f}", "")
    return p95


def _others_run(house: House, tick: datetime) -> bool:
    if datetime.now(TOKYO) > tick + timedelta(seconds=LATEST):
        return False
    ran = house.runs_at(tick)
    done = [city for city, run in ran.items() if run.ended and city != "city000"]
    return len(done) < COUNT - 1


def _until(happened: Any, within: float) -> None:
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end
        time.sleep(1)


def _link(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def _cpu(pid: int) -> float:
    """Of the process, and of its children that are over."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICK


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
