"""Daemons on the clock that the sandbox lends, each begun in no time, so that many can be killed.

Called by the tests of deaths. A mother has everything imported and forks them; a daemon's waits move the sandbox's clock on,
a moment of this machine's each, so that what goes on in threads and processes beside it comes to its turn.
"""

import asyncio
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from m365bot import clock

MOMENT = 0.005  # seconds of this machine's in which one wait passes


class _HurriedSelector(clock._JumpingSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        waits = timeout is not None and timeout > 0 and not clock._in_flight
        ready = selectors.DefaultSelector.select(self, MOMENT) if waits else []
        return ready or super().select(timeout)


class _HurriedLoop(clock._JumpingLoop):
    def __init__(self) -> None:
        asyncio.SelectorEventLoop.__init__(self, _HurriedSelector())


class _Hurried(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return _HurriedLoop()


@dataclass(frozen=True)
class Daemon:
    """One process, and where its log goes."""

    pid: int
    log: Path

    @property
    def is_there(self) -> bool:
        return Path(f"/proc/{self.pid}").exists()

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        while self.is_there:
            time.sleep(0.001)


@dataclass(frozen=True)
class Mother:
    """Who forks them."""

    process: subprocess.Popen[str]

    def bears(self, env: Mapping[str, str], log: Path) -> Daemon:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"env": dict(env), "log": str(log)}) + "\n")
        self.process.stdin.flush()
        return Daemon(int(self.process.stdout.readline()), log)


@contextmanager
def mother() -> Iterator[Mother]:
    command = [sys.executable, "-m", "tests.chaos.hurried"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        yield Mother(process)
        assert process.stdin
        process.stdin.close()


def _wait_for_words() -> None:
    import dbos  # noqa: F401  # what a daemon imports, once for all of them
    import psycopg  # noqa: F401

    import m365bot.graph.client
    import m365bot.runs.daemon
    import m365bot.runs.engine.queue  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for who was killed
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if not pid:
            _is_a_daemon(asked["env"], asked["log"])
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _is_a_daemon(env: dict[str, str], log: str) -> None:
    from m365bot.cli import entry

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(out, number)
    os.close(0)
    os.environ.clear()
    os.environ.update(env)
    clock._clock = clock._Lent(env[clock.SETTING])
    asyncio.set_event_loop_policy(_Hurried())
    os._exit(entry.main(["daemon"]))


if __name__ == "__main__":
    _wait_for_words()
