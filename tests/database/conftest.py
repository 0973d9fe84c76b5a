"""A database in memory that these tests share; each test is an instance of its own in it."""

import itertools
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from m365bot.database import engine
from m365bot.database.books import Books

_instances = itertools.count()


@pytest.fixture(scope="session")
def memory() -> Iterator[Engine]:
    made = engine.connected("sqlite://")
    yield made
    made.dispose()


@pytest.fixture
def books(memory: Engine) -> Books:
    return Books(memory, f"tenant/{next(_instances)}")


@pytest.fixture
def others(memory: Engine) -> Books:
    """Another instance on the same database."""
    return Books(memory, f"tenant/{next(_instances)}")
