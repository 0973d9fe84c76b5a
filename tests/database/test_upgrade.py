"""A database of the first version, as its code wrote it, is brought up to the newest and loses nothing."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from m365bot.database import engine
from m365bot.database.books import Books
from m365bot.journal import Decision, Outcome, Result, Run, Spent, Status, Trigger, Trouble
from m365bot.journal.report import NOTHING

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
    word = {"digest": "d", "decision": "approved", "who": "sato", "verified": 0, "kessai": "総1"}
    insert("approvals", instance="t", run_id="newsletter-1", reason="よし", at=AT, **word)
    insert("audit", instance="t", at=AT, entry="{}", hash="h")
    insert("ticks", instance="t", job="provision", at=AT)
    place = {"cohort": "R7", "form": "after", "session": "powerbi-1"}
    insert("rows", instance="t", hash="h", raw={"a": "1"}, submitted=AT, source="R7", person_id="p1", **place)
    insert("links", instance="t", link="https://x", read=AT, **place)
    old.commit()
    old.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("old") / "m365bot.db"
    config = Config()
    config.set_main_option("script_location", str(engine.MIGRATIONS))
    made = create_engine(f"sqlite:///{file}")
    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    made.dispose()
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
    assert dict(journal.memory) == {"k": {"id": "1", "stored": 3}}
    assert decided is not None
    assert (decided.decision, decided.who, decided.kessai) == (Decision.APPROVED, "sato", "総1")
    assert books.ticks.last("provision") == MOMENT
    assert (books.journals.born, books.journals.last_request, books.own.person_key()) == (MOMENT, MOMENT, b"")


def test_no_row_link_or_entry_of_the_audit_chain_is_lost(books: Books, file: Path) -> None:
    found = sqlite3.connect(file)
    counted = {
        table: found.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("rows", "links", "audit", "intents", "results", "approvals")
    }
    found.close()

    assert set(counted.values()) == {1}


def test_the_way_back_leads_to_the_first_version(tmp_path: Path) -> None:
    file = tmp_path / "m365bot.db"
    engine.connected(f"sqlite:///{file}").dispose()
    config = Config()
    config.set_main_option("script_location", str(engine.MIGRATIONS))
    made = create_engine(f"sqlite:///{file}")
    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    made.dispose()

    found = sqlite3.connect(file)
    columns = {row[1] for row in found.execute("PRAGMA table_info(runs)")}
    found.close()

    assert "applies" not in columns
    assert "reason" in columns
