"""The office's calendar: business days, closed days, working hours."""

from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from m365bot.programme.calendar import Calendar

TOKYO = ZoneInfo("Asia/Tokyo")
OFFICE = Calendar(
    TOKYO,
    closed=(((12, 29), (1, 3)), ((8, 15), (8, 15))),
    closed_days=((date(2025, 6, 10), date(2025, 6, 11)),),
)
FRIDAY, MONDAY = date(2025, 6, 6), date(2025, 6, 9)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), TOKYO)


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (FRIDAY, True),
        (date(2025, 6, 7), False),
        (date(2025, 6, 8), False),
        (date(2025, 6, 10), False),
        (date(2025, 6, 11), False),
        (date(2025, 6, 12), True),
        (date(2025, 7, 21), False),
        (date(2025, 8, 14), True),
        (date(2025, 8, 15), False),
        (date(2025, 12, 28), False),
        (date(2025, 12, 29), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 5), True),
    ],
)
def test_business_days_leave_out_weekends_holidays_and_closed_days(day: date, open_: bool) -> None:
    assert OFFICE.is_business_day(day) is open_


def test_business_days_are_counted_both_ways() -> None:
    assert OFFICE.business_days(FRIDAY, 1) == MONDAY
    assert OFFICE.business_days(FRIDAY, 2) == date(2025, 6, 12)
    assert OFFICE.business_days(MONDAY, -1) == FRIDAY
    assert OFFICE.business_days(date(2025, 6, 7), 0) == date(2025, 6, 7)


def test_an_office_may_keep_no_holidays() -> None:
    assert Calendar(TOKYO, holidays="").is_business_day(date(2025, 7, 21))
    assert OFFICE.name_of_holiday(date(2025, 7, 21)) == "海の日"
    assert OFFICE.name_of_holiday(FRIDAY) is None


def test_a_day_opens_and_closes_with_its_working_hours() -> None:
    assert OFFICE.opening(FRIDAY) == at(FRIDAY, 8, 30)
    assert OFFICE.closing(FRIDAY) == at(FRIDAY, 17, 15)


@pytest.mark.parametrize(
    ("moment", "quiet", "next_open"),
    [
        (at(FRIDAY, 8, 29), True, at(FRIDAY, 8, 30)),
        (at(FRIDAY, 8, 30), False, at(FRIDAY, 8, 30)),
        (at(FRIDAY, 17, 14), False, at(FRIDAY, 17, 14)),
        (at(FRIDAY, 17, 15), True, at(MONDAY, 8, 30)),
        (at(date(2025, 6, 7), 10), True, at(MONDAY, 8, 30)),
    ],
)
def test_nothing_is_sent_outside_working_hours(moment: datetime, quiet: bool, next_open: datetime) -> None:
    assert OFFICE.is_quiet(moment) is quiet
    assert OFFICE.next_open(moment) == next_open


def test_days_follow_each_other() -> None:
    assert list(islice(OFFICE.days_from(date(2025, 6, 30)), 3)) == [
        date(2025, 6, 30),
        date(2025, 7, 1),
        date(2025, 7, 2),
    ]


def test_an_office_that_never_opens_does_not_hang() -> None:
    closed = Calendar(TOKYO, closed=(((1, 1), (12, 31)),))

    assert closed.business_days(FRIDAY, 1) > FRIDAY


@pytest.mark.parametrize(
    ("day", "hour", "open_", "first"),
    [
        (date(2025, 7, 1), 6, True, True),
        (date(2025, 7, 1), 17, True, True),
        (date(2025, 7, 1), 18, False, False),
        (date(2025, 7, 5), 9, False, False),
        (date(2025, 7, 8), 9, True, True),  # five business days after the first
        (date(2025, 7, 9), 9, True, False),
        (date(2025, 12, 1), 9, True, True),
    ],
)
def test_what_waits_for_a_working_day_or_for_the_first_ones_of_a_month(
    day: date, hour: int, open_: bool, first: bool
) -> None:
    assert OFFICE.is_still_open(at(day, hour)) is open_
    assert OFFICE.is_in_first_days(at(day, hour), 5) is first
