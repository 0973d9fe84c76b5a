"""A database of the first version, as its code wrote it, is brought up to the newest and loses nothing."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from m365bot.database import bookmarks, engine, rows
from m365bot.database.bookmarks import Bookmark
from m365bot.database.books import Books
from m365bot.database.memory import Standing
from m365bot.journal import Decision, Outcome, Result, Run, Spent, Status, Trigger, Trouble
from m365bot.journal.report import NOTHING
from m365bot.records import AnswersOf
from m365bot.records.freshness import Freshness

AT = "2025-07-01T00:00:00+00:00"
MOMENT = datetime(2025, 7, 1, tzinfo=UTC)
PLAN = {"job": "newsletter", "digest": "d", "changes": []}
RUNS = [
    # as commit a379429 wrote them: reports are whole, partial or empty
    {
        "id": "newsletter-1",
        "status": "done",
        "trigger": "manual",
        "asking": PLAN,
        "report": {"leases": ["t/x"], "counts": NOTHING, "errors": [], "exit": 0},
    },
    {
        "id": "newsletter-1:apply",
        "status": "requested",
        "trigger": "approval",
        "due": AT,
        "plan": PLAN,
        "report": {},
    },
    {"id": "newsletter-2", "status": "running", "trigger": "approval", "report": {}},
    {"id": "a:apply", "status": "cancelled", "trigger": "manual", "report": {}},
    {
        "id": "provision-1",
        "status": "partly_failed",
        "trigger": "schedule",
        "cohort": "R7",
        "plan": PLAN,
        "report": {
            "leases": ["t/x"],
            "counts": NOTHING | {"failed": 1},
            "errors": [{"key": "k", "words": "だめ", "error": "Permanent"}],
            "http": {"requests": 3, "round_trips": 2, "throttled": 1},
            "seconds": 1.5,
            "exit": 3,
        },
    },
]
BLANK = {"cohort": None, "started": None, "ended": None, "due": None, "plan": None, "asking": None}


def written(file: Path) -> None:
    old = sqlite3.connect(file)

    def insert(table: str, **row: object) -> None:
        values = [json.dumps(value) if isinstance(value, dict) else value for value in row.values()]
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
        old.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)

    insert("instances", instance="t", born=AT, rested=AT)
    for run in RUNS:
        others = {"job": "newsletter", "at": AT, "planned": AT, "actor": "sato", "reason": "理由"}
        insert("runs", instance="t", **(BLANK | others | run))
    insert("results", instance="t", run_id="r", key="k", outcome="made", words="", error="", at=AT)
    insert("intents", instance="t", run_id="r", key="k", at=AT, service_at=AT, open=1)
    insert("memory", instance="t", key="k", memo='{"id": "1", "stored": 3}')
    memo = '{"id": "", "list": "L", "read": "' + AT + '", "stored": 3, "quarantined": 0}'
    insert("memory", instance="t", key="team:s/responses:R7/before/", memo='{"id": "", "read": null}')
    insert("memory", instance="t", key="team:t/responses:R7/before/", memo=memo)
    insert("memory", instance="t", key="team:u/responses:R7/before/", memo=memo.replace("2025-", "2024-"))
    word = {"digest": "d", "decision": "approved", "who": "sato", "verified": 0, "kessai": "総1"}
    insert("approvals", instance="t", run_id="newsletter-1", reason="よし", at=AT, **word)
    insert("audit", instance="t", at=AT, entry="{}", hash="h")
    insert("ticks", instance="t", job="provision", at=AT)
    place = {"cohort": "R7", "form": "after", "session": "powerbi-1"}
    insert("rows", instance="t", hash="h", raw={"a": "1"}, submitted=AT, source="R7", person_id="p1", **place)
    insert("links", instance="t", link="https://x", read=AT, **place)
    old.commit()
    old.close()


def _to(file: Path, version: str, step: Callable[[Config, str], None]) -> None:
    config = Config()
    config.set_main_option("script_location", str(engine.MIGRATIONS))
    made = create_engine(f"sqlite:///{file}")
    with made.begin() as connection:
        config.attributes["connection"] = connection
        step(config, version)
    made.dispose()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("old") / "m365bot.db"
    _to(file, "0001", command.upgrade)
    written(file)
    return file


@pytest.fixture(scope="module")
def books(file: Path) -> Iterator[Books]:
    connected = engine.connected(f"sqlite:///{file}")
    yield Books(connected, "t")
    connected.dispose()


def test_every_run_is_there_as_it_was(books: Books) -> None:
    assert {run.id: run.status.value for run in books.runs.newest()} == {
        str(run["id"]): run["status"] for run in RUNS
    }
    partly = books.runs.get("provision-1")
    assert partly is not None
    assert (partly.job, partly.cohort, partly.plan, partly.exit) == ("newsletter", "R7", PLAN, 3)
    assert partly.report.errors == (Trouble("k", "だめ", "Permanent"),)
    assert partly.report.spent == Spent(3, 2, 1, 1.5)
    assert (partly.report.leases, partly.report.counts["failed"]) == (("t/x",), 1)


def test_what_was_approved_is_known_by_what_it_carries_out(books: Books) -> None:
    runs = {run.id: run for run in books.runs.newest()}

    assert {name: run.applies for name, run in runs.items() if run.applies} == {
        "newsletter-1:apply": "newsletter-1"
    }
    applying = runs["newsletter-1:apply"]
    assert applying == Run.requested(
        id="newsletter-1:apply",
        instance="t",
        job="newsletter",
        cohort=None,
        trigger=Trigger.APPROVAL,
        at=MOMENT,
        planned=MOMENT,
        due=MOMENT,
        plan=PLAN,
        actor="sato",
        reason="理由",
        applies="newsletter-1",
    )
    assert runs["newsletter-2"].status is Status.RUNNING


def test_what_was_written_decided_and_learned_is_there(books: Books) -> None:
    journal = books.journals.of("r")
    decided = books.approvals.of("newsletter-1")

    assert journal.results() == {"k": Result("k", Outcome.MADE)}
    assert (intent := journal.open_intent("k")) is not None
    assert (intent.at, intent.service_at) == (MOMENT, MOMENT)
    assert journal.memory["k"] == {"id": "1", "stored": 3}
    assert decided is not None
    assert (decided.decision, decided.who, decided.kessai) == (Decision.APPROVED, "sato", "総1")
    assert books.ticks.last("provision") == MOMENT
    assert (books.journals.born, books.own.person_key()) == (MOMENT, b"")


def test_no_row_link_or_entry_of_the_audit_chain_is_lost(books: Books, file: Path) -> None:
    found = sqlite3.connect(file)
    counted = {
        table: found.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("rows", "bookmarks", "audit", "intents", "results", "approvals")
    }
    found.close()

    assert set(counted.values()) == {1}


def test_a_row_is_known_by_its_content_and_its_source_goes_on_from_its_link(file: Path, books: Books) -> None:
    asked = AnswersOf("R7", "after", "powerbi-1")

    with books.engine.connect() as connection:
        (row,) = rows.whole(connection, "t", asked)
        bookmark = bookmarks.of(connection, "t", asked)

    assert (row.known_by, row.digest, row.response, row.gone) == ("=h", "h", "", False)
    assert (row.raw, row.submitted, row.created, row.origin) == ({"a": "1"}, MOMENT, None, "R7")
    assert (row.person_id, row.once) == ("p1", "p1")
    assert bookmark == Bookmark("https://x", MOMENT, "")


def test_when_a_source_was_read_stands_apart_from_what_is_remembered_of_its_list(books: Books) -> None:
    asked = AnswersOf("R7", "before")

    with books.engine.connect() as connection:
        assert bookmarks.freshness(Standing(connection, "t", *bookmarks.REMEMBERED), ["R7"]) == [
            Freshness(asked, AT, AT)
        ]
    assert books.journals.memory()["team:t/responses:R7/before/"] == {"id": "", "list": "L"}


def test_the_way_back_keeps_rows_and_links(tmp_path: Path, file: Path) -> None:
    copy = tmp_path / "m365bot.db"
    shutil.copy(file, copy)
    engine.connected(f"sqlite:///{copy}").dispose()
    _to(copy, "0001", command.downgrade)

    found = sqlite3.connect(copy)
    rows = found.execute("SELECT hash, raw, source, person_id FROM rows").fetchall()
    links = found.execute("SELECT form, link FROM links").fetchall()
    found.close()

    assert rows == [("h", '{"a": "1"}', "R7", "p1")]
    assert links == [("after", "https://x")]


def test_the_way_back_leads_to_the_first_version(tmp_path: Path) -> None:
    file = tmp_path / "m365bot.db"
    engine.connected(f"sqlite:///{file}").dispose()
    _to(file, "0001", command.downgrade)

    found = sqlite3.connect(file)
    columns = {row[1] for row in found.execute("PRAGMA table_info(runs)")}
    found.close()

    assert "applies" not in columns
    assert "reason" in columns
