"""Databases that these tests share, one of each kind; each test is an instance of its own in them."""

import itertools
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from m365bot.database import engine
from m365bot.database.books import Books
from tests.postgresql import Server

_instances = itertools.count()


SQLITE, POSTGRESQL = "sqlite", "postgresql"


@pytest.fixture(scope="session", params=[SQLITE, POSTGRESQL])
def memory(request: pytest.FixtureRequest) -> Iterator[Engine]:
    on_a_server = request.param == POSTGRESQL
    made = engine.connected(request.getfixturevalue("postgresql").fresh() if on_a_server else "sqlite://")
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def server(postgresql: Server) -> str:
    """The address of a database on a server that these tests share."""
    return postgresql.fresh()


@pytest.fixture
def books(memory: Engine) -> Books:
    return Books(memory, f"tenant/{next(_instances)}")


@pytest.fixture
def others(memory: Engine) -> Books:
    """Another instance on the same database."""
    return Books(memory, f"tenant/{next(_instances)}")
