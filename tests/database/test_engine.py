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
from m365bot.database.address import Address
from m365bot.errors import ConfigError, DatabaseUnusable, M365BotError
from tests.postgresql import SECRETIVE, Server

LIMITS = ("lock_timeout", "idle_in_transaction_session_timeout", "tcp_keepalives_idle")
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


def test_the_connection_that_was_used_last_is_used_next(tmp_path: Path) -> None:
    made = engine.connected(f"sqlite:///{tmp_path / 'state.db'}")
    with made.connect() as outer, made.connect():
        last = outer.connection.driver_connection

    with made.connect() as again:
        assert again.connection.driver_connection is last
    made.dispose()


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
    [("no url", ConfigError), ("sqlite:////nowhere/at/all/m365bot.db", DatabaseUnusable)],
)
def test_one_that_cannot_be_had_is_told_in_words(url: str, kind: type[M365BotError]) -> None:
    with pytest.raises(M365BotError, match="M365BOT_DATABASE_URL") as raised:
        engine.connected(url)

    assert type(raised.value) is kind


@pytest.mark.slow
@pytest.mark.parametrize("module", ["m365bot.cli.commands.jobs", "m365bot.app", "m365bot.reading"])
def test_quick_commands_load_no_database_library(module: str) -> None:
    asks = f"import sys, {module}; sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0


# a server


@pytest.fixture(scope="module")
def refusing(postgresql: Server) -> Server:
    """One with a user who needs a password, and one who may do nothing."""
    postgresql.has_role(SECRETIVE, "PASSWORD 'right'")
    postgresql.has_role("weak")
    postgresql.has_role("crowded", "CONNECTION LIMIT 0")
    return postgresql


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("secretive:wrong@127.0.0.1:{port}/postgres", "利用者名かパスワードが違います"),
        ("secretive@127.0.0.1:{port}/postgres", "利用者名かパスワードが違います"),
        ("stranger@127.0.0.1:{port}/postgres", "その名前の利用者がデータベースにいません"),
        ("postgres@127.0.0.1:{port}/nowhere", "その名前のデータベースがありません"),
        ("weak@127.0.0.1:{port}/postgres", "データベースの利用者に権限がありません"),
        ("crowded@127.0.0.1:{port}/postgres", "接続の数が上限"),
        ("postgres@127.0.0.1:{port}/postgres?sslmode=require", "暗号化"),
        ("secretive:wrong@127.0.0.1:1/postgres", "接続できません。止まっているか、場所が違います"),
        ("postgres@nobody.invalid/postgres", "名前が見つかりません"),
    ],
)
@pytest.mark.parametrize("driver", ["postgresql", "postgresql+psycopg"])
def test_what_a_server_refuses_is_told_in_words_without_a_secret(
    refusing: Server, driver: str, address: str, why: str
) -> None:
    with pytest.raises(M365BotError, match=f"データベースを開けません.*{why}") as told:
        engine.connected(f"{driver}://{address.format(port=refusing.port)}")

    assert not re.search("wrong|secretive|stranger", str(told.value))


def test_a_later_version_on_a_server_is_left_as_it_is_and_told_in_words(postgresql: Server) -> None:
    url = postgresql.fresh()
    postgresql.does("UPDATE m365bot.alembic_version SET version_num = '9999'", url)

    with pytest.raises(M365BotError, match="より新しい版"):
        engine.connected(url)

    assert postgresql.does("SELECT version_num FROM m365bot.alembic_version", url) == [("9999",)]


def test_who_may_not_make_a_schema_uses_the_one_that_an_administrator_made(postgresql: Server) -> None:
    url = postgresql.empty()
    postgresql.has_role("modest")
    postgresql.does("CREATE SCHEMA m365bot AUTHORIZATION modest", url)

    engine.connected(url.replace("postgres@", "modest@")).dispose()

    assert postgresql.does("SELECT tableowner FROM pg_tables WHERE tablename = 'runs'", url) == [("modest",)]


def test_whether_tables_could_be_made_is_tried_without_leaving_any(refusing: Server) -> None:
    url = refusing.empty()

    engine.rehearsed(url)

    assert refusing.does("SELECT 1 FROM pg_namespace WHERE nspname = 'm365bot'", url) == []
    with pytest.raises(M365BotError, match="データベースの利用者に権限がありません"):
        engine.rehearsed(url.replace("postgres@", "weak@"))


@pytest.mark.slow
def test_two_offices_in_one_database_may_have_a_schema_each(postgresql: Server) -> None:
    url = postgresql.empty()
    addresses = [f"{url}?options=-csearch_path%3D{name}" for name in ("city", "town")]

    for address in addresses:
        engine.connected(address).dispose()

    found = postgresql.does("SELECT schemaname FROM pg_tables WHERE tablename = 'runs' ORDER BY 1", url)
    assert found == [("city",), ("town",)]
    assert [Address(one).schema for one in (*addresses, url)] == ["city", "town", "m365bot"]


@pytest.mark.parametrize("written", ["postgresql", "postgresql+psycopg"])
def test_whoever_speaks_to_libpq_itself_has_the_address_as_that_reads_it(written: str) -> None:
    address = Address(f"{written}://bot:p%40ss@db.example.jp:5433/m365bot?sslmode=verify-full")

    assert address.plain == "postgresql://bot:p%40ss@db.example.jp:5433/m365bot?sslmode=verify-full"


def test_a_server_that_was_restarted_is_connected_to_again(postgresql: Server) -> None:
    url = postgresql.fresh()
    connected = engine.connected(url)
    name = url.rpartition("/")[2]
    postgresql.does(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")

    with connected.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == engine.NEWEST
    connected.dispose()


def test_a_process_that_stops_within_a_transaction_holds_nobody_up_for_long(postgresql: Server) -> None:
    connected = engine.connected(postgresql.fresh())

    with connected.connect() as connection:
        limits = [connection.execute(text(f"SHOW {name}")).scalar() for name in LIMITS]
    connected.dispose()

    assert limits == ["30s", "1min", "30"]


def test_where_its_driver_is_not_installed_it_is_told_which_and_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(ConfigError, match=r"psycopg.*入れ直してください"):
        engine.connected("postgresql://nobody@127.0.0.1:1/nowhere")
