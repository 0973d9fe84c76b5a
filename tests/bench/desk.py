"""What the desk costs an office of five cohorts with ten thousand runs and a hundred thousand responses.

How long each page takes the first who asks a process that just began, and whoever asks next; how much memory the console
takes beside a daemon once each role has been to each of its pages. Whoever comes signs in at the practice tenant; all of it
goes over sockets, between processes of their own.
"""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from m365bot.cli import entry
from m365bot.console import roles, routes, warming
from m365bot.console.roles import Role
from m365bot.console.routes import Way
from m365bot.sandbox.server import Sandbox
from tests.bench import books
from tests.bench.place import REPOSITORY, show
from tests.console import hall, rows
from tests.console.hall import Sitting
from tests.sandbox.entra.browser import Browser

PEOPLE: Mapping[Role, str] = {
    Role.OFFICER: "kenshu@example.jp",
    Role.APPROVER: "kacho@example.jp",
    Role.INSTRUCTOR: "k.noto@example.jp",
    Role.SECTION_CHIEF: "a.endo@example.jp",
}
BESIDE = ("/runs?page=150", "/runs?status=failed", "/cohorts/R11", "/quarantine?show=corrected")
ROUNDS, MEBI = 5, 1024
NO_PAGES = (
    "trial",
    "trial_live",
    "run_live",
    "checkup_asked",
    "approval_face",
    "confirmation",
    "settings_new",
)
"""Ways that follow what moves, need something that moved, or lead on."""


def measure(folder: Path) -> None:
    instance = folder / "instance"
    for name in ("config", "jobs"):
        shutil.copytree(REPOSITORY / name, instance / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in [name for name in os.environ if name.startswith("M365BOT_")]:
        del os.environ[name]
    with Sandbox(seed="reference") as sandbox:
        state = str(folder / "state")
        os.environ |= sandbox.env | {"M365BOT_INSTANCE": str(instance), "M365BOT_STATE_DIR": state}
        with contextlib.redirect_stdout(io.StringIO()):
            for key in books.COHORTS[1:]:
                entry.main(["cohort", "new", key, "--from", "R7"])
                _roster(instance / "config/cohorts", key)
        pages = _filled()
        _measured(sandbox, pages)


def _measured(sandbox: Sandbox, pages: Mapping[str, Role]) -> None:
    with _console_split_off() as console:
        _remembered("split off its daemon", console, sandbox, pages)
    with _process("daemon"):
        with _console() as console:
            _remembered("of its own", console, sandbox, pages)
        with _console() as console:
            visitors = {role: console.signs_in(sandbox, name) for role, name in PEOPLE.items()}
        for path, role in pages.items():
            with _console(console.port) as fresh:
                visitors[role].get("/static/desk.css")  # it serves
                first, *more = [fresh.takes(path, visitors[role]) for _ in range(ROUNDS)]
            show(path, f"{first:.0f} ms", f"<= 200 ms; who asks next: {min(more):.0f} ms")


def _remembered(which: str, console: "Console", sandbox: Sandbox, pages: Mapping[str, Role]) -> None:
    """Beside a daemon, with which it shares libraries, or all that the daemon loaded."""
    show(f"memory of a console {which}, as it began", "", console.memory)
    visitors = {role: console.signs_in(sandbox, name) for role, name in PEOPLE.items()}
    for _ in range(ROUNDS):
        for path, role in pages.items():
            console.takes(path, visitors[role])
    show("after sign-ins and each page five times", "", console.memory)
    time.sleep(warming.EVERY * (warming.TIDY + 2))
    show("a minute later", "", f"{console.memory}  (of its own <= 80)")


def _roster(cohorts: Path, key: str) -> None:
    """R7's, of other people, so many years later."""
    later = int(key[1:]) - 7
    text = (cohorts / "R7/people.csv").read_text("utf-8-sig").replace("都市政策局", "未来政策局")
    text = re.sub(r"2025-(?=\d\d-)", f"{2025 + later}-", text)
    lines = [
        re.sub(r"^([^,]*,[^@,]*)@", rf"\1.{key.lower()}@", line) if ",受講者," in line else line
        for line in text.splitlines()
    ]
    (cohorts / key / "people.csv").write_text("\n".join(lines) + "\n", "utf-8")


def _filled() -> dict[str, Role]:
    """Each page's address → who may ask for it."""
    with hall.sitting(hall.visitor(*Role)) as sitting:
        books.filled(sitting.desk)
        values = _values(sitting)
    found: dict[str, Role] = {}
    for way in routes.WAYS:
        if way.method == "GET" and way.name not in NO_PAGES:
            path = values.fill(way)
            found[path] = next(role for role in PEOPLE if role in roles.MAY[way.name])
    return found | dict.fromkeys(BESIDE, Role.OFFICER)


def _values(sitting: Sitting) -> "Values":
    cohort = sitting.desk.usable().cohort("R7")
    assert cohort
    chief = next(line for line in cohort.lines if line.boss and line.boss.mail == PEOPLE[Role.SECTION_CHIEF])
    page = sitting.desk.quarantine().waiting(None, 1)
    return Values(
        {
            "run": "run-00001",
            "job": "provision",
            "cohort": "R7",
            "session": "powerbi-1",
            "person": chief.person.id,
            "row": str(page.doubts[0].row.number),
            "file": "config/cohorts/R7/people.csv",
            "number": "1",
            "face": "0",
        },
        {
            ("approval", "run"): rows.asks(sitting, number=1).id,
            ("issue", "number"): "12",
            ("issue_face", "number"): "12",
            ("own_session", "session"): "workshop-2",
        },
    )


@dataclass(frozen=True)
class Values:
    """What stands in an address: by the name in it, or for one page alone."""

    common: Mapping[str, str]
    own: Mapping[tuple[str, str], str]

    def fill(self, way: Way) -> str:
        def found(name: re.Match[str]) -> str:
            return self.own.get((way.name, name[1])) or self.common[name[1]]

        return re.sub(r"\{(\w+)(?::\w+)?\}", found, way.path)


@dataclass(frozen=True)
class Console:
    """One that listens."""

    pid: int
    port: int

    def takes(self, path: str, visitor: httpx.Client) -> float:
        """Milliseconds of this process from asking to having all of it: what else the machine does is not counted."""
        before = self._worked
        answer = visitor.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return (self._worked - before) / 1e6

    @property
    def _worked(self) -> int:
        """Nanoseconds of all its threads (Linux, sched-stats.rst)."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text("ascii").split()[0]) for each in tasks)

    @property
    def memory(self) -> str:
        told = Path(f"/proc/{self.pid}/smaps_rollup").read_text("ascii")
        kinds = {name: int(kib) // MEBI for name, kib in re.findall(r"^(\w+): +(\d+) kB", told, re.M)}
        own = kinds["Private_Clean"] + kinds["Private_Dirty"]
        return f"PSS {kinds['Pss']} MB, RSS {kinds['Rss']} MB, of its own {own} MB"

    def signs_in(self, sandbox: Sandbox, name: str) -> httpx.Client:
        """A browser that is in."""
        visitor = httpx.Client(base_url=f"http://localhost:{self.port}", timeout=60)
        visitor.get("/sign-in")
        with httpx.Client() as web:
            browser = Browser(web)
            browser.visit(visitor.get("/sign-in/go").headers["location"])
            browser.sign_in(name, sandbox.tenant.password)
            browser.press("")
            answer = dict(browser.answer or {})
        kept = httpx.Cookies(visitor.cookies)
        visitor.cookies.clear()  # a form of elsewhere brings none along
        elsewhere = {"origin": sandbox.authority_url, "sec-fetch-site": "cross-site"}
        back = visitor.post("/sign-in/back", data=answer, headers=elsewhere)
        visitor.cookies.update(kept)
        visitor.get(back.headers["location"])
        assert visitor.get("/", follow_redirects=True).status_code == 200
        return visitor


@contextmanager
def _console(port: int = 0) -> "Iterator[Console]":
    with _process("console", "--port", str(port)) as process:
        yield Console(process.pid, _port(process))


@contextmanager
def _console_split_off() -> "Iterator[Console]":
    """By `daemon --console`."""
    with _process("daemon", "--console") as process:
        port = _port(process)
        (pid,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
        yield Console(int(pid), port)


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stdout
    found = re.search(r"http://\S+:(\d+)", process.stdout.readline())
    assert found
    return int(found[1])


@contextmanager
def _process(*words: str) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", "m365bot", *words]
    made = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield made
    finally:
        made.terminate()
        made.wait(20)
        assert made.stdout
        made.stdout.close()
