"""A scripted service and a Graph on it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from m365bot.graph import retry, send
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from tests.graph.service import TENANT, Served, Service


@pytest.fixture(scope="session")
def served() -> Iterator[Service]:
    """Started once: stopping a server takes longer than most tests."""
    with Served(Service()) as served:
        yield served


@pytest.fixture
def service(served: Service) -> Service:
    served.forget()
    return served


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks again waits a twentieth of the usual, where nobody said how long; how long that is, test_retry tells."""
    monkeypatch.setattr(retry, "FIRST", 0.025)
    monkeypatch.setattr(retry, "SPARE", 0.005)
    monkeypatch.setattr(send, "GRID", 0.0125)


@pytest.fixture
def connection(service: Service, tmp_path: Path, quick: None) -> Connection:
    return Connection(
        tenant_id=TENANT,
        client_id="client-1",
        client_secret="secret-1",
        graph_url=f"{service.url}/v1.0",
        authority_url=service.url,
        state_dir=tmp_path / "state",
        account_refresh_token="refresh-0",
    )


@pytest.fixture
async def graph(connection: Connection) -> AsyncIterator[Graph]:
    graph = Graph(connection)
    yield graph
    await graph.close()
