"""Runs that died, were put back or met a team in other hands: who goes on with them, and with what."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from m365bot import clock
from m365bot.database.runs import StoredRuns
from m365bot.errors import ConfigError, Permanent
from m365bot.journal import Status, Trigger
from m365bot.journal.ports import Held
from m365bot.runs import abandoned, starter
from m365bot.runs.asked import Asked
from tests.runs.here import ISSUE, NOW, ONE, OTHER_PLACE, PLACE, TWO, Here
from tests.runs.world import Died, Sheet, Thing

LATER = Thing(PLACE, "later", first=ONE)


@pytest.fixture
def died(here: Here) -> Here:
    """Its process was killed once the first of two changes had been done, and before that was noted."""
    here.wanted = [ONE, LATER]
    here.world.lost = {ONE.key: [Died()]}
    here.dies_running(run_id="mine")
    return here


def test_the_next_run_goes_on_with_it_first(died: Here) -> None:
    run = died.runs_job()

    assert died.row("mine").status is Status.DONE
    assert (run.id, run.status) == ("mine", Status.DONE)
    assert died.document(run)["counts"]["create"] == 2
    assert died.world.written == {ONE.key: 1, LATER.key: 1}


def test_the_daemon_goes_on_with_it(died: Here) -> None:
    assert died.daemon_looks() == ["mine"]
    assert died.row("mine").status is Status.DONE
    assert died.world.written == {ONE.key: 1, LATER.key: 1}


def test_a_person_goes_on_with_it(died: Here) -> None:
    run = died.resumes(died.row("mine"))

    assert (run.id, run.status, died.row("mine")) == ("mine", Status.DONE, run)


def test_while_it_lives_nobody_else_does(died: Here) -> None:
    alive = died.holds(PLACE.key)

    assert died.daemon_looks() == []
    with pytest.raises(Held, match="another-run"):
        died.resumes(died.row("mine"))
    assert died.row("mine").status is Status.RUNNING
    alive.release()


def test_a_run_of_another_team_leaves_it_alone(died: Here) -> None:
    died.wanted = [Thing(OTHER_PLACE, "x")]

    died.runs_job()

    assert died.row("mine").status is Status.RUNNING


def test_a_run_of_more_teams_than_it_had_goes_on_with_it(died: Here) -> None:
    died.wanted = [ONE, LATER, Thing(OTHER_PLACE, "x")]

    died.runs_job()

    assert died.row("mine").status is Status.DONE


def test_what_config_does_not_want_any_more_is_left(died: Here) -> None:
    died.wanted = [ONE]

    died.runs_job()

    row = died.row("mine")
    assert died.world.written == {ONE.key: 1}
    assert died.document(row)["counts"]["withheld"] == 1
    (error,) = died.document(row)["errors"]
    assert (error["key"], error["error"]) == (LATER.key, "Unwanted")


def test_what_config_wants_in_another_form_is_left_too(died: Here) -> None:
    died.wanted = [ONE, Thing(PLACE, "later", "改", first=ONE)]

    died.resumes(died.row("mine"))

    assert LATER.key not in died.world.there


def test_what_was_settled_before_is_not_judged_again(here: Here) -> None:
    here.wanted = [ONE, LATER]
    here.world.writes = {LATER.key: [Died()]}
    here.dies_running(run_id="mine")
    here.wanted = [LATER]

    here.resumes(here.row("mine"))

    assert here.document(here.row("mine"))["counts"]["create"] == 2
    assert here.row("mine").status is Status.DONE


def test_rows_are_stored_also_where_others_came_meanwhile(here: Here) -> None:
    sheet = Sheet("answers")
    here.world.there = {sheet.key: {"rows": 3}}
    here.wanted = [sheet]
    here.world.writes = {sheet.key: [Died()]}
    here.dies_running(run_id="mine")

    run = here.resumes(here.row("mine"))

    assert here.document(run)["counts"]["store"] == 3


def test_rows_that_came_before_it_died_are_not_counted_again(here: Here) -> None:
    sheet = Sheet("answers")
    here.world.there = {sheet.key: {"rows": 3}}
    here.wanted = [sheet]
    here.world.lost = {sheet.key: [Died()]}
    here.dies_running(run_id="mine")

    run = here.resumes(here.row("mine"))

    assert (run.status, here.document(run)["counts"]["store"]) == (Status.DONE, 0)


def test_one_that_breaks_blocks_no_other(died: Here) -> None:
    died.wanted = [ONE, LATER]
    died.breaks = {"things"}

    run = died.runs_job("yearly")

    row = died.row("mine")
    assert (row.status, died.exit(row)) == (Status.FAILED, 1)
    assert died.document(row)["errors"][0]["error"] == "JobFailed"
    assert run.status in (Status.DONE, Status.NOTHING_TO_DO)


def test_what_it_had_asked_for_still_waits_for_approval(here: Here) -> None:
    here.wanted = [ONE, ISSUE]
    here.world.lost = {ONE.key: [Died()]}
    here.dies_running(run_id="mine")

    run = here.resumes(here.row("mine"))

    assert (run.status, here.exit(run)) == (Status.AWAITING_APPROVAL, 4)
    assert ISSUE.key not in here.world.there
    assert here.approves(run).status is Status.DONE


def test_an_approved_run_that_died_is_finished_as_it_was_approved(here: Here) -> None:
    here.wanted = [ISSUE]
    asked = here.runs_job()
    here.world.lost = {ISSUE.key: [Died()]}
    with pytest.raises(Died):
        here.approves(asked)

    assert here.daemon_looks() == [f"{asked.id}:apply"]
    assert here.row(f"{asked.id}:apply").status is Status.DONE
    assert here.world.written == {ISSUE.key: 1}


def test_a_part_that_failed_before_it_died_is_told(here: Here) -> None:
    here.wanted = [ONE, LATER]
    here.world.writes = {ONE.key: [Permanent("だめ")]}
    here.changes = {"told": lambda change, result, count: _raise(Died())}
    here.dies_running(run_id="mine")
    here.changes = {}

    run = here.resumes(here.row("mine"))

    assert "だめ" in [error["words"] for error in here.document(run)["errors"]]
    assert here.world.written == {}


def _raise(error: BaseException) -> None:
    raise error


# before there is a plan


def dies_planning(here: Here, **asked: object) -> None:
    here.world.reads = {ONE.key: [Died()]}
    here.dies_running(run_id="mine", **asked)


@pytest.mark.parametrize("trigger", [Trigger.SCHEDULE, Trigger.MANUAL])
def test_one_without_a_plan_has_written_nothing_and_begins_anew_where_a_daemon_had_begun_it(
    trigger: Trigger, here: Here
) -> None:
    dies_planning(here, trigger=trigger)
    here.passes(minutes=20)

    assert here.daemon_looks() == ["mine"]

    row = here.row("mine")
    if trigger is Trigger.SCHEDULE:
        assert (row.status, row.at, row.planned) == (Status.DONE, row.at, row.planned)
        assert row.at - NOW >= timedelta(minutes=20)
    else:
        assert (row.status, here.world.written) == (Status.CANCELLED, {})
        assert here.document(row)["errors"][0]["words"] == "計画の途中で中断しました。"


def test_a_person_may_begin_it_anew_at_a_now_that_has_gone_on(here: Here) -> None:
    dies_planning(here)
    here.passes(minutes=20)

    run = here.resumes(here.row("mine"))

    assert (run.id, run.status) == ("mine", Status.DONE)
    assert run.at - NOW >= timedelta(minutes=20)
    assert clock.now() - run.planned < timedelta(minutes=1)


def test_the_next_run_of_its_team_ends_it(here: Here) -> None:
    dies_planning(here, trigger=Trigger.SCHEDULE)

    run = here.runs_job()

    assert here.row("mine").status is Status.CANCELLED
    assert (run.id != "mine", run.status) == (True, Status.DONE)
    assert here.document(run)["errors"] == []


@pytest.mark.parametrize("trigger", [Trigger.SCHEDULE, Trigger.MANUAL])
def test_the_next_run_of_another_job_leaves_it_to_a_daemon_where_one_had_begun_it(
    trigger: Trigger, here: Here
) -> None:
    dies_planning(here, trigger=trigger)

    other = here.runs_job("yearly")
    left = here.row("mine").status
    here.passes(seconds=15)
    taken_up = here.daemon_looks()

    assert (other.status, here.document(other)["errors"]) == (Status.DONE, [])
    if trigger is Trigger.SCHEDULE:
        assert (left, taken_up) == (Status.RUNNING, ["mine"])
        assert here.row("mine").status is Status.NOTHING_TO_DO
    else:
        assert (left, taken_up) == (Status.CANCELLED, [])


def test_one_that_may_still_wait_for_its_team_is_left_alone(here: Here) -> None:
    alive = here.leases.sign(abandoned.sign_of(here.barely_begun("mine")))
    here.passes(seconds=650)

    assert here.daemon_looks() == []
    with pytest.raises(ConfigError, match="まだ動いている"):
        here.resumes(here.row("mine"))
    alive.release()
    assert here.daemon_looks() == ["mine"]
    assert here.row("mine").status is Status.CANCELLED


def test_one_whose_process_has_yet_to_show_its_sign_is_left_alone(here: Here) -> None:
    here.barely_begun("mine")
    here.passes(seconds=9)
    early = here.daemon_looks()
    here.passes(seconds=2)

    assert early == []
    assert here.daemon_looks() == ["mine"]


def test_one_that_died_without_a_plan_is_told_by_the_next_run(here: Here) -> None:
    here.barely_begun("mine")
    here.passes(seconds=11)

    here.runs_job()

    assert here.row("mine").status is Status.CANCELLED


def test_with_its_team_in_other_hands_it_is_left_alone(here: Here) -> None:
    dies_planning(here)
    alive = here.holds(PLACE.key)

    with pytest.raises(ConfigError, match="まだ動いている"):
        here.resumes(here.row("mine"))
    alive.release()


@pytest.mark.parametrize("status", ["done", "stopped"])
def test_one_that_is_over_is_not_resumed(status: str, here: Here) -> None:
    if status == "stopped":
        held = here.holds(PLACE.key)
    run = here.runs_job()
    assert run.status.value == status

    with pytest.raises(ConfigError, match=run.status.words):
        here.resumes(run)
    if status == "stopped":
        held.release()


def test_one_that_is_not_there_is_not_resumed(here: Here) -> None:
    with pytest.raises(ConfigError, match="nobody"):
        here.does_resume("nobody")


# told to end


@pytest.mark.parametrize("trigger", [Trigger.SCHEDULE, Trigger.MANUAL])
def test_told_to_end_while_it_plans_a_daemon_leaves_it_to_the_next(trigger: Trigger, here: Here) -> None:
    here.is_told_to_end(run_id="mine", trigger=trigger)

    row = here.row("mine")
    if trigger is Trigger.MANUAL:
        assert (row.status, row.due) == (Status.CANCELLED, None)
        assert here.daemon_looks() == []
        return
    assert (row.status, row.due, here.exit(row)) == (Status.REQUESTED, row.at, 0)
    assert here.world.written == {}
    assert here.daemon_looks() == ["mine"]
    assert here.row("mine").status is Status.DONE


def test_told_to_end_while_it_works_it_stays_running_with_its_plan(here: Here) -> None:
    here.is_told_to_end(while_="PUT", run_id="mine", trigger=Trigger.SCHEDULE)

    assert here.row("mine").status is Status.RUNNING
    assert here.daemon_looks() == ["mine"]
    assert here.row("mine").status is Status.DONE


# in other hands


def test_a_team_in_other_hands_stops_a_command(here: Here) -> None:
    other = here.holds(PLACE.key)

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.STOPPED, 1)
    (error,) = here.document(run)["errors"]
    assert error["error"] == "Held"
    assert "another-run" in error["words"]
    assert here.world.traffic.requests == 0
    other.release()


def test_where_a_daemon_works_it_is_left_to_it(here: Here) -> None:
    other, sign = here.holds(PLACE.key), here.daemon_is_at_work()

    run = here.runs_job(at=NOW)

    assert (run.status, run.due, here.exit(run)) == (Status.REQUESTED, NOW, 0)
    other.release()
    assert here.daemon_looks() == [run.id]
    assert here.row(run).status is Status.DONE
    sign.release()


def test_a_person_may_take_it_back(here: Here) -> None:
    other, sign = here.holds(PLACE.key), here.daemon_is_at_work()
    run = here.runs_job(at=NOW)
    other.release()

    assert here.resumes(run).status is Status.DONE
    sign.release()


def test_one_that_is_patient_waits(here: Here) -> None:
    other = here.holds(PLACE.key)
    sign = here.daemon_is_at_work()

    run = here.runs_while(other.release, after=30, patience=60)

    assert run.status is Status.DONE
    sign.release()


def test_patience_ends(here: Here) -> None:
    other = here.holds(PLACE.key)
    sign = here.daemon_is_at_work()
    before = here.waited

    run = here.runs_job(patience=60)

    assert run.status is Status.STOPPED
    assert 50 < here.waited - before < 63
    other.release()
    sign.release()


def test_what_the_schedule_asks_for_is_not_left_to_others(here: Here) -> None:
    other, sign = here.holds(PLACE.key), here.daemon_is_at_work()

    run = here.runs_job(trigger=Trigger.SCHEDULE)

    assert run.status is Status.STOPPED
    other.release()
    sign.release()


def test_a_run_of_another_team_is_not_in_the_way(here: Here) -> None:
    other = here.holds(OTHER_PLACE.key)

    assert here.runs_job().status is Status.DONE
    other.release()


def test_collecting_holds_the_records_of_its_cohort(here: Here) -> None:
    here.wanted = [Sheet("answers")]
    team, records = here.holds(PLACE.key), here.holds("records/R7")

    assert here.runs_job("yearly").status is Status.STOPPED
    records.release()
    assert here.runs_job("yearly").status is Status.NOTHING_TO_DO
    team.release()


def test_a_job_that_wants_nothing_holds_its_own_name(here: Here) -> None:
    here.wanted = []
    other = here.holds("things")

    assert here.runs_job().status is Status.STOPPED
    other.release()
    assert here.runs_job().status is Status.NOTHING_TO_DO


def test_its_teams_are_let_go_at_its_end(here: Here) -> None:
    here.runs_job()
    here.world.writes = {TWO.key: [Permanent("だめ")]}
    here.wanted = [TWO]
    here.runs_job()

    here.holds(PLACE.key).release()


def test_a_run_after_another_waits_for_nothing(here: Here) -> None:
    here.runs_job()
    before = here.waited

    here.runs_job()

    assert here.waited == before


def test_two_daemons_take_up_what_is_requested_once(here: Here) -> None:
    other, sign = here.holds(PLACE.key), here.daemon_is_at_work()
    run = here.runs_job(at=NOW)
    other.release()

    here.does(_both(here, run.id))

    assert here.world.written == {ONE.key: 1}
    assert here.row(run).status is Status.DONE
    sign.release()


async def _both(here: Here, run_id: str) -> None:
    await asyncio.gather(here.takes_up(run_id), here.takes_up(run_id))


# a database that takes nothing for a while (O1)


def test_o1_a_run_that_was_given_up_is_abandoned_and_gone_on_with(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end cannot be noted: the disk is full for twenty seconds, and this process lives on."""

    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    office = here.office()
    here.world.lost = {ONE.key: [OperationalError("x", {}, Exception())]}
    with monkeypatch.context() as fault:
        fault.setattr(StoredRuns, "claim", full)
        fault.setattr(StoredRuns, "save", full)
        with pytest.raises(OperationalError):
            here.does(starter.run(office, Asked("things", run_id="mine")))
    here.passes(seconds=11)

    assert here.row("mine").status is Status.RUNNING
    assert here.daemon_looks() == ["mine"]
    assert here.row("mine").status is not Status.RUNNING
