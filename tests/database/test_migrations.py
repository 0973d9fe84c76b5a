"""The migrations make the tables that the code declares, on every database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, inspect, text

from m365bot.database import engine
from m365bot.database.tables import metadata
from tests.postgresql import Server


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


@pytest.fixture(params=["sqlite", "postgresql"])
def connected(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    on_a_server = request.param == "postgresql"
    file = f"sqlite:///{tmp_path / 'm365bot.db'}"
    made = engine.connected(request.getfixturevalue("postgresql").empty() if on_a_server else file)
    yield made
    made.dispose()


def test_a_new_database_has_the_tables_that_are_declared(connected: Engine) -> None:
    assert shape(reflected(connected)) == shape(metadata)


def test_indexes_and_unique_rows_are_there_too(connected: Engine) -> None:
    found = inspect(connected)
    assert {index["name"] for index in found.get_indexes("intents")} == {
        "intents_by_key",
        "intents_by_openness",
        "intents_by_time",
    }
    (unique,) = found.get_unique_constraints("rows")
    assert unique["column_names"] == ["instance", "cohort", "form", "session", "known_by"]


@pytest.mark.parametrize("memory", ["postgresql"], indirect=True)
def test_text_is_compared_by_its_bytes_on_a_server_too(memory: Engine) -> None:
    """SQLite does nothing else. Whoever adds a column of text says so of it: migration 0007 shows how."""
    others = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'm365bot' "
        "AND data_type IN ('character varying', 'text') AND collation_name IS DISTINCT FROM 'C'"
    )

    with memory.connect() as connection:
        assert connection.execute(others).all() == []


@pytest.mark.slow
def test_two_nodes_that_begin_at_once_make_the_tables_once(postgresql: Server) -> None:
    url = postgresql.empty()

    with ThreadPoolExecutor(3) as nodes:
        made = list(nodes.map(engine.connected, [url] * 3))

    assert [shape(reflected(one)) for one in made] == [shape(metadata)] * 3
    for one in made:
        one.dispose()


@pytest.mark.slow
def test_the_way_back_from_the_newest_leads_to_the_first_on_a_server_too(postgresql: Server) -> None:
    made = engine.connected(postgresql.empty())
    config = Config()
    config.set_main_option("script_location", str(engine.MIGRATIONS))

    for step, version in ((command.downgrade, "0001"), (command.upgrade, "head")):
        with made.begin() as connection:
            config.attributes["connection"] = connection
            step(config, version)

    assert shape(reflected(made)) == shape(metadata)
    made.dispose()


def test_a_second_connection_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'm365bot.db'}"
    engine.connected(url).dispose()
    before = (tmp_path / "m365bot.db").read_bytes()

    engine.connected(url).dispose()

    assert (tmp_path / "m365bot.db").read_bytes() == before
