"""A job that somebody has paused: nothing of it is written, and everybody is told who, when and why."""

import pytest

from m365bot import clock
from m365bot.errors import ConfigError
from m365bot.journal import Pause, Status
from m365bot.runs.pausing import Switch
from tests.runs.here import ISSUE, ONE, PLACE, TWO, Here
from tests.runs.world import Thing

WHY = "に止めました(理由: 事故)。"


def pauses(here: Here, job: str = "things") -> None:
    here.books.pauses.begin(Pause(job, "sato", clock.now(), "事故"))


def resumes(here: Here, job: str = "things") -> None:
    here.books.pauses.end(job, "sato", clock.now())


@pytest.mark.parametrize("job", ["things", ""])
def test_a_run_of_it_is_stopped_and_says_who_when_and_why(job: str, here: Here) -> None:
    pauses(here, job)

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.STOPPED, 1)
    (error,) = here.document(run)["errors"]
    assert error["words"].startswith("手順 things" if job else "すべての手順")
    assert "sato が 2025-07-01 09:00 " + WHY in error["words"]
    assert here.world.traffic.requests == 0


def test_another_job_goes_on(here: Here) -> None:
    pauses(here, "yearly")

    assert here.runs_job().status is Status.DONE


def test_a_tick_of_it_is_told_as_stopped(here: Here) -> None:
    tick = clock.now()
    pauses(here)

    here.ticks(tick)

    assert set(here.statuses().values()) == {"stopped"}


def test_resumed_it_does_what_it_would_have_done(here: Here) -> None:
    pauses(here)
    here.runs_job()
    resumes(here)

    assert here.runs_job(run_id="after").status is Status.DONE
    assert here.world.written == {ONE.key: 1}


def test_a_run_that_is_at_work_writes_nothing_more(here: Here) -> None:
    here.wanted = [ONE, Thing(PLACE, "later", first=ONE), ISSUE]
    here.changes = {"told": lambda change, result, count: pauses(here)}

    run = here.runs_job()

    assert here.world.written == {ONE.key: 1}
    assert (run.status, here.exit(run)) == (Status.STOPPED, 1)
    assert WHY in here.document(run)["errors"][0]["words"]
    assert (run.report.counts["create"], run.report.counts["failed"]) == (1, 1)


def test_a_write_that_waits_for_its_turn_does_not_leave(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.world.before = lambda method, key: pauses(here) if method == "PUT" else None

    run = here.runs_job()

    assert here.world.written == {}
    assert run.status is Status.STOPPED


def test_what_was_approved_keeps_its_approval_and_says_why_it_waits(here: Here) -> None:
    here.wanted = [ISSUE]
    asked = here.runs_job()
    pauses(here)

    waits = here.approves(asked)
    said = here.document(waits)["errors"]
    looked = here.daemon_looks()
    resumes(here)
    here.daemon_looks()

    assert (waits.status, here.exit(waits)) == (Status.REQUESTED, 1)
    assert WHY in said[0]["words"]
    assert looked == [waits.id]
    assert here.row(waits).status is Status.DONE
    assert here.world.written == {ISSUE.key: 1}


def test_one_that_died_is_not_gone_on_with(here: Here) -> None:
    here.wanted = [ONE, Thing(PLACE, "later", first=ONE)]
    here.dies_once_written(run_id="mine")
    pauses(here)
    here.passes(minutes=1)

    here.daemon_looks()

    assert here.row("mine").status is Status.STOPPED
    assert here.world.written == {ONE.key: 1}


# the switch


def test_a_job_may_be_called_by_its_title_and_one_that_is_not_is_told(here: Here) -> None:
    switch = Switch(here.books.pauses, here.jobs())

    assert switch.pause("もの", "sato", "")
    assert [one.job for one in here.books.pauses.all()] == ["things"]
    with pytest.raises(ConfigError, match="nosuch"):
        switch.pause("nosuch", "sato", "")
    with pytest.raises(ConfigError, match="nosuch"):
        switch.resume("nosuch", "sato")


def test_one_whose_file_has_gone_may_be_let_go_of(here: Here) -> None:
    pauses(here, "gone")

    assert Switch(here.books.pauses, here.jobs()).resume("gone", "sato")


def test_all_and_one_are_paused_by_themselves(here: Here) -> None:
    switch = Switch(here.books.pauses, here.jobs())

    assert switch.pause(None, "sato", "")
    assert not switch.pause(None, "suzuki", "")
    assert not switch.resume("things", "sato")
    assert switch.pause("things", "sato", "")
    assert switch.resume(None, "sato")

    assert here.runs_job().status is Status.STOPPED
