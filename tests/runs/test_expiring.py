"""What waits for a person does not wait for good: it is rejected in time, and the next run asks anew."""

from datetime import datetime, timedelta

import pytest

from m365bot import clock
from m365bot.errors import GuardStopped
from m365bot.journal import Run, Status
from m365bot.programme import Programme
from m365bot.programme.relative import NEVER, Relative
from m365bot.runs import documents, expiring
from tests.runs.here import ISSUE, NOW, TOKYO, Here

UNTIL = datetime(2025, 7, 30, 17, 15, tzinfo=TOKYO)  # twenty business days on, a holiday among them


@pytest.fixture
def asking(here: Here) -> Here:
    here.wanted = [ISSUE]
    return here


def waits_until(here: Here, moment: datetime) -> None:
    here.passes(seconds=(moment - clock.now()).total_seconds())


def test_it_can_be_approved_to_the_last_minute(asking: Here) -> None:
    run = asking.runs_job()
    waits_until(asking, UNTIL - timedelta(minutes=1))

    assert asking.approves(run).status is Status.DONE


def test_afterwards_it_is_rejected_with_its_reason(asking: Here) -> None:
    run = asking.runs_job(reason="朝の分")
    waits_until(asking, UNTIL)

    with pytest.raises(GuardStopped, match="承認の期限\\(2025-07-30 17:15\\)"):
        asking.approves(run, kessai="総1")

    over = asking.row(run)
    assert (over.status, over.has_expired) == (Status.REJECTED, True)
    assert over.reason.startswith("朝の分 承認の期限")
    assert "m365bot run things" in over.reason
    assert asking.approval_of(run) is None
    assert ISSUE.key not in asking.world.there
    assert asking.books.verdict().fault is None


def test_nor_can_it_be_rejected_by_a_person_then(asking: Here) -> None:
    run = asking.runs_job()
    waits_until(asking, UNTIL)

    with pytest.raises(GuardStopped, match="承認の期限"):
        asking.rejects(run)


def test_the_next_run_asks_anew_for_the_same(asking: Here) -> None:
    run = asking.runs_job()
    waits_until(asking, UNTIL)

    again = asking.runs_job()

    assert asking.row(run).status is Status.REJECTED
    assert (again.status, again.id == run.id) == (Status.AWAITING_APPROVAL, False)
    assert asking.approves(again).status is Status.DONE


def test_while_it_waits_it_holds_nothing(asking: Here) -> None:
    asking.runs_job()

    asking.holds(ISSUE.lease).release()
    assert asking.runs.of_status(Status.RUNNING) == []


def test_before_that_it_is_asked_for_once(asking: Here) -> None:
    run = asking.runs_job()
    waits_until(asking, UNTIL - timedelta(days=1))

    assert asking.runs_job().id == run.id


def test_what_is_approved_and_waits_for_its_minute_does_not_expire(asking: Here) -> None:
    run = asking.runs_job()
    asking.approves(run)
    waits_until(asking, UNTIL)

    expiring.look(asking.runs, asking.programme(), clock.now())

    assert asking.row(run).status is Status.DONE


@pytest.mark.parametrize(
    ("rule", "until"),
    [
        (Relative(1), datetime(2025, 7, 2, 17, 15, tzinfo=TOKYO)),
        (Relative(3, business=False), datetime(2025, 7, 4, 17, 15, tzinfo=TOKYO)),
        (NEVER, None),
    ],
)
def test_config_says_for_how_long(rule: Relative, until: datetime | None, asking: Here) -> None:
    asking.offices = {"approvals_expire": rule}
    run = asking.runs_job()

    shown = documents.of_run(run, asking.office())

    assert expiring.moment(asking.programme(), run) == until
    assert shown.get("expires") == (until.isoformat() if until else None)


def test_the_time_that_passed_counts_and_not_the_day_that_is_rehearsed(asking: Here) -> None:
    run: Run = asking.runs_job(at=NOW - timedelta(days=90))

    assert expiring.moment(asking.programme(), run) == UNTIL


def test_who_decided_meanwhile_was_quicker(asking: Here) -> None:
    run = asking.runs_job()
    asking.rejects(run)
    waits_until(asking, UNTIL)

    expiring.end_if_over(asking.runs, asking.programme(), run, clock.now())

    assert not asking.row(run).has_expired


def test_a_daemon_looks_now_and_then_and_reads_config_only_where_something_waits(asking: Here) -> None:
    read: list[int] = []

    def known() -> Programme:
        read.append(1)
        return asking.programme()

    watch = expiring.Watch(asking.runs, known)
    watch.look(clock.now())
    run = asking.runs_job()
    watch.look(clock.now())
    assert read == []

    waits_until(asking, UNTIL)
    watch.look(clock.now())
    watch.look(clock.now())

    assert read == [1]
    assert asking.row(run).has_expired
