"""The connection to the database, brought up to the newest migration.

Called by app. SQLite by default (WAL, one file in the state folder); PostgreSQL by a URL, in a schema of its own.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.dialects import registry
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.schema import CreateSchema

from m365bot import machine
from m365bot.database import damage
from m365bot.database.address import Address
from m365bot.database.belonging import Owner
from m365bot.database.dialect import POSTGRESQL, has_no_table, one_at_a_time
from m365bot.errors import ConfigError, DatabaseUnusable, M365BotError
from m365bot.words import say

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
# What is deleted is written over with zeros: an erased answer is not to be read in the file's free pages.
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "secure_delete = ON",
    "foreign_keys = ON",
    "busy_timeout = 30000",
)
LOOKS = "m365bot_looks"  # said of a connection that only reads
SQLITE = "sqlite+m365bot"  # a dialect of our own
registry.register(SQLITE.replace("+", "."), "m365bot.database.sqlite", "Dialect")
AWAY, AGAIN = 5.0, 0.1  # seconds
UPGRADE = "m365bot upgrade"
ON_A_SERVER = {
    "pool_pre_ping": True,
    "use_native_hstore": False,
}  # it may have been restarted; we have no hstore


def connected(url: str, owner: Owner | None = None) -> Engine:
    """An engine whose tables are of the newest version. Raises M365BotError where it cannot be had.

    owner: whose records it is to hold; one that holds another's is left as it is.
    """
    with _told():
        return _connected(url, owner)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What the driver says in words of ours: its own may hold the password."""
    try:
        yield
    except ModuleNotFoundError as error:
        words = say(
            "PostgreSQL を使うための部品({name})がありません。m365bot を入れ直してください。",
            name=error.name,
        )
        raise ConfigError(words) from error
    except (ArgumentError, DBAPIError) as error:
        kind = ConfigError if isinstance(error, ArgumentError) else DatabaseUnusable
        raise kind(
            say(
                "データベースを開けません({why})。M365BOT_DATABASE_URL(なければ M365BOT_STATE_DIR の場所)と、"
                "そこに書き込めるかを確かめてください。",
                why=machine.of_database(error),
            )
        ) from error


def version_of(url: str) -> str | None:
    """Of its tables as they are, never brought up to date; None where there are none. Raises M365BotError."""
    with _told():
        engine = opened(Address(url))
        try:
            return _version(engine)
        finally:
            engine.dispose()


def rehearsed(url: str) -> None:
    """Whether its tables could be made, on a server that has none: made, and taken back. Raises M365BotError."""
    with _told():
        engine = opened(Address(url))
        try:
            with engine.connect() as connection, connection.begin() as attempt:
                _upgraded(connection)
                attempt.rollback()
        finally:
            engine.dispose()


def _connected(url: str, owner: Owner | None) -> Engine:
    address = Address(url)
    engine = opened(address)
    try:
        found = _version(engine) or ""
        _refuse_later(found)
        if owner and found:
            owner.needs_its_own(lambda query, instance: _first_column(engine, query, instance), address.place)
        if found != NEWEST:
            _upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def opened(address: Address, **how: Any) -> Engine:
    """Whatever is in it; connections are made when they are needed."""
    # Parameters hold answers and addresses: they stay out of errors.
    engine = create_engine(
        address.url.set(drivername=SQLITE) if address.is_sqlite else address.url,
        connect_args=address.arguments,
        hide_parameters=True,
        json_serializer=damage.text_of,
        json_deserializer=damage.json_of,
        **(_in_a_file(address) if address.is_sqlite else ON_A_SERVER),
        **how,
    )
    if not address.is_sqlite:
        event.listen(engine, "do_connect", Patience())
    if address.is_sqlite:
        _for_its_owner_alone(address.url.database)
        event.listen(engine, "connect", _pragmas)
    return engine


def _in_a_file(address: Address) -> dict[str, bool]:
    """Each connection remembers 2 MB of the file: the one that was used last is used next, so that few do."""
    return {"pool_use_lifo": True} if address.url.database not in (None, "", ":memory:") else {}


class Patience:
    """A server that answered a moment ago and is away now may just be starting anew: it is waited for, once."""

    def __init__(self) -> None:
        self._answered = False

    def __call__(self, dialect: Any, record: object, words: Any, arguments: Any) -> Any:
        until = time.monotonic() + (AWAY if self._answered else 0.0)
        self._answered = False
        while True:
            try:
                made = dialect.connect(*words, **arguments)
            except dialect.dbapi.OperationalError as error:
                if time.monotonic() >= until or not machine.is_away(error):
                    raise
                time.sleep(AGAIN)
            else:
                self._answered = True
                return made


@contextlib.contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One moment of the whole database, to be read at leisure: nobody who writes meanwhile waits for it."""
    postgresql = engine.dialect.name == POSTGRESQL
    how = {"isolation_level": "REPEATABLE READ"} if postgresql else {LOOKS: True}
    with engine.connect().execution_options(**how) as connection, connection.begin():
        yield connection


def _for_its_owner_alone(file: str | None) -> None:
    """The file is made before SQLite makes it; those beside it (-wal, -shm) follow its mode.

    One that is there is not opened: closing it would drop the locks that SQLite holds on it in this process.
    """
    if file and file != ":memory:":
        with contextlib.suppress(OSError):  # what is wrong with it, the connection will say
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _pragmas(connection: object, record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # BEGIN is ours
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DB-API connection
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _first_column(engine: Engine, query: str, instance: str) -> list[str]:
    try:
        with engine.connect().execution_options(**{LOOKS: True}) as connection:
            return list(connection.execute(text(query), {"instance": instance}).scalars())
    except DBAPIError as error:
        if has_no_table(error):
            return []  # an early version has fewer
        raise


def _refuse_later(found: str) -> None:
    """Never back: a version of later holds what this one does not know. Raises M365BotError."""
    if found > NEWEST:
        raise M365BotError(
            say(
                "データベースは、この m365bot より新しい版のものです({found} > {newest})。"
                "m365bot を新しくするか、更新の前の控えに戻してください。",
                found=found,
                newest=NEWEST,
            )
        )


def _version(engine: Engine) -> str | None:
    try:
        with engine.connect() as connection:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError as error:
        if has_no_table(error):
            return None  # a new database
        raise


def _upgrade(engine: Engine) -> None:
    with engine.begin() as connection:
        _upgraded(connection)


def _upgraded(connection: Connection) -> None:
    from alembic import command  # costs 0.1 s, and is needed once a version
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    one_at_a_time(connection, UPGRADE)  # it then reads anew which version there is
    _schema_made(connection)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _schema_made(connection: Connection) -> None:
    """Where nobody has: an administrator who gives no right to make one makes it before."""
    if connection.dialect.name != POSTGRESQL:
        return
    if connection.execute(select(func.current_schema())).scalar() is None:
        name = connection.execute(text("SHOW search_path")).scalar_one().split(",")[0].strip().strip('"')
        connection.execute(CreateSchema(name))
