"""The migrations make the tables that the code declares, on every database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, inspect

from m365bot.database import engine
from m365bot.database.tables import metadata


def shape(found: MetaData) -> dict[str, list[tuple[str, bool, bool]]]:
    return {
        name: sorted((column.name, column.primary_key, bool(column.nullable)) for column in table.columns)
        for name, table in found.tables.items()
        if name != "alembic_version"
    }


def reflected(connected: Engine) -> MetaData:
    found = MetaData()
    found.reflect(connected)
    return found


@pytest.fixture
def connected(tmp_path: Path) -> Iterator[Engine]:
    made = engine.connected(f"sqlite:///{tmp_path / 'm365bot.db'}")
    yield made
    made.dispose()


def test_a_new_database_has_the_tables_that_are_declared(connected: Engine) -> None:
    assert shape(reflected(connected)) == shape(metadata)


def test_indexes_and_unique_rows_are_there_too(connected: Engine) -> None:
    found = inspect(connected)
    assert {index["name"] for index in found.get_indexes("intents")} == {"intents_by_key"}
    (unique,) = found.get_unique_constraints("rows")
    assert unique["column_names"] == ["instance", "cohort", "form", "session", "known_by"]


def test_a_second_connection_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'm365bot.db'}"
    engine.connected(url).dispose()
    before = (tmp_path / "m365bot.db").read_bytes()

    engine.connected(url).dispose()

    assert (tmp_path / "m365bot.db").read_bytes() == before
