"""A report in a row of the database, also of an older one; several as one; exit statuses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from m365bot.errors import ConfigError
from m365bot.journal import Report, Run, Spent, Status, Trigger, Trouble, exits, together
from m365bot.journal.approval import Approval, Decision
from m365bot.journal.report import NOTHING

NOW = datetime(2025, 7, 1, tzinfo=UTC)
ONE = Trouble("k", "だめ", "Permanent")
WHOLE = Report({**NOTHING, "create": 2}, (ONE,), Spent(5, 3, 1, 0.25), 3, ("a", "b"))


def run(status: Status, report: Report, run_id: str = "r") -> Run:
    return Run(run_id, "i", "j", None, status, Trigger.MANUAL, NOW, NOW, report=report)


@pytest.mark.parametrize("report", [Report(), WHOLE, Report(exit=0), Report(leases=())])
def test_a_report_comes_back_from_its_row_as_it_was(report: Report) -> None:
    assert Report.from_json(report.to_json()) == report


def test_a_row_says_it_in_the_names_that_it_always_had() -> None:
    assert WHOLE.to_json() == {
        "counts": {**NOTHING, "create": 2},
        "errors": [{"key": "k", "words": "だめ", "error": "Permanent"}],
        "http": {"requests": 5, "round_trips": 3, "throttled": 1},
        "seconds": 0.25,
        "exit": 3,
        "leases": ["a", "b"],
    }
    assert not {"exit", "leases"} & Report().to_json().keys()


def test_an_older_row_may_hold_only_a_part() -> None:
    assert Report.from_json({}) == Report()
    assert Report().spent.http == {"requests": 0, "round_trips": 0, "throttled": 0}
    assert Report().spent.seconds == 0.0
    assert Report.from_json({"leases": ["a"]}) == Report(leases=("a",))
    assert Report.from_json({"counts": {"create": 1}}).counts == {**NOTHING, "create": 1}


def test_nothing_is_counted_by_itself() -> None:
    assert list(NOTHING) == (
        ["create", "update", "remove", "store", "quarantined", "none", "failed", "withheld", "unknown"]
    )
    assert set(NOTHING.values()) == {0}


# several as one


def left(**counts: int) -> Run:
    return run(Status.DONE, Report({**NOTHING, **counts}, (ONE,), exit=0), "left")


def test_what_was_left_is_counted_with_what_was_done() -> None:
    mine = run(Status.DONE, Report({**NOTHING, "create": 1, "none": 4}, exit=0))

    shown = together.shown(mine, [left(create=2, none=9, withheld=1, unknown=1, failed=1, store=3)])

    assert shown.id == "r"
    assert shown.report.counts == {**NOTHING, "create": 3, "none": 4, "failed": 1, "store": 3}
    assert shown.report.errors == (ONE,)


def test_where_nothing_else_was_to_do_what_was_left_is_shown() -> None:
    mine = run(Status.NOTHING_TO_DO, Report({**NOTHING, "none": 4}, exit=0))

    shown = together.shown(mine, [left(create=2)])

    assert (shown.id, shown.report.counts) == ("left", {**NOTHING, "create": 2})


def test_alone_it_is_what_it_is() -> None:
    mine = run(Status.DONE, WHOLE)

    assert together.shown(mine, []) is mine


@pytest.mark.parametrize(
    ("mine", "other", "code"),
    [
        ((Status.DONE, 0), (Status.PARTLY_FAILED, 3), 3),
        ((Status.PARTLY_FAILED, 3), (Status.FAILED, 5), 5),
        ((Status.DONE, None), (Status.STOPPED, None), 1),
        ((Status.DONE, 0), (Status.REJECTED, 1), 0),
    ],
)
def test_the_exit_is_that_of_all_but_an_outdated_approval(
    mine: tuple[Status, int | None], other: tuple[Status, int | None], code: int
) -> None:
    first, second = (run(status, Report(exit=own)) for status, own in (mine, other))

    assert together.shown(first, [second]).exit == code


# exit statuses


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.REQUESTED, 0),
        (Status.RUNNING, 0),
        (Status.DONE, 0),
        (Status.NOTHING_TO_DO, 0),
        (Status.PARTLY_FAILED, 3),
        (Status.FAILED, 1),
        (Status.STOPPED, 1),
        (Status.AWAITING_APPROVAL, 4),
        (Status.REJECTED, 1),
        (Status.CANCELLED, 1),
    ],
)
def test_each_status_has_its_exit(status: Status, code: int) -> None:
    assert run(status, Report()).exit == code


@pytest.mark.parametrize(
    ("status", "own", "counts", "code"),
    [
        (Status.AWAITING_APPROVAL, 0, {}, 4),
        (Status.AWAITING_APPROVAL, 3, {}, 3),
        (Status.AWAITING_APPROVAL, 5, {}, 5),
        (Status.AWAITING_APPROVAL, 0, {"failed": 1}, 3),
        (Status.DONE, 0, {"unknown": 1}, 3),
        (Status.FAILED, 5, {"failed": 1}, 5),
        (Status.FAILED, None, {"failed": 1}, 1),
        (Status.REQUESTED, 3, {}, 3),
    ],
)
def test_of_all_that_hold_the_most_telling_counts(
    status: Status, own: int | None, counts: dict[str, int], code: int
) -> None:
    assert run(status, Report({**NOTHING, **counts}, exit=own)).exit == code


@pytest.mark.parametrize(
    ("codes", "first"),
    [([], 0), ([0, 4], 4), ([4, 3], 3), ([3, 1], 1), ([1, 5], 5), ([5, 2], 2), ([0, 0], 0)],
)
def test_of_several_the_first_of_the_contract_counts(codes: list[int], first: int) -> None:
    assert exits.first(codes) == first


def test_an_error_brings_its_own() -> None:
    assert exits.of_error(ConfigError("設定")) == 2
    assert exits.of_error(ValueError("われわれの")) == 1


# approvals and words on screen


@pytest.mark.parametrize(
    ("others", "allowed", "counts"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"kessai": "総1"}, False, True),
        ({"verified": True}, False, True),
    ],
)
def test_a_word_counts_with_a_sign_in_a_number_or_leave(
    others: dict[str, object], allowed: bool, counts: bool
) -> None:
    word = Approval("r", "d", Decision.APPROVED, "sato", False, NOW)

    assert replace(word, **others).counts(unverified_allowed=allowed) == counts  # type: ignore[arg-type]  # a table


def test_every_status_and_trigger_has_words() -> None:
    words = [*(status.words for status in Status), *(trigger.words for trigger in Trigger)]

    assert len(set(words)) == len(words) == 13
    assert (Status.AWAITING_APPROVAL.words, Status.REJECTED.words) == ("承認待ち", "却下")


@pytest.mark.parametrize("counts", [{}, {"failed": 1}])
def test_a_faulty_setting_that_a_run_met_tells_most(counts: dict[str, int]) -> None:
    faulty = Trouble("unusable:config/forms/after.yaml", "不備", exits.FAULTY)

    assert run(Status.DONE, Report({**NOTHING, **counts}, (ONE, faulty), exit=0)).exit == 2
