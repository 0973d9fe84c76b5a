"""What a run with nothing to do asks of the database: most runs of a year are such."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from m365bot.journal import Run, Status
from tests import heard
from tests.runs.here import PLACE, Here
from tests.runs.world import Thing


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Every statement that reaches a database meanwhile."""
    with heard.statements() as said:
        yield said


def nothing_to_do(here: Here, asked: list[str], things: int = 1) -> Run:
    here.wanted = [Thing(PLACE, f"{number}") for number in range(things)]
    here.runs_job()
    asked.clear()
    return here.runs_job()


def test_its_row_is_kept_when_it_has_its_teams_and_when_it_is_over(here: Here, asked: list[str]) -> None:
    run = nothing_to_do(here, asked)

    assert run.status is Status.NOTHING_TO_DO
    assert run.plan is not None
    assert len([one for one in asked if one.startswith("UPDATE runs")]) == 2


def test_what_is_remembered_of_all_it_looks_at_is_read_together(here: Here, asked: list[str]) -> None:
    nothing_to_do(here, asked, things=1)
    of_one = len([one for one in asked if "FROM memory" in one])

    nothing_to_do(here, asked, things=8)

    assert len([one for one in asked if "FROM memory" in one]) == of_one


def test_what_waits_for_a_person_is_looked_at_by_who_asks_for_something(here: Here, asked: list[str]) -> None:
    nothing_to_do(here, asked)

    assert len([one for one in asked if "FROM runs" in one and "runs.status IN " in one]) == 1


@pytest.mark.parametrize("table", ["memory", "bookmarks"])
def test_a_snapshot_asks_for_all_cohorts_and_all_that_is_remembered_together(
    here: Here, asked: list[str], table: str
) -> None:
    here.office().records.snapshot()

    assert len([one for one in asked if f"FROM {table}" in one]) == 1


def test_what_trainees_did_is_one_look(here: Here) -> None:
    begun: list[object] = []

    def begins(connection: object) -> None:
        begun.append(connection)

    event.listen(Engine, "begin", begins)
    try:
        here.office().records.snapshot()
    finally:
        event.remove(Engine, "begin", begins)

    assert len(begun) == 1


def steps(here: Here, statement: str) -> list[str]:
    """How SQLite goes about it; nothing of a server."""
    if here.engine.dialect.name != "sqlite":
        return []
    with here.engine.connect() as connection:
        return [one.detail for one in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]


def test_what_is_left_from_before_is_not_looked_for_among_all_runs_there_were(here: Here) -> None:
    with heard.statements() as asked:
        here.runs.of_status(Status.RUNNING, Status.REQUESTED)

    assert all("runs_by_status" in step for step in steps(here, asked[-1]))


def test_what_a_snapshot_takes_out_of_the_memory_is_not_looked_for_among_all_of_it(here: Here) -> None:
    with heard.statements() as asked:
        here.office().records.snapshot()

    of_memory = [one for one in asked if "FROM memory" in one]
    searches = [step for step in steps(here, of_memory[0]) if "memory" in step]
    assert all("key>" in step for step in searches)
