"""Whose a database is: another's is neither read as an empty one nor written."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from m365bot.database import engine, glance
from m365bot.database.belonging import Owner
from m365bot.database.books import Books
from m365bot.errors import ConfigError
from m365bot.journal import Outcome, Result
from tests.database.backups.conftest import made

NOW = datetime(2025, 7, 1, tzinfo=UTC)
OURS, ANOTHER_TENANTS, ANOTHER_APPS = "t1/app", "t2/app", "t1/old-app"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        made(tmp_path / "m365bot.db").dispose()
        return f"sqlite:///{tmp_path / 'm365bot.db'}"
    return str(request.getfixturevalue("postgresql").fresh())


def has_begun(url: str, instance: str, outcome: Outcome = Outcome.MADE) -> None:
    connected = engine.connected(url)
    Books(connected, instance).journals.of("run").settle(Result("team:x", outcome))
    connected.dispose()


def everything(url: str) -> Iterator[object]:
    connected = engine.connected(url)
    with connected.connect() as connection:
        for table in ("instances", "runs", "results", "alembic_version"):
            yield connection.execute(text(f"SELECT * FROM {table}")).all()
    connected.dispose()


def test_one_that_is_anothers_is_told_with_both_names_and_a_way_out(url: str) -> None:
    has_begun(url, ANOTHER_TENANTS)
    before = list(everything(url))

    with pytest.raises(ConfigError) as refused:
        engine.connected(url, Owner(OURS))

    words = str(refused.value)
    assert refused.value.exit_code == 2
    assert all(part in words for part in (ANOTHER_TENANTS, OURS, "M365BOT_TENANT_ID", "M365BOT_STATE_DIR"))
    assert list(everything(url)) == before


def test_another_app_of_the_same_tenant_opens_it(url: str) -> None:
    has_begun(url, ANOTHER_APPS)

    engine.connected(url, Owner(OURS)).dispose()


@pytest.mark.parametrize("owner", [Owner(ANOTHER_TENANTS), Owner(OURS, is_shared=True)])
def test_its_own_instance_opens_it_and_whoever_shares_it_on_purpose(url: str, owner: Owner) -> None:
    has_begun(url, ANOTHER_TENANTS)

    engine.connected(url, owner).dispose()


def test_two_that_have_both_begun_in_it_go_on(url: str) -> None:
    has_begun(url, ANOTHER_TENANTS)
    has_begun(url, OURS)

    engine.connected(url, Owner(OURS)).dispose()


def test_who_mistyped_an_id_and_only_failed_with_it_may_mend_it(url: str) -> None:
    has_begun(url, "t1/mistyped", Outcome.FAILED)

    engine.connected(url, Owner(OURS)).dispose()


def test_one_of_an_earlier_version_is_not_brought_up_to_date_for_another(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'm365bot.db'}"
    has_begun(url, ANOTHER_TENANTS)
    with closing(sqlite3.connect(tmp_path / "m365bot.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '0001'")
        file.execute("DROP TABLE rows")

    with pytest.raises(ConfigError, match=ANOTHER_TENANTS):
        engine.connected(url, Owner(OURS))

    assert engine.version_of(url) == "0001"


def test_a_quick_look_refuses_it_too(tmp_path: Path) -> None:
    file = tmp_path / "m365bot.db"
    has_begun(f"sqlite:///{file}", ANOTHER_TENANTS)

    with pytest.raises(ConfigError, match=ANOTHER_TENANTS):
        glance.last_results(file, Owner(OURS))
    with pytest.raises(ConfigError, match=ANOTHER_TENANTS):
        glance.pauses(file, Owner(OURS))
    assert glance.last_results(file, Owner(ANOTHER_TENANTS)) == {}
