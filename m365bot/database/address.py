"""Where the database is, as M365BOT_DATABASE_URL says it: which kind, in which schema, how it is spoken to.

Called by engine and by leases. Opens nothing.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import URL
from sqlalchemy.engine import make_url

SCHEMA = "m365bot"
"""Where the tables lie in PostgreSQL, unless the address has a search_path of its own (two offices in one database)."""
PATIENCE = 10  # seconds until a server that does not answer is given up
WAITING = "30s"  # for a lock: what SQLite's busy_timeout is
IDLE = "60s"  # in a transaction: a process that is stopped in one lets everybody else go on after that


@dataclass(frozen=True)
class Keepalive:
    """After how many seconds of silence a connection is asked whether it stands, how often, and how many times."""

    idle: int
    interval: int
    count: int

    @property
    def patience(self) -> int:
        """Milliseconds that something sent may stay unanswered."""
        return (self.idle + self.interval * self.count) * 1000


TABLES, LEASES = Keepalive(30, 5, 3), Keepalive(3, 1, 4)


@dataclass(frozen=True)
class Address:
    """Of one database; raises ArgumentError where the text is no address."""

    text: str
    keepalive: Keepalive = TABLES
    called: str = "m365bot"

    @cached_property
    def url(self) -> URL:
        """`postgresql://` means psycopg 3."""
        url = make_url(self.text)
        return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url

    @property
    def plain(self) -> str:
        """As libpq reads it, without SQLAlchemy's word for the driver; with its password."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @property
    def is_sqlite(self) -> bool:
        return self.url.drivername.startswith("sqlite")

    @property
    def place(self) -> str:
        """Where it is, without who may enter and by what word."""
        if self.is_sqlite:
            return f"sqlite:///{self.url.database or ''}"
        port = f":{self.url.port}" if self.url.port else ""
        return f"postgresql://{self.url.host or ''}{port}/{self.url.database or ''} ({self.schema})"

    def for_leases(self) -> "Address":
        return replace(self, keepalive=LEASES, called="m365bot leases")

    @property
    def schema(self) -> str:
        return self._settings.get("search_path", SCHEMA).split(",")[0].strip().strip('"')

    @property
    def arguments(self) -> dict[str, Any]:
        """What the driver is told beside the address."""
        return {"timeout": 30} if self.is_sqlite else self._of_postgresql()

    def _of_postgresql(self) -> dict[str, Any]:
        """Both ends look whether the other is there: this one, and the server on our behalf."""
        beat = self.keepalive
        ours = {
            "search_path": SCHEMA,
            "lock_timeout": WAITING,
            "idle_in_transaction_session_timeout": IDLE,
            "tcp_keepalives_idle": beat.idle,
            "tcp_keepalives_interval": beat.interval,
            "tcp_keepalives_count": beat.count,
            "tcp_user_timeout": beat.patience,
        }
        own = self.url.query
        told = {
            "connect_timeout": PATIENCE,
            "application_name": self.called,
            "keepalives_idle": beat.idle,
            "keepalives_interval": beat.interval,
            "keepalives_count": beat.count,
            "tcp_user_timeout": beat.patience,
        }
        options = " ".join(f"-c {name}={value}" for name, value in {**ours, **self._settings}.items())
        return {name: value for name, value in told.items() if name not in own} | {"options": options}

    @cached_property
    def _settings(self) -> dict[str, str]:
        """Those of the server that the address itself sets, as libpq reads them: options=-csearch_path=x."""
        options = self.url.query.get("options", ())
        words = [options] if isinstance(options, str) else options
        return dict(_settings(iter(shlex.split(" ".join(words)))))


def _settings(words: Iterator[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        said = next(words, "") if word == "-c" else word.removeprefix("-c").removeprefix("--")
        name, _, value = said.partition("=")
        yield name.replace("-", "_"), value
