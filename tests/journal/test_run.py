"""The life of a run: which state may follow which, and what each turn changes."""

import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from m365bot import machine
from m365bot.errors import ConfigError, GuardStopped, SignInNeeded, Temporary
from m365bot.journal import Report, Run, Spent, Status, Trigger, Trouble
from m365bot.journal.ports import Held
from m365bot.journal.report import NOTHING
from m365bot.journal.run import WrongTurn

NOW = datetime(2025, 7, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PLAN, ASKING = {"digest": "p"}, {"digest": "a"}
BAD = Trouble("k", "だめ", "Permanent")
FORBIDDEN = Trouble("k", "権限", "MissingPermission")


def begun(**others: Any) -> Run:
    fields = {"id": "r", "instance": "i", "job": "j", "cohort": "R7", "trigger": Trigger.MANUAL}
    return Run.begun(**(fields | {"at": NOW, "planned": NOW} | others))


def in_state(status: Status) -> Run:
    """However it came there."""
    return replace(begun(), status=status, plan=PLAN, asking=ASKING)


TURNS: dict[str, Callable[[Run], Run]] = {
    "put_off": lambda run: run.put_off(LATER),
    "unseen": lambda run: run.unseen(NOTHING, [BAD]),
    "started_as_approved": lambda run: run.started_as_approved(PLAN, ["t"], NOW),
    "held_back": lambda run: run.held_back(Temporary("混雑")),
    "outdated": lambda run: run.outdated("別の内容", NOW),
    "begun_anew": lambda run: run.begun_anew(LATER),
    "holding": lambda run: run.holding(["t"]),
    "carrying": lambda run: run.carrying(PLAN, None, NOW),
    "costing": lambda run: run.costing(Spent(1, 1, 0, 0.5)),
    "put_back": lambda run: run.put_back(),
    "came_to": lambda run: run.came_to(NOTHING, [], Spent()),
    "finished": lambda run: run.finished(good=0, now=NOW),
    "halted": lambda run: run.halted(NOW),
    "stopped": lambda run: run.stopped(GuardStopped("上限"), NOW),
    "failed as an error": lambda run: run.stopped(SignInNeeded("サインイン"), NOW),
    "broken": lambda run: run.broken(ValueError("山田"), NOW),
    "failed": lambda run: run.failed([BAD], NOW),
    "declined": lambda run: run.declined(NOW),
    "interrupted": lambda run: run.interrupted(NOW),
    "cancelled": lambda run: run.cancelled(NOW),
    "approved": lambda run: run.approved(),
    "rejected": lambda run: run.rejected("見出し", NOW),
    "expired": lambda run: run.expired("期限切れ", NOW),
    "unread": lambda run: run.unread(ConfigError("別の版"), NOW),
}
LEADS_TO = {
    (Status.REQUESTED, "put_off"): Status.REQUESTED,
    (Status.REQUESTED, "unseen"): Status.REQUESTED,
    (Status.REQUESTED, "started_as_approved"): Status.RUNNING,
    (Status.REQUESTED, "held_back"): Status.REQUESTED,
    (Status.REQUESTED, "outdated"): Status.REJECTED,
    (Status.REQUESTED, "begun_anew"): Status.RUNNING,
    (Status.REQUESTED, "cancelled"): Status.CANCELLED,
    (Status.REQUESTED, "rejected"): Status.REJECTED,
    (Status.RUNNING, "begun_anew"): Status.RUNNING,
    (Status.RUNNING, "holding"): Status.RUNNING,
    (Status.RUNNING, "carrying"): Status.RUNNING,
    (Status.RUNNING, "costing"): Status.RUNNING,
    (Status.RUNNING, "put_back"): Status.REQUESTED,
    (Status.RUNNING, "came_to"): Status.RUNNING,
    (Status.RUNNING, "finished"): Status.AWAITING_APPROVAL,
    (Status.RUNNING, "halted"): Status.STOPPED,
    (Status.RUNNING, "stopped"): Status.STOPPED,
    (Status.RUNNING, "failed as an error"): Status.FAILED,
    (Status.RUNNING, "broken"): Status.FAILED,
    (Status.RUNNING, "failed"): Status.FAILED,
    (Status.RUNNING, "declined"): Status.CANCELLED,
    (Status.RUNNING, "interrupted"): Status.CANCELLED,
    (Status.RUNNING, "cancelled"): Status.CANCELLED,
    (Status.AWAITING_APPROVAL, "approved"): Status.DONE,
    (Status.AWAITING_APPROVAL, "rejected"): Status.REJECTED,
    (Status.AWAITING_APPROVAL, "cancelled"): Status.CANCELLED,
    (Status.AWAITING_APPROVAL, "expired"): Status.REJECTED,
    (Status.AWAITING_APPROVAL, "unread"): Status.REJECTED,
    (Status.DONE, "rejected"): Status.REJECTED,
}


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("status", Status)
def test_a_run_takes_only_the_turns_of_its_state(status: Status, turn: str) -> None:
    run = in_state(status)
    leads_to = LEADS_TO.get((status, turn))

    if leads_to is None:
        with pytest.raises(WrongTurn, match=f"r: {status}"):
            TURNS[turn](run)
    else:
        assert TURNS[turn](run).status is leads_to


@pytest.mark.parametrize("status", Status)
def test_what_is_over_takes_no_turn(status: Status) -> None:
    """But for what was approved of a run and came to nothing."""
    turns = [turn for state, turn in LEADS_TO if state is status]

    assert status.is_over == (turns == (["rejected"] if status is Status.DONE else []))


# how it comes about


def test_what_will_carry_it_out_is_a_run_of_its_own() -> None:
    run = in_state(Status.AWAITING_APPROVAL)

    applying = run.to_apply(due=LATER, actor="sato", reason="よし")

    assert applying == Run(
        status=Status.REQUESTED,
        id="r:apply",
        instance="i",
        job="j",
        cohort="R7",
        trigger=Trigger.APPROVAL,
        at=NOW,
        planned=NOW,
        due=LATER,
        plan=ASKING,
        actor="sato",
        reason="よし",
        applies="r",
    )


def test_a_tick_that_was_skipped_is_over() -> None:
    fields = {"id": "r", "instance": "i", "job": "j", "cohort": None, "trigger": Trigger.SCHEDULE, "at": NOW}
    skipped = Run.skipped(reason="skip", now=LATER, **fields)
    unreadable = Run.unreadable(ConfigError("3行目"), now=LATER, **fields)

    assert (skipped.status, skipped.planned, skipped.ended) == (Status.CANCELLED, LATER, LATER)
    assert skipped.reason == "skip"
    assert (unreadable.status, unreadable.planned, unreadable.ended) == (Status.FAILED, LATER, LATER)
    assert (unreadable.exit, unreadable.report.errors) == (2, (Trouble("", "3行目", "ConfigError"),))


def test_another_thing_that_it_found_asks_by_a_run_beside_it() -> None:
    run = begun().holding(["t"]).costing(Spent(2, 1, 0, 0.1))

    apart = run.asks_apart("r:dx-012", PLAN, ASKING, LATER)

    assert (apart.id, apart.status, apart.exit) == ("r:dx-012", Status.AWAITING_APPROVAL, 4)
    assert (apart.plan, apart.asking, apart.started, apart.ended) == (PLAN, ASKING, LATER, LATER)
    assert apart.report == Report(counts=NOTHING, exit=0)


# while it waits


def test_its_now_goes_on_with_the_time_that_passes() -> None:
    run = begun(at=NOW + timedelta(days=3))

    assert run.now(NOW + timedelta(minutes=5)) == NOW + timedelta(days=3, minutes=5)
    assert run.begun_anew(LATER).at == NOW + timedelta(days=3, hours=1)
    assert run.begun_anew(LATER).planned == LATER


@pytest.mark.parametrize(("due", "is_due"), [(None, True), (LATER, False), (NOW, True)])
def test_it_is_due_at_its_minute_by_its_own_now(due: datetime | None, is_due: bool) -> None:
    assert begun(due=due).is_due(NOW) == is_due


def test_put_off_it_waits_for_a_later_minute() -> None:
    assert in_state(Status.REQUESTED).put_off(LATER).due == LATER


def test_what_cannot_be_seen_is_told_while_it_waits() -> None:
    waits = in_state(Status.REQUESTED).unseen({**NOTHING, "unknown": 1}, [BAD])

    assert (waits.exit, waits.report.errors, waits.report.counts["unknown"]) == (3, (BAD,), 1)


def test_what_is_due_and_may_not_be_done_now_waits_and_says_why() -> None:
    waits = in_state(Status.REQUESTED).held_back(SignInNeeded("サインイン"))

    assert (waits.exit, waits.report.errors) == (5, (Trouble("", "サインイン", "SignInNeeded"),))


def test_an_approval_that_does_not_hold_any_more_says_why() -> None:
    waits = in_state(Status.REQUESTED).unseen({**NOTHING, "unknown": 1}, [BAD])

    over = waits.outdated("別の内容", LATER)

    assert (over.exit, over.started, over.ended) == (1, LATER, LATER)
    assert over.report == Report(errors=(Trouble("", "別の内容", "GuardStopped"),), exit=1)


def test_started_it_holds_its_leases_and_what_it_does_now() -> None:
    started = in_state(Status.REQUESTED).started_as_approved({"digest": "now"}, ["t"], LATER)

    assert (started.plan, started.started, started.report) == (
        {"digest": "now"},
        LATER,
        Report(leases=("t",)),
    )


def test_a_daemons_run_is_the_schedules_or_one_left_to_it() -> None:
    assert not begun().is_a_daemons
    assert begun(trigger=Trigger.SCHEDULE).is_a_daemons
    assert begun().put_back().is_a_daemons
    assert begun().holding(["t"]).put_back() == replace(begun(), status=Status.REQUESTED, due=NOW)


# how it ends


@pytest.mark.parametrize(
    ("counts", "errors", "good", "status", "exit_code"),
    [
        ({}, [], 0, Status.NOTHING_TO_DO, 0),
        ({"create": 1}, [], 1, Status.DONE, 0),
        ({"withheld": 1}, [BAD], 0, Status.NOTHING_TO_DO, 0),
        ({"create": 1, "failed": 1}, [BAD], 1, Status.PARTLY_FAILED, 3),
        ({"failed": 1}, [BAD], 0, Status.PARTLY_FAILED, 3),
        ({"unknown": 1}, [BAD], 0, Status.PARTLY_FAILED, 3),
        ({"unknown": 1}, [FORBIDDEN], 0, Status.PARTLY_FAILED, 3),
        ({"failed": 1}, [FORBIDDEN], 0, Status.FAILED, 5),
        ({"failed": 1, "create": 1}, [FORBIDDEN], 1, Status.PARTLY_FAILED, 3),
        ({"failed": 2}, [FORBIDDEN, BAD], 0, Status.PARTLY_FAILED, 3),
    ],
)
def test_what_its_plan_came_to_is_how_it_ended(
    counts: dict[str, int], errors: list[Trouble], good: int, status: Status, exit_code: int
) -> None:
    came = begun().carrying(PLAN, None, NOW).came_to({**NOTHING, **counts}, errors, Spent(3, 2, 1, 0.5))

    run = came.finished(good=good, now=LATER)

    assert (run.status, run.exit, run.ended) == (status, exit_code, LATER)
    assert run.report.errors == tuple(errors)
    assert run.report.spent == Spent(3, 2, 1, 0.5)


@pytest.mark.parametrize(("counts", "exit_code"), [({}, 4), ({"create": 1}, 4), ({"failed": 1}, 3)])
def test_what_asks_goes_on_asking(counts: dict[str, int], exit_code: int) -> None:
    came = begun().carrying(PLAN, ASKING, NOW).came_to({**NOTHING, **counts}, [], Spent())

    run = came.finished(good=0, now=LATER)

    assert (run.status, run.exit) == (Status.AWAITING_APPROVAL, exit_code)


@pytest.mark.parametrize(
    ("error", "status", "exit_code"),
    [
        (GuardStopped("上限"), Status.STOPPED, 1),
        (Held("other"), Status.STOPPED, 1),
        (SignInNeeded("サインイン"), Status.FAILED, 5),
        (ConfigError("設定"), Status.FAILED, 2),
        (Temporary("混雑"), Status.FAILED, 1),
    ],
)
def test_what_stops_it_says_how_it_ends(error: Any, status: Status, exit_code: int) -> None:
    run = begun().holding(["t"]).costing(Spent(2, 1, 0, 0.1)).stopped(error, LATER, plan=PLAN)

    assert (run.status, run.exit, run.ended, run.plan) == (status, exit_code, LATER, PLAN)
    assert run.report.errors == (Trouble("", str(error), type(error).__name__),)
    assert (run.report.leases, run.report.spent.requests) == (("t",), 2)
    assert in_state(Status.RUNNING).stopped(error, LATER).plan == PLAN


def test_a_mistake_of_ours_says_nothing_of_what_it_held() -> None:
    run = begun().broken(ValueError("山田"), LATER)

    (trouble,) = run.report.errors
    assert (run.exit, run.ended, trouble.error) == (1, LATER, "ValueError")
    assert "山田" not in trouble.words


@pytest.mark.parametrize(
    ("errors", "exit_code"), [([FORBIDDEN, FORBIDDEN], 5), ([BAD], 1), ([FORBIDDEN, BAD], 1)]
)
def test_where_nothing_was_seen_it_failed(errors: list[Trouble], exit_code: int) -> None:
    run = begun().failed(errors, LATER)

    assert (run.exit, run.ended, run.report.errors) == (exit_code, LATER, tuple(errors))


def test_declined_and_interrupted_are_told_apart() -> None:
    said = [begun().declined(LATER), begun().interrupted(LATER)]

    assert [run.report.errors[0].words for run in said] == [
        "実行しませんでした。",
        "計画の途中で中断しました。",
    ]
    assert [(run.exit, run.ended, run.report.errors[0].error) for run in said] == [
        (1, LATER, "GuardStopped")
    ] * 2


def test_a_persons_word_ends_it() -> None:
    waits = in_state(Status.AWAITING_APPROVAL)

    assert (waits.rejected("見出し", LATER).reason, waits.rejected("", LATER).ended) == ("見出し", LATER)
    over = replace(waits, reason="前").cancelled(LATER, reason="ほかで")
    assert (over.reason, over.ended) == ("ほかで", LATER)
    assert replace(waits, reason="前").cancelled(LATER).reason == "前"


def test_a_pause_halts_it_with_what_it_came_to() -> None:
    came = begun().carrying(PLAN, None, NOW).came_to({**NOTHING, "create": 1}, [], Spent(3, 2, 1, 0.5))

    over = came.halted(LATER)

    assert (over.status, over.exit, over.ended) == (Status.STOPPED, 1, LATER)
    assert (over.report.counts["create"], over.report.spent.requests) == (1, 3)


def test_nobodys_word_in_time_ends_it_too_and_is_told_apart() -> None:
    waits = replace(in_state(Status.AWAITING_APPROVAL), reason="前", report=Report(errors=(BAD,)))

    expired = waits.expired("期限切れ", LATER)
    unread = waits.unread(ConfigError("別の版"), LATER)

    assert (expired.reason, unread.reason) == ("前 期限切れ", "前 別の版")
    assert expired.ended == unread.ended == LATER
    assert [each.words for each in expired.report.errors] == ["だめ", "期限切れ"]
    assert [each.words for each in unread.report.errors] == ["だめ", "別の版"]
    assert [each.has_expired for each in (waits, expired, unread)] == [False, True, False]


def test_who_asks_again_for_the_same_is_shown_with_what_was_seen_last() -> None:
    later = replace(begun(id="later"), plan={"digest": "q"}, report=Report(errors=(BAD,)))

    shown = in_state(Status.AWAITING_APPROVAL).met_again(later)

    assert (shown.id, shown.plan, shown.asking, shown.report) == ("r", later.plan, ASKING, later.report)


@pytest.mark.parametrize("status", Status)
def test_a_run_that_came_to_something_ended_by_itself_or_asks(status: Status) -> None:
    to_nothing = {Status.CANCELLED, Status.REJECTED, Status.RUNNING, Status.REQUESTED}

    assert status.came_to_something == (status not in to_nothing)


def test_the_machines_trouble_is_told_as_such() -> None:
    (trouble,) = begun().broken(OSError(errno.ENOSPC, "No space left on device"), LATER).report.errors

    assert trouble.error == "OSError"
    assert trouble.words == machine.words(OSError(errno.ENOSPC, "No space left on device"))
