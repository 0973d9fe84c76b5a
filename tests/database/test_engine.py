"""The connection: newest version, a file for its owner alone, words where it cannot be had."""

import ast
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from m365bot.database import engine
from m365bot.errors import ConfigError, M365BotError

VERSIONS = sorted((engine.MIGRATIONS / "versions").glob("[0-9]*.py"))


def test_the_newest_version_is_that_of_the_last_migration() -> None:
    assert VERSIONS[-1].name.startswith(f"{engine.NEWEST}_")


@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)
def test_a_migration_is_called_by_its_revision_and_follows_the_one_before(file: Path) -> None:
    names = {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and re.search(r"^(down_)?revision", ast.unparse(node))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    before = VERSIONS[VERSIONS.index(file) - 1].name[:4] if file != VERSIONS[0] else None

    assert names == {"revision": file.name[:4], "down_revision": before}


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "m365bot.db"

    connected = engine.connected(f"sqlite:///{file}")

    with connected.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == engine.NEWEST
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    connected.dispose()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 30000}


def test_who_reads_to_write_holds_the_database_from_the_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'm365bot.db'}"
    first, second = engine.connected(url), engine.connected(url)
    with second.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        with first.begin(), pytest.raises(Exception, match="locked"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    first.dispose()
    second.dispose()


def test_one_of_a_later_version_is_left_as_it_is_and_told_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'm365bot.db'}"
    later = engine.connected(url)
    with later.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(M365BotError, match="より新しい版"):
        engine.connected(url)

    with later.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    later.dispose()


@pytest.mark.parametrize(
    ("url", "kind"),
    [("no url", ConfigError), ("sqlite:////nowhere/at/all/m365bot.db", M365BotError)],
)
def test_one_that_cannot_be_had_is_told_in_words(url: str, kind: type[M365BotError]) -> None:
    with pytest.raises(M365BotError, match="M365BOT_DATABASE_URL") as raised:
        engine.connected(url)

    assert type(raised.value) is kind


@pytest.mark.parametrize("module", ["m365bot.cli.commands.jobs", "m365bot.app", "m365bot.reading"])
def test_quick_commands_load_no_database_library(module: str) -> None:
    asks = f"import sys, {module}; sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0
