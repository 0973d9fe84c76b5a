"""What is counted here is decided above the database: one kind of it will do."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from m365bot.database import engine


@pytest.fixture(scope="session")
def memory() -> Iterator[Engine]:
    made = engine.connected("sqlite://")
    yield made
    made.dispose()
