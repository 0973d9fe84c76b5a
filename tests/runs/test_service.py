"""What the service manager hears of a daemon."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from m365bot.runs import alive, service


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.setblocking(False)
        monkeypatch.setenv(service.SOCKET, str(tmp_path / "notify"))
        yield heard


def test_it_hears_that_a_daemon_is_ready_lives_and_ends(manager: socket.socket) -> None:
    service.ready()
    service.lives()
    service.stopping()

    assert [manager.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_an_address_without_a_file_is_spoken_to_as_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = f"m365bot-test-{tmp_path.name}"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as heard:
        heard.bind(f"\0{name}")
        heard.setblocking(False)
        monkeypatch.setenv(service.SOCKET, f"@{name}")

        service.ready()

        assert heard.recv(100) == b"READY=1"


async def test_a_sign_of_life_is_one_for_the_watchdog_too(manager: socket.socket, tmp_path: Path) -> None:
    given = asyncio.ensure_future(alive.signs(tmp_path, lambda: None))
    await asyncio.sleep(0)
    given.cancel()

    assert manager.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", ["", "/nowhere/notify", "vsock:2:1"])
def test_nobody_there_is_no_matter(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(service.SOCKET, address)

    service.ready()
