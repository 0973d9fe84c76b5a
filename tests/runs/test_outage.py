"""The database is away while a daemon works: it stays up, and makes up for what fell due meanwhile."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from m365bot.database.runs import StoredRuns
from m365bot.errors import DatabaseUnusable
from m365bot.journal import Status
from m365bot.runs.daemon import Daemon
from tests.runs.here import ONE, Here
from tests.runs.test_daemon import NOW, for_, idle, works

__all__ = ["idle"]  # a fixture
MINUTE = timedelta(minutes=1)


def away(*_: object) -> None:
    raise OperationalError("SELECT", {}, Exception("server closed the connection"))


def test_the_daemon_stays_up_and_does_afterwards_what_was_asked_for(
    idle: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    async def meanwhile(daemon: Daemon) -> None:
        with monkeypatch.context() as fault:
            fault.setattr(StoredRuns, "of_status", away)
            run = idle.requests()
            await asyncio.sleep(30)
        seen.append(idle.row(run).status)
        await asyncio.sleep(15)
        seen.append(idle.row(run).status)

    works(idle, meanwhile)

    assert seen == [Status.REQUESTED, Status.DONE]


@pytest.mark.parametrize(("away_for", "comes_to"), [(20, "done"), (600, "cancelled")])
def test_a_tick_is_kept_and_judged_by_its_jobs_rule_once_the_database_is_back(
    idle: Here, away_for: float, comes_to: str
) -> None:
    """`missed: skip`, and a minute's grace."""

    def refused() -> None:
        raise DatabaseUnusable("x")

    idle.when, idle.jobs_left, tick = "daily 09:01", {"things"}, NOW + MINUTE
    idle.notes_tick("things", NOW)

    async def meanwhile(daemon: Daemon) -> None:
        await asyncio.sleep(60)
        idle.on_opening = refused
        daemon._ticked("things", tick)
        await asyncio.sleep(away_for)
        idle.on_opening = lambda: None
        await asyncio.sleep(25)

    works(idle, meanwhile)

    assert list(idle.statuses().values()) == [comes_to]
    assert idle.last_tick("things") == tick
    assert idle.world.written == ({ONE.key: 1} if comes_to == "done" else {})


def test_what_is_no_trouble_of_the_databases_is_not_covered_up(
    idle: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(StoredRuns, "of_status", mistaken)

    with pytest.raises(ZeroDivisionError):
        works(idle, lambda daemon: for_(5))
