"""Machines that share a database: whether they have the same files, told to the log each hour and to who examines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from m365bot.doctor import machine, nodes
from m365bot.doctor.findings import Check, Verdict
from m365bot.doctor.nodes import HOUR, Nodes
from m365bot.doctor.subject import Here
from m365bot.errors import DatabaseUnusable

NOW = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("config/cohorts/R7/materials/演習.pdf", "config/programme.yaml", "jobs/provision.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def memory() -> dict[str, dict[str, Any]]:
    return {"team:dx": {"id": "1"}}


def node(folder: Path, memory: dict[str, dict[str, Any]], name: str = "b") -> Nodes:
    class Named(Nodes):
        name = property(lambda self: name)  # type: ignore[assignment]  # as another machine is called

    return Named(folder, lambda: memory, lambda: True)


def test_the_same_files_are_the_same_wherever_they_lie(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = tmp_path_factory.mktemp("b") / "instance"
    folder.rename(copy)

    before = nodes.digest_of(copy)
    (copy / "jobs/__pycache__").mkdir()
    (copy / "jobs/__pycache__/provision.pyc").write_bytes(b"x")

    assert nodes.digest_of(copy) == before


@pytest.mark.parametrize(
    "name", ["config/cohorts/R7/materials/演習.pdf", "jobs/provision.py", "config/new.csv"]
)
def test_one_that_differs_is_told_by_its_machine(folder: Path, memory: dict[str, Any], name: str) -> None:
    with capture_logs() as quiet:
        node(folder, memory, "a").tell(NOW)
    (folder / name).write_text("other")

    with capture_logs() as told:
        node(folder, memory).tell(NOW)
    check = node(folder, memory).check(NOW)

    assert quiet == []
    assert [(one["event"], one["others"]) for one in told] == [("node.files_differ", ["a"])]
    assert (check.verdict, "a とで違います" in check.words) == (Verdict.WARN, True)


def test_machines_with_the_same_files_and_those_long_gone_are_nothing_to_tell(
    folder: Path, memory: dict[str, Any]
) -> None:
    node(folder, memory, "same").tell(NOW)
    memory["node:gone"] = {"digest": "other", "at": (NOW - timedelta(hours=4)).isoformat()}

    assert node(folder, memory).check(NOW).verdict is Verdict.OK
    assert "node:b" not in memory  # who examines writes nothing


def test_it_is_told_once_an_hour_and_that_the_account_is_signed_out_here(
    folder: Path, memory: dict[str, Any]
) -> None:
    signed_out = Nodes(folder, lambda: memory, lambda: False)

    with capture_logs() as told:
        for minutes in (0, 1, 59, 60):
            signed_out.tell(NOW + timedelta(minutes=minutes))

    assert [one["event"] for one in told] == ["node.service_account_signed_out"] * 2
    assert timedelta(hours=1) == HOUR


def test_a_daemon_on_any_of_them_is_told_as_such_and_a_database_that_is_away_is_blamed_alone(
    here: Here,
) -> None:
    def away() -> bool:
        raise DatabaseUnusable("つながりません")

    fine = Check("nodes", Verdict.OK, "よし")
    shared = replace(here, others=lambda: fine)
    found = {check.name: check for check in machine.checks(shared)}
    lost = {
        check.name: check.verdict
        for check in machine.checks(replace(shared, opened=away, a_daemon_is_at_work=away))
    }

    assert "どれかの端末で" in found["daemon"].words
    assert found["nodes"] is fine
    assert (lost["database"], lost["daemon"], lost["nodes"]) == (
        Verdict.FAIL,
        Verdict.UNKNOWN,
        Verdict.SKIPPED,
    )
