"""When a daemon that somebody wakes again may end, and until when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from m365bot.journal import Run, Trigger
from m365bot.runs import sleeping
from m365bot.runs.sleeping import Rest

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 4, 1, 12, 0, tzinfo=TOKYO)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def asked(due: datetime | None) -> Run:
    return Run.requested(
        id="x",
        instance="i",
        job="newsletter",
        cohort=None,
        trigger=Trigger.APPROVAL,
        at=NOW,
        planned=NOW,
        due=due,
    )


@pytest.mark.parametrize(
    ("ticks", "left", "wakes"),
    [
        ([], [], NOW + 6 * HOUR),
        ([None, NOW + 2 * HOUR, NOW + 3 * HOUR], [], NOW + 2 * HOUR - MINUTE),
        ([NOW + 5 * MINUTE], [], None),
        ([], [asked(NOW + HOUR)], NOW + HOUR - MINUTE),
        ([], [asked(None)], NOW + 10 * MINUTE),
        ([], [asked(NOW - HOUR)], NOW + 10 * MINUTE),
        ([NOW + 7 * MINUTE], [asked(NOW - HOUR)], NOW + 6 * MINUTE),
    ],
)
def test_it_wakes_a_minute_before_what_is_due_next(
    ticks: list[datetime | None], left: list[Run], wakes: datetime | None
) -> None:
    assert sleeping.until(NOW, ticks, left) == wakes


@pytest.mark.parametrize(
    ("now", "wakes"),
    [
        ("2026-04-01T23:00", "2026-04-02T02:31"),
        ("2026-04-01T02:25", "2026-04-01T02:31"),
        ("2026-04-01T02:31", "2026-04-01T08:31"),
    ],
)
def test_it_wakes_for_the_nights_work(now: str, wakes: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=TOKYO)

    assert sleeping.until(moment, [], []) == datetime.fromisoformat(wakes).replace(tzinfo=TOKYO)


def test_it_rests_only_after_a_while_without_anything_to_do() -> None:
    rest = Rest(after=30)
    looks = [(0, True), (20, True), (25, False), (26, True), (50, True), (56, True)]

    assert [rest.has_come(at, idle=idle) for at, idle in looks] == [False, False, False, False, False, True]
