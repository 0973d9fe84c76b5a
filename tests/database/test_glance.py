"""The last result of each job, at a glance."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from m365bot.database import engine, glance
from m365bot.database.belonging import Owner
from m365bot.database.books import Books
from m365bot.errors import M365BotError
from m365bot.journal import Pause, Run, Trigger

NOW = datetime(2025, 7, 1, tzinfo=UTC)


def run(job: str, hours: int, **others: object) -> Run:
    at = NOW + timedelta(hours=hours)
    fields = {"instance": "t", "cohort": None, "trigger": Trigger.MANUAL, "at": at, "planned": at}
    return Run.begun(**({"id": f"{job}-{hours}", "job": job} | fields | others))


def test_it_is_that_of_the_newest_run_that_was_not_cancelled(tmp_path: Path) -> None:
    file = tmp_path / "m365bot.db"
    connected = engine.connected(f"sqlite:///{file}")
    runs = Books(connected, "t").runs
    for one in (
        run("a", 2).finished(good=1, now=NOW + timedelta(hours=3)),
        run("a", 1).broken(ValueError(), NOW),
        run("a", 4).cancelled(NOW),
        run("b", 1),
        run("c", 5, id="c-1:apply", planned=NOW).broken(ValueError(), NOW + timedelta(hours=9)),
        run("c", 6).finished(good=0, now=NOW + timedelta(hours=6)),
    ):
        runs.add(one)
    Books(connected, "other").runs.add(run("c", 1, instance="other"))
    last = {
        "a": glance.Glance("a-2", "done", (NOW + timedelta(hours=3)).isoformat()),
        "b": glance.Glance("b-1", "running", None),
        # approved of a run that was planned before the other, and carried out after it
        "c": glance.Glance("c-1:apply", "failed", (NOW + timedelta(hours=9)).isoformat()),
    }

    assert runs.last_results() == last
    connected.dispose()
    assert glance.last_results(file, Owner("t")) == last


def test_what_is_paused_is_that_of_the_instance(tmp_path: Path) -> None:
    file = tmp_path / "m365bot.db"
    connected = engine.connected(f"sqlite:///{file}")
    assert Books(connected, "t").pauses.begin(Pause("a", "sato", NOW, "事故"))
    assert Books(connected, "other").pauses.begin(Pause("", "suzuki", NOW))
    connected.dispose()

    assert glance.pauses(file, Owner("t")) == [Pause("a", "sato", NOW, "事故")]


def test_a_file_without_tables_holds_no_runs(tmp_path: Path) -> None:
    (tmp_path / "m365bot.db").touch()

    assert glance.last_results(tmp_path / "m365bot.db", Owner("t")) == {}
    assert glance.pauses(tmp_path / "m365bot.db", Owner("t")) == []


def test_a_file_that_is_damaged_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "m365bot.db"
    file.write_bytes(b"damaged " * 2000)

    with pytest.raises(M365BotError, match=r"m365bot\.db を読めません"):
        glance.last_results(file, Owner("t"))
