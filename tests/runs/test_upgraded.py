"""After an upgrade: what an earlier version stored and this one cannot read ends in words, and blocks nothing."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from m365bot.errors import GuardStopped
from m365bot.journal import Run, Status
from m365bot.reconcile.plan import Plan, Unreadable
from m365bot.runs import deciding, documents, taking
from tests.runs.here import ISSUE, NOW, ONE, TWO, Here
from tests.runs.world import Died

Stored = dict[str, Any]
HOUR = timedelta(hours=1)


def of_an_unknown_kind(stored: Stored) -> None:
    for one in stored["resources"].values():
        if one["kind"] == "Thing":
            one["kind"] = "Whiteboard"


def with_a_field_that_is_gone(stored: Stored) -> None:
    for one in stored["resources"].values():
        one["fields"]["colour"] = "red"


def without_a_field_that_is_new(stored: Stored) -> None:
    for one in stored["resources"].values():
        one["fields"].pop("label", None)


def with_a_value_of_an_unknown_kind(stored: Stored) -> None:
    for one in stored["resources"].values():
        one["fields"]["label"] = {"$colour": "red"}


def with_an_unknown_action(stored: Stored) -> None:
    for one in stored["changes"]:
        one["action"] = "rename"


def without_what_a_change_has_now(stored: Stored) -> None:
    for one in stored["changes"]:
        del one["not_after"]


OTHERS = (
    of_an_unknown_kind,
    with_a_field_that_is_gone,
    without_a_field_that_is_new,
    with_a_value_of_an_unknown_kind,
    with_an_unknown_action,
    without_what_a_change_has_now,
)
each_way = pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.__name__)


def stored_by_another(here: Here, run: Run | str, by: Callable[[Stored], None]) -> Run:
    """The row as it would be, had that version kept it."""
    row = copy.deepcopy(here.row(run))
    for stored in filter(None, (row.plan, row.asking)):
        by(stored)  # type: ignore[arg-type]  # a mapping for readers, a dict as it is kept
    here.runs.save(row)
    return row


def words(run: Run) -> str:
    return " ".join(trouble.words for trouble in run.report.errors)


@each_way
def test_a_plan_that_cannot_be_read_says_so(here: Here, by: Callable[[Stored], None]) -> None:
    stored = here.plans("things")[0].plan.to_json()
    by(stored)

    with pytest.raises(Unreadable, match=r"ほかの版の m365bot.*もう一度実行してください"):
        Plan.from_json(stored, here.office().person)


@each_way
def test_a_run_that_was_in_flight_ends_and_the_next_one_does_the_rest_once(
    here: Here, by: Callable[[Stored], None]
) -> None:
    here.wanted = [ONE, TWO]
    here.world.lost = {TWO.key: [Died()]}
    dead = stored_by_another(here, here.dies_running(), by)

    assert here.daemon_looks() == [dead.id]
    here.passes(minutes=3)
    done = here.runs_job()

    assert here.row(dead).status is Status.STOPPED
    assert "ほかの版の m365bot" in words(here.row(dead))
    assert done.status in (Status.DONE, Status.NOTHING_TO_DO)
    assert here.world.written == {ONE.key: 1, TWO.key: 1}
    assert here.daemon_looks() == []


def test_a_next_run_ends_it_as_well(here: Here) -> None:
    here.world.lost = {ONE.key: [Died()]}
    dead = stored_by_another(here, here.dies_running(), of_an_unknown_kind)

    here.passes(minutes=3)
    done = here.runs_job()

    assert here.row(dead).status is Status.STOPPED
    assert done.status in (Status.DONE, Status.NOTHING_TO_DO)


@pytest.fixture
def asking(here: Here) -> Here:
    here.wanted = [ISSUE]
    return here


def test_what_waits_for_a_person_is_over_and_asked_for_anew(asking: Here) -> None:
    old = stored_by_another(asking, asking.runs_job(), of_an_unknown_kind)

    new = asking.runs_job()

    assert asking.row(old).status is Status.REJECTED
    assert "ほかの版の m365bot" in asking.row(old).reason
    assert new.status is Status.AWAITING_APPROVAL
    assert asking.approves(new).status is Status.DONE


@pytest.mark.parametrize("word", [deciding.approve, deciding.reject], ids=lambda word: word.__name__)
def test_nobody_can_decide_about_what_cannot_be_read_and_hears_why(
    asking: Here, word: Callable[..., Run]
) -> None:
    old = stored_by_another(asking, asking.runs_job(), of_an_unknown_kind)

    with pytest.raises(GuardStopped, match="ほかの版の m365bot"):
        word(asking.office(), old.id, deciding.Word("sato"))

    assert asking.row(old).status is Status.REJECTED
    assert asking.approval_of(old) is None


def approved_and_waiting(here: Here) -> Run:
    """Until its minute."""
    here.wanted = [replace(ISSUE, opens=NOW + HOUR, closes=NOW + 3 * HOUR)]
    return here.approves(here.runs_job())


@pytest.mark.parametrize("who", ["daemon", "next run"])
def test_what_was_approved_and_cannot_be_read_any_more_is_asked_for_anew_at_its_minute(
    here: Here, who: str
) -> None:
    waits = approved_and_waiting(here)
    assert waits.status is Status.REQUESTED
    stored_by_another(here, waits, of_an_unknown_kind)

    here.passes(hours=1, minutes=1)
    here.daemon_looks() if who == "daemon" else here.runs_job()

    over = here.row(waits)
    (new,) = here.runs.of_status(Status.AWAITING_APPROVAL)
    assert over.status is Status.REJECTED
    assert "ほかの版の m365bot" in words(over)
    assert new.job == over.job
    assert here.runs.of_status(Status.REQUESTED) == []


def test_before_its_minute_it_keeps_no_other_run_from_its_work(here: Here) -> None:
    waits = approved_and_waiting(here)
    stored_by_another(here, waits, of_an_unknown_kind)
    here.wanted = [*here.wanted, ONE]

    done = here.runs_job()

    assert done.report.counts["create"] == 1
    assert here.row(waits).status is Status.REQUESTED


def test_it_can_be_shown_all_the_same(here: Here) -> None:
    run = stored_by_another(here, here.runs_job(), of_an_unknown_kind)

    shown = documents.of_run(run, here.office())

    assert shown["counts"]["create"] == 1
    assert documents.doings.as_json(run, here.office()) == []


def test_whoever_resumes_it_hears_why_it_cannot_go_on(here: Here) -> None:
    here.world.lost = {ONE.key: [Died()]}
    dead = stored_by_another(here, here.dies_running(), of_an_unknown_kind)

    over = here.does(taking.up(here.office(), dead.id, taking.By.PERSON))

    assert (over.status, over.exit) == (Status.STOPPED, 1)
    assert "もう一度実行してください" in words(over)
