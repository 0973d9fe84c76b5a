"""An instance in this process, on a database that all these tests share and a clock of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from m365bot import clock
from m365bot.database import engine
from m365bot.resources import kinds
from tests.runs.here import KINDS, NOW, Here, Standing


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Made once; each test is an instance of its own in it."""
    on_a_server = request.param == "postgresql"
    made = engine.connected(request.getfixturevalue("postgresql").fresh() if on_a_server else "sqlite://")
    yield made
    made.dispose()


@pytest.fixture
def here(database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    monkeypatch.setattr(clock, "_clock", Standing(NOW))
    every = {**kinds.known(), **KINDS}
    monkeypatch.setattr(kinds, "known", lambda: every)
    return Here(database, tmp_path)
