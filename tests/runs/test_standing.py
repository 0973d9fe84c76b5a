"""How things stand is told by the newest runs: what waits, what went wrong and why, what was never run."""

from dataclasses import replace
from datetime import timedelta

import pytest

from m365bot.journal import Report, Run, Status, Trigger
from m365bot.journal.report import Trouble
from m365bot.runs import standing
from tests.runs.here import NOW


def run(status: Status, *, hours_ago: int = 1, cohort: str | None = "R7", **fields: object) -> Run:
    at = NOW - timedelta(hours=hours_ago)
    made = Run(
        id=f"provision-{cohort}-{hours_ago}",
        instance="i",
        job="provision",
        cohort=cohort,
        status=status,
        trigger=Trigger.SCHEDULE,
        at=at,
        planned=at,
        started=at,
        ended=at,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def skipped(*, hours_ago: int) -> Run:
    at = NOW - timedelta(hours=hours_ago)
    row = {"id": f"s{hours_ago}", "instance": "i", "job": "provision", "cohort": "R7"}
    return Run.skipped(reason="動いていなかった", now=at, at=at, trigger=Trigger.SCHEDULE, **row)


def report(*words: str, **counts: int) -> Report:
    none = Report()
    return replace(
        none,
        counts={**none.counts, **counts},
        errors=tuple(Trouble("", each, "Permanent") for each in words),
    )


def test_nothing_at_all_is_in_order() -> None:
    assert standing.of([]).exit == 0


def test_what_waits_for_approval_is_told_with_how_much_it_is() -> None:
    found = standing.of([run(Status.AWAITING_APPROVAL, asking={"changes": [{}, {}]})])
    assert "expires" not in found.to_json()["waiting"][0]  # where config cannot be read

    (matter,) = found.waiting
    assert "2件" in matter.words[0]
    assert found.exit == 4


@pytest.mark.parametrize(
    ("status", "exits"), [(Status.FAILED, 1), (Status.PARTLY_FAILED, 3), (Status.STOPPED, 1)]
)
def test_what_went_wrong_is_told_with_its_reasons(status: Status, exits: int) -> None:
    found = standing.of([run(status, report=report("権限がありません", "権限がありません"))])

    (matter,) = found.troubled
    assert matter.words == ["権限がありません"]
    assert found.exit == exits


def test_what_is_unknown_is_told_though_the_run_also_waits() -> None:
    found = standing.of([run(Status.AWAITING_APPROVAL, asking={}, report=report("不明", unknown=1))])

    assert len(found.waiting) == len(found.troubled) == 1


def test_what_a_later_run_did_well_is_told_no_more() -> None:
    found = standing.of([run(Status.DONE), run(Status.FAILED, hours_ago=2), skipped(hours_ago=3)])

    assert not any((found.waiting, found.troubled, found.not_run, found.under_way))


def test_another_cohorts_good_run_mends_nothing() -> None:
    found = standing.of([run(Status.DONE, cohort="R8"), run(Status.FAILED, hours_ago=2)])

    assert [matter.run.cohort for matter in found.troubled] == ["R7"]


def test_ticks_that_led_to_no_run_are_told_once_with_how_many() -> None:
    found = standing.of([skipped(hours_ago=1), skipped(hours_ago=2), run(Status.DONE, hours_ago=3)])

    (matter,) = found.not_run
    assert (matter.times, matter.words) == (2, ["動いていなかった"])
    assert found.exit == 3


def test_what_somebody_cancelled_is_no_tick_that_was_missed() -> None:
    assert standing.of([run(Status.CANCELLED, reason="取りやめ")]).not_run == []


def test_people_are_not_named() -> None:
    found = standing.of([run(Status.FAILED, report=report("p0123456789ab を追加できません"))])

    assert found.troubled[0].words == ["… を追加できません"]


def test_what_was_approved_and_stopped_is_told_though_the_job_has_run_since_it_was_planned() -> None:
    """Planned on Monday with the run that asked, carried out on Tuesday; the morning's run lies between."""
    asked = run(Status.DONE, hours_ago=24)
    stopped = run(Status.STOPPED, hours_ago=24, id=f"{asked.id}:apply", applies=asked.id, ended=NOW)
    between = run(Status.NOTHING_TO_DO, hours_ago=2)

    (matter,) = standing.of([between, replace(stopped, report=report("止まりました")), asked]).troubled

    assert matter.run.id == stopped.id
    assert matter.words == [f"実行 {asked.id} で承認された内容です。", "止まりました"]
    assert matter.to_json()["applies"] == asked.id


def test_what_was_approved_is_told_no_more_once_a_later_run_went_well() -> None:
    stopped = run(Status.STOPPED, hours_ago=24, applies="asked", ended=NOW - timedelta(hours=2))

    assert standing.of([run(Status.DONE, hours_ago=1), stopped]).troubled == []


def test_what_was_approved_and_cannot_be_seen_just_now_waits_and_says_why() -> None:
    waits = run(Status.REQUESTED, applies="asked", report=report("読めませんでした"))

    (matter,) = standing.of([waits]).under_way

    assert matter.words == ["読めませんでした"]
