"""A mailing that takes hours stops as working hours end, and lets in whoever waits for what it holds."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from m365bot.journal import Report, Run, Status
from m365bot.reconcile.context import Rest
from m365bot.reconcile.plan import Action, Change
from m365bot.runs.breaks import AGAIN, AHEAD, AT_LEAST, LOOK, OLD, Breaks
from tests.runs.here import ISSUE, NOW, Here

MINUTE = timedelta(minutes=1)
EVENING = NOW.replace(hour=17, minute=30)
MORNING = NOW.replace(day=2, hour=8, minute=30)
STARTED = NOW - timedelta(hours=1)


def parts(opens: datetime = STARTED, closes: datetime | None = None) -> Change:
    """What is left of a mailing of that window."""
    late = closes or NOW + timedelta(days=14)
    return Change(Action.CREATE, replace(ISSUE, opens=opens, closes=late), "", not_after=closes)


@pytest.fixture
def sending(here: Here) -> Run:
    """The run that sends. Working hours are from 8:30 to 17:15."""
    here.when = ""
    return here.barely_begun("sends")


@contextmanager
def a_daemon(here: Here) -> Iterator[None]:
    sign = here.daemon_is_at_work()
    yield
    sign.release()


def rest(
    here: Here, run: Run, change: Change, *, sent_for: float = AT_LEAST, at: datetime = NOW
) -> Rest | None:
    """Whether it stops before its next part, so many seconds after it began."""

    async def asks() -> Rest | None:
        began = asyncio.get_running_loop().time() - sent_for
        return Breaks(here.office(), replace(run, at=at, planned=at), began).before(change)

    here.starts_at(at)
    return here.does(asks())


def minute(found: Rest | None) -> datetime | None:
    """Until which it rests; the clock goes on while a test asks."""
    until = found and found.until
    return (until + timedelta(seconds=30)).replace(second=0, microsecond=0) if until else None


# the night


def test_it_stops_where_working_hours_end_and_goes_on_in_the_morning(here: Here, sending: Run) -> None:
    found = rest(here, sending, parts(), at=EVENING)

    assert found == Rest(MORNING, "勤務時間が終わったため、残りは 07-02 08:30 から送ります。")


def test_within_working_hours_it_goes_on(here: Here, sending: Run) -> None:
    assert rest(here, sending, parts()) is None


def test_one_that_was_set_for_the_night_goes_out_in_it(here: Here, sending: Run) -> None:
    assert rest(here, sending, parts(opens=EVENING), at=EVENING + MINUTE) is None


def test_one_that_was_set_for_another_night_does_not(here: Here, sending: Run) -> None:
    before = EVENING - timedelta(days=1)

    found = rest(here, sending, parts(opens=before), at=EVENING)

    assert found is not None and found.until == MORNING


def test_one_that_is_over_before_the_morning_sends_no_more(here: Here, sending: Run) -> None:
    found = rest(here, sending, parts(closes=MORNING - MINUTE), at=EVENING)
    just = rest(here, sending, parts(closes=MORNING), at=EVENING)

    assert found is not None and found.until is None
    assert just is not None and just.until == MORNING


# others


def waits(here: Here, **otherwise: object) -> Run:
    """Another run that has begun, and has not what it works on yet."""
    run = replace(here.barely_begun("other"), **otherwise)  # type: ignore[arg-type]
    here.runs.save(run)
    return run


def test_whoever_waits_is_let_in_and_the_rest_follows_a_minute_later(here: Here, sending: Run) -> None:
    waits(here)

    with a_daemon(here):
        found = rest(here, sending, parts())

    assert minute(found) == NOW + AGAIN
    assert found is not None
    assert "ほかの実行に順番をゆずり" in found.words


def test_without_a_daemon_nobody_would_send_the_rest(here: Here, sending: Run) -> None:
    waits(here)

    assert rest(here, sending, parts()) is None


def test_it_sends_for_a_while_first(here: Here, sending: Run) -> None:
    waits(here)

    with a_daemon(here):
        assert rest(here, sending, parts(), sent_for=AT_LEAST - 1) is None


def test_nobody_is_let_in_where_nothing_could_be_sent_after_that(here: Here, sending: Run) -> None:
    waits(here)

    with a_daemon(here):
        assert rest(here, sending, parts(closes=NOW + AGAIN)) is None
        assert rest(here, sending, parts(closes=NOW + AGAIN + MINUTE)) is not None


@pytest.mark.parametrize(
    "otherwise",
    [
        {"report": Report(leases=("t/a",))},  # at work on something else
        {"planned": NOW - OLD},  # it waits for something else
    ],
)
def test_who_does_not_wait_for_it_is_not_let_in(
    here: Here, sending: Run, otherwise: dict[str, object]
) -> None:
    waits(here, **otherwise)

    with a_daemon(here):
        assert rest(here, sending, parts()) is None


def test_it_does_not_wait_for_itself(here: Here, sending: Run) -> None:
    with a_daemon(here):
        assert rest(here, sending, parts()) is None


@pytest.mark.parametrize(
    ("due", "until"),
    [
        (-OLD, None),
        (-OLD + MINUTE, AGAIN),
        (timedelta(), AGAIN),
        (AHEAD, AHEAD + AGAIN),
        (AHEAD + MINUTE, None),
    ],
)
def test_one_that_is_due_soon_is_let_in_at_its_time(
    here: Here, sending: Run, due: timedelta, until: timedelta | None
) -> None:
    waits(here, status=Status.REQUESTED, due=NOW + due)

    with a_daemon(here):
        found = rest(here, sending, parts())

    assert minute(found) == (NOW + until if until else None)


@pytest.mark.parametrize(("minutes", "lets_in"), [(2, True), (4, False)])
def test_its_own_jobs_next_tick_is_let_in_too(
    here: Here, sending: Run, minutes: int, *, lets_in: bool
) -> None:
    at = NOW - minutes * MINUTE
    here.when = "daily 09:00"

    with a_daemon(here):
        found = rest(here, sending, parts(), at=at)

    assert minute(found) == (NOW + AGAIN if lets_in else None)


def test_it_looks_every_few_seconds_at_most(
    here: Here, sending: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    monkeypatch.setattr(Breaks, "_after_those_who_wait", lambda self: looks.append(self))

    async def sends() -> None:
        breaks = Breaks(here.office(), sending, asyncio.get_running_loop().time() - AT_LEAST)
        for _ in range(3):
            breaks.before(parts())
        await asyncio.sleep(LOOK)
        breaks.before(parts())

    with a_daemon(here):
        here.does(sends())

    assert len(looks) == 2
