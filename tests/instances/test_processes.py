"""Workers as processes, forked here: what they say comes across, and they end when they are told to."""

import multiprocessing
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from m365bot.instances import processes
from m365bot.instances.folder import Instance
from m365bot.instances.ports import Reached, Resting
from m365bot.instances.processes import LONGEST, MANY, Main, Process, Processes
from tests.instances.hands import HOUR, NOW

# Python from 3.12 on warns of forks beside threads; what is forked here asks for nothing that one of them might hold.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
SPYING = "石" * 5000  # longer than one message may be


def says(name: str, folder: Path, mouth: Connection) -> None:
    mouth.send_bytes(processes.said(None))
    mouth.send_bytes(processes.reached("open", f"{name} {folder} {SPYING}"))
    mouth.send_bytes(processes.said(Resting(NOW + HOUR, ((1, 2),))))


def falls(name: str, folder: Path, mouth: Connection) -> None:
    raise SystemExit(5)


def stays(name: str, folder: Path, mouth: Connection) -> None:
    time.sleep(30)


def hangs(name: str, folder: Path, mouth: Connection) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    mouth.send_bytes(processes.said(None))
    time.sleep(30)


@pytest.fixture
def begun(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Process]:
    """A fork of this process: that a worker is one of a process which knows nothing is for the daemon's tests."""
    made = Processes(request.param)
    made._context = multiprocessing.get_context("fork")  # type: ignore[assignment]  # as forkserver's, for this
    process = made.begun(Instance("nanao", tmp_path))
    yield process
    process.kill()
    process._process.join()


def exit_of(process: Process) -> int | None:
    process._process.join(10)
    return process.exit


def behaves(main: Main) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("begun", [main], indirect=True, ids=[main.__name__])


@behaves(says)
def test_what_it_says_is_heard_also_once_it_is_over(begun: Process, tmp_path: Path) -> None:
    ended = exit_of(begun)

    alive, reached, rests = begun.heard()

    assert (ended, alive, begun.pid) == (0, None, None)
    assert reached == Reached("open", f"nanao {tmp_path} {SPYING}"[:LONGEST])
    assert rests == Resting(NOW + timedelta(hours=1), ((1, 2),))


@behaves(falls)
def test_its_status_tells_why_it_ended_and_its_silence_says_nothing(begun: Process) -> None:
    assert exit_of(begun) == 5
    assert list(begun.heard()) == []


@behaves(stays)
def test_it_ends_when_it_is_told_to(begun: Process) -> None:
    alive = begun.exit, begun.pid
    begun.end()

    assert alive == (None, begun._process.pid)
    assert exit_of(begun) == -signal.SIGTERM


@behaves(hangs)
def test_one_that_does_not_is_killed(begun: Process) -> None:
    begun._ear.poll(10)
    begun.end()
    begun._process.join(0.02)
    still = begun.exit
    begun.kill()

    assert still is None
    assert exit_of(begun) == -signal.SIGKILL


def test_one_that_talks_without_end_keeps_nobody_from_the_others() -> None:
    ear, mouth = multiprocessing.Pipe(duplex=False)
    for _ in range(MANY + 1):
        mouth.send_bytes(processes.said(None))

    assert [len(Process(None, ear).heard()) for _ in range(2)] == [MANY, 1]
