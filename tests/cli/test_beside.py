"""A daemon with its console beside it: one command, two processes that share what they loaded and end together."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from m365bot.sandbox.server import Sandbox
from tests import ports
from tests.chaos.node import until
from tests.stage import REPOSITORY

pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    instance = tmp_path / "instance"
    for name in ("config", "jobs"):
        shutil.copytree(REPOSITORY / name, instance / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in [name for name in os.environ if name.startswith("M365BOT_")]:
        monkeypatch.delenv(name)
    with Sandbox(seed="reference") as sandbox:
        for name, value in sandbox.env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("M365BOT_INSTANCE", str(instance))
        monkeypatch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))
        monkeypatch.setenv("M365BOT_CONSOLE_PORT", str(ports.free()))
        yield tmp_path


class Daemon:
    """One that is at work. log: what it says on standard error."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "daemon.log"
        command = [sys.executable, "-m", "m365bot", "daemon", "--console"]
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, cwd=folder, text=True
            )
        assert self.process.stdout
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found, self.log.read_text("utf-8")
        self.url = found[0]
        until(lambda: "daemon.started" in self.log.read_text("utf-8"), within=30, what="the daemon")

    @property
    def console(self) -> int | None:
        """Its process."""
        for task in Path(f"/proc/{self.process.pid}/task").glob("*/children"):  # of the thread that began it
            with suppress(OSError):  # a thread that has just ended
                for each in task.read_text("ascii").split():
                    return int(each)
        return None

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}sign-in", timeout=60).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self, how: int) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


@pytest.fixture
def daemon(office: Path) -> Iterator[Daemon]:
    made = Daemon(office)
    yield made
    made.process.kill()
    made.process.wait()
    assert made.process.stdout
    made.process.stdout.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_console_serves_and_ends_with_its_daemon_however_that_ends(daemon: Daemon, how: int) -> None:
    console = daemon.console

    assert daemon.answers()
    assert daemon.kill(how) == (0 if how == signal.SIGTERM else -signal.SIGKILL)
    until(lambda: not Path(f"/proc/{console}/stat").exists(), within=20, what="the end of the console")
    assert not daemon.answers()


def test_a_console_that_dies_comes_again_and_the_daemon_works_on(daemon: Daemon) -> None:
    first = daemon.console
    assert first
    os.kill(first, signal.SIGKILL)

    until(lambda: daemon.console not in (None, first) and daemon.answers(), within=60, what="another console")
    assert daemon.process.poll() is None
    assert "console.ended" in daemon.log.read_text("utf-8")


def test_what_keeps_the_console_from_beginning_is_told_and_no_daemon_begins(office: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(os.environ["M365BOT_CONSOLE_PORT"])))
        taken.listen()
        command = [sys.executable, "-m", "m365bot", "daemon", "--console"]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=office, timeout=120, check=False)

    assert ended.returncode == 2
    assert "ポート" in ended.stderr + ended.stdout
    assert "daemon.started" not in ended.stderr


def test_of_many_instances_each_has_a_console_of_its_own(office: Path) -> None:
    command = [sys.executable, "-m", "m365bot", "daemon", "--console", "--instances", str(office)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=office, timeout=120, check=False)

    assert ended.returncode == 2
    assert "団体ごとに m365bot console" in ended.stderr
