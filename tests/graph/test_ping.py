"""A watcher is asked by the way everything leaves; what becomes of it is in the log, without its address."""

from pathlib import Path
from typing import Any

import pytest
import structlog

from m365bot.graph import proxy
from m365bot.graph.connection import Connection
from m365bot.graph.ping import Watcher
from tests.tunnel import Tunnel
from tests.watcher import watching


def connection(folder: Path, **others: Any) -> Connection:
    return Connection(tenant_id="t", client_id="c", client_secret="s3cret", state_dir=folder, **others)


def asked(url: str, *parts: str, by: Connection) -> list[Any]:
    with structlog.testing.capture_logs() as logs:
        Watcher(url, by).ask(parts)
    return logs


def test_the_address_below_the_settings_is_asked_and_nothing_else_is_said(tmp_path: Path) -> None:
    with watching() as server:
        url = f"http://127.0.0.1:{server.server_port}/key/"
        logs = asked(url, "collect", "fail", by=connection(tmp_path))

    ((path, headers),) = server.asked
    assert path == "/key/collect/fail"
    assert logs == []
    assert not {"Authorization", "Cookie"} & set(headers)
    assert "s3cret" not in str(headers)


def test_a_name_stays_one_part_of_the_address(tmp_path: Path) -> None:
    with watching() as server:
        asked(f"http://127.0.0.1:{server.server_port}", "../a b?c#d/e", by=connection(tmp_path))

    assert [path for path, _ in server.asked] == ["/..%2Fa%20b%3Fc%23d%2Fe"]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_watcher_that_refuses_is_told_in_the_log_alone(status: int, tmp_path: Path) -> None:
    with watching(status) as server:
        logs = asked(f"http://127.0.0.1:{server.server_port}/key", "collect", by=connection(tmp_path))

    assert [(log["event"], log["status"]) for log in logs] == [("ping.refused", status)]
    assert "key" not in str(logs)
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/key", "http://hc.example.jp/key", "https://[/key"])
def test_one_that_cannot_be_asked_is_told_in_the_log_alone(url: str, tmp_path: Path) -> None:
    logs = asked(url, "collect", by=connection(tmp_path))

    assert [log["event"] for log in logs] == ["ping.failed"]
    assert "key" not in str(logs)


def test_it_leaves_by_the_proxy(tmp_path: Path) -> None:
    with Tunnel(1) as tunnel:
        way = connection(tmp_path, proxy=proxy.Proxy(tunnel.url))
        logs = asked("https://hc.example.jp/key", "collect", by=way)

        assert [log["event"] for log in logs] == ["ping.failed"]
        assert tunnel.refused == {"hc.example.jp:443": 1} or "hc.example.jp:443" in str(tunnel.refused)
