"""The desk behind its own door, the practice tenant's sign-in page before it, and a browser between them."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from m365bot import settings
from m365bot.app import desks
from m365bot.app.desks import Desk
from m365bot.database.tables import arrivals, memory, visits
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from tests.console.door.street import Street

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def _tenant() -> Iterator[Sandbox]:
    with Sandbox(settings=Settings.without_waits()) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def _desk(_tenant: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Reading config/ and making a database take a second together."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        for name, value in _tenant.env.items():
            patch.setenv(name, value)
        patch.setenv("M365BOT_INSTANCE", str(REPOSITORY))
        patch.setenv("M365BOT_STATE_DIR", str(tmp_path_factory.mktemp("door") / "state"))
        read = settings.read()
    with desks.desk(read) as desk:
        desk.known()
        yield desk


@pytest.fixture(scope="session")
def _web() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client


@pytest.fixture(scope="session")
def _loop() -> Iterator[BlockingPortal]:
    """For all requests: without it each would have a thread and a loop of its own."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def tenant(_tenant: Sandbox) -> Sandbox:
    _tenant.reset()
    return _tenant


@pytest.fixture
def street(tenant: Sandbox, _desk: Desk, _web: httpx.Client, _loop: BlockingPortal) -> Iterator[Street]:
    """Nobody is signed in."""
    with _desk.books.engine.begin() as connection:
        for table in (visits, arrivals, memory):
            connection.execute(table.delete())
    with Street(tenant, _desk, _web, _loop) as made:
        yield made
