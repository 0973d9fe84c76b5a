"""A run that somebody ends, and one that somebody does once more."""

import pytest

from m365bot.errors import ConfigError
from m365bot.journal import Pause, Status, Trigger
from m365bot.runs import over
from tests.runs.here import ISSUE, NOW, ONE, TWO, Here

PAUSE = Pause("things", "sato", NOW)


def cancels(here: Here, run_id: str) -> None:
    over.cancel(here.office(), run_id, "sato", "人違い")


def test_what_waits_for_approval_is_over_and_says_who_and_why(here: Here) -> None:
    here.wanted = [ISSUE]
    asked = here.runs_job(reason="第13号")

    cancels(here, asked.id)

    row = here.row(asked)
    assert (row.status, row.reason) == (Status.CANCELLED, "第13号 sato が取り消しました。人違い")
    assert row.ended


def test_an_approval_that_waits_for_its_minute_is_taken_back(here: Here) -> None:
    here.wanted = [ISSUE]
    asked = here.runs_job()
    here.books.pauses.begin(PAUSE)
    waits = here.approves(asked)

    cancels(here, waits.id)

    assert here.row(waits).status is Status.CANCELLED
    assert here.row(asked).status is Status.REJECTED
    assert here.daemon_looks() == []
    assert here.books.verdict().fault is None


def test_one_that_is_requested_is_not_begun(here: Here) -> None:
    run = here.requests()

    cancels(here, run.id)

    assert here.daemon_looks() == []
    assert here.world.written == {}


def test_one_that_is_at_work_writes_nothing_more_and_keeps_the_word(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.world.before = lambda method, key: (
        cancels(here, "mine") if method == "PUT" and key == ONE.key else None
    )

    run = here.runs_job(run_id="mine")

    assert here.world.written == {}
    assert (run.status, here.row(run).reason) == (Status.CANCELLED, "sato が取り消しました。人違い")


def test_one_that_is_over_is_told_so(here: Here) -> None:
    with pytest.raises(ConfigError, match="もう終わっています"):
        cancels(here, here.runs_job().id)


def test_once_more_is_a_run_of_its_own_as_things_are_now(here: Here) -> None:
    first = here.runs_job("yearly")
    here.wanted = [ONE, TWO]

    again = here.does(over.retry(here.office(), first.id, "sato", "直しました"))

    assert (again.job, again.cohort, again.trigger) == ("yearly", "R7", Trigger.MANUAL)
    assert (again.status, again.actor) == (Status.DONE, "sato")
    assert again.reason == f"実行 {first.id} のやり直し。直しました"
    assert here.world.written == {ONE.key: 1, TWO.key: 1}


def test_what_is_not_over_is_not_done_once_more(here: Here) -> None:
    with pytest.raises(ConfigError, match="まだ終わっていません"):
        here.does(over.retry(here.office(), here.requests().id, "sato", ""))
