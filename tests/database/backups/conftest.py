"""Databases that hold something, in files, as an instance's are, and on a server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, insert

from m365bot.database import engine as engines
from m365bot.database import tables
from m365bot.database.books import Books
from m365bot.journal import Run, Trigger
from tests.postgresql import Server

OURS = "tenant/app"
NOW = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)


def run(books: Books, run_id: str) -> Run:
    begun = Run.begun(
        id=run_id,
        instance=books.instance,
        job="collect",
        cohort="R7",
        trigger=Trigger.SCHEDULE,
        at=NOW,
        planned=NOW,
    )
    assert books.runs.add(begun)
    ended = begun.declined(NOW)
    books.runs.save(ended)
    return ended


def row(engine: Engine, instance: str, known_by: str, person: str = "p0123456789ab") -> int:
    """A row of answers with an earlier wording, and what an officer said of it; its number."""
    told = {
        "instance": instance,
        "cohort": "R7",
        "form": "after",
        "session": "powerbi-1",
        "known_by": known_by,
        "digest": known_by,
        "response": known_by,
        "raw": {"業務で使えそうな場面": known_by, "数": 3},
        "origin": known_by,
        "identity": "a.yamada@example.jp",
        "person_id": person,
        "answers": {"idea": [known_by]},
        "state": "kept",
        "reason": "",
        "late": False,
    }
    with engine.begin() as connection:
        (number,) = connection.execute(insert(tables.rows).values(**told)).inserted_primary_key or ()
        wording = {"row": number, "digest": "-", "raw": {"前": known_by}, "until": NOW.isoformat()}
        connection.execute(insert(tables.versions).values(instance=instance, **wording))
        said = {"row": number, "digest": known_by, "what": "answer:idea", "value": known_by, "who": "kenshu"}
        asked = {name: told[name] for name in ("instance", "cohort", "form", "session")}
        values = {**asked, **said, "at": NOW.isoformat(), "reason": "-"}
        connection.execute(insert(tables.corrections).values(values))
    return int(number)


def made(file: Path) -> Engine:
    """A new one; its tables, which are the same for all, are brought up to date once."""
    file.touch(0o600, exist_ok=False)
    file.write_bytes(_new())
    return engines.connected(f"sqlite:///{file}")


@cache
def _new() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "m365bot.db"
        engines.connected(f"sqlite:///{file}").dispose()
        return file.read_bytes()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def ours(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Books]:
    """Two runs, two rows with an earlier wording each, and the persons' key: a copy of what is filled in once."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        url = server.fresh(_filled_on(server))
    else:
        file = tmp_path / "m365bot.db"
        file.touch(0o600, exist_ok=False)
        file.write_bytes(_filled_in_a_file())
        url = f"sqlite:///{file}"
    engine = engines.connected(url)
    yield Books(engine, OURS)
    engine.dispose()


@cache
def _filled_on(server: Server) -> str:
    """The name of a database that nobody opens any more: only then can it be copied."""
    url = server.fresh()
    _fill(engines.connected(url))
    return url.rpartition("/")[2]


@cache
def _filled_in_a_file() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "m365bot.db"
        _fill(made(file))
        return file.read_bytes()


def _fill(engine: Engine) -> None:
    books = Books(engine, OURS)
    books.own.keep_person_key(lambda: b"k" * 32)
    for name in ("one", "two"):
        run(books, f"run-{name}")
        row(engine, OURS, f"line-{name}")
    engine.dispose()
