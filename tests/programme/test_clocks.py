"""Ticks where clocks are changed, at leap days and at the ends of years: a table of what comes when."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from m365bot.programme import when
from m365bot.programme.calendar import Calendar
from m365bot.programme.timetable import Timetable
from m365bot.programme.when import AfterEnd, PublishTimes

BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
FORWARD, BACK = "2025-03-30", "2025-10-26"  # Berlin, at 2 and at 3 o'clock
US_FORWARD, US_BACK = "2025-03-09", "2025-11-02"  # New York, at 2 and at 2 o'clock


def ticks(zone: str, words: str, since: str, until: str) -> list[str]:
    """As the zone's clocks show them, with their distance to UTC where it changes within the span."""
    timezone = ZoneInfo(zone)
    first, last = (datetime.fromisoformat(one).replace(tzinfo=timezone) for one in (since, until))
    closed = (((12, 29), (1, 3)),)
    table = Timetable(
        words, "skip", when.parse(words), when.parse_missed("skip"), Calendar(timezone, closed=closed)
    )
    changes = first.utcoffset() != last.utcoffset()
    return [
        f"{tick:%m-%d %H:%M%z}" if changes else f"{tick:%m-%d %H:%M}" for tick in table.between(first, last)
    ]


@pytest.mark.parametrize(
    ("zone", "words", "since", "until", "expected"),
    [
        # a time of day that is left out comes once, as long after midnight as ever
        (BERLIN, "daily 02:30", f"{FORWARD} 00:00", f"{FORWARD} 23:00", ["03-30 03:30+0200"]),
        (BERLIN, "30 2 * * *", f"{FORWARD} 00:00", f"{FORWARD} 23:00", ["03-30 03:30+0200"]),
        (NEW_YORK, "daily 02:30", f"{US_FORWARD} 00:00", f"{US_FORWARD} 23:00", ["03-09 03:30-0400"]),
        # also for who looks once that hour is over, but the moment is not
        (BERLIN, "daily 02:30", f"{FORWARD} 03:10", f"{FORWARD} 23:00", ["03-30 03:30"]),
        (BERLIN, "30 2 * * *", f"{FORWARD} 03:10", f"{FORWARD} 23:00", ["03-30 03:30"]),
        (
            BERLIN,
            "daily 02:50, 03:10",
            f"{FORWARD} 00:00",
            f"{FORWARD} 23:00",
            ["03-30 03:10+0200", "03-30 03:50+0200"],
        ),
        # one that comes twice is taken once, the first time
        (BERLIN, "daily 02:30", f"{BACK} 00:00", f"{BACK} 23:00", ["10-26 02:30+0200"]),
        (BERLIN, "30 2 * * *", f"{BACK} 00:00", f"{BACK} 23:00", ["10-26 02:30+0200"]),
        (NEW_YORK, "daily 01:30", f"{US_BACK} 00:00", f"{US_BACK} 23:00", ["11-02 01:30-0400"]),
        # what comes every so often comes as time passes
        (
            BERLIN,
            "every 1 hours",
            f"{FORWARD} 01:00",
            f"{FORWARD} 04:00",
            ["03-30 03:00+0200", "03-30 04:00+0200"],
        ),
        (
            BERLIN,
            "0 * * * *",
            f"{FORWARD} 01:00",
            f"{FORWARD} 04:00",
            ["03-30 03:00+0200", "03-30 04:00+0200"],
        ),
        (
            BERLIN,
            "every 1 hours",
            f"{BACK} 01:00",
            f"{BACK} 03:00",
            ["10-26 02:00+0200", "10-26 02:00+0100", "10-26 03:00+0100"],
        ),
        (
            BERLIN,
            "*/30 * * * *",
            f"{BACK} 01:30",
            f"{BACK} 03:00",
            [
                "10-26 02:00+0200",
                "10-26 02:30+0200",
                "10-26 02:00+0100",
                "10-26 02:30+0100",
                "10-26 03:00+0100",
            ],
        ),
        (
            NEW_YORK,
            "*/30 * * * *",
            f"{US_FORWARD} 01:30",
            f"{US_FORWARD} 03:30",
            ["03-09 03:00-0400", "03-09 03:30-0400"],
        ),
        (
            BERLIN,
            "daily every 30 minutes from 01:30 to 03:30",
            f"{BACK} 00:00",
            f"{BACK} 04:00",
            [
                "10-26 01:30+0200",
                "10-26 02:00+0200",
                "10-26 02:30+0200",
                "10-26 03:00+0100",
                "10-26 03:30+0100",
            ],
        ),
        # working days do not notice
        (
            BERLIN,
            "weekdays 06:30",
            "2025-03-28 12:00",
            "2025-04-01 12:00",
            ["03-31 06:30+0200", "04-01 06:30+0200"],
        ),
        (
            NEW_YORK,
            "weekdays 06:30",
            "2025-10-31 12:00",
            "2025-11-05 12:00",
            ["11-04 06:30-0500", "11-05 06:30-0500"],
        ),
        (TOKYO, "daily 02:30", f"{FORWARD} 00:00", "2025-03-31 03:00", ["03-30 02:30", "03-31 02:30"]),
        (
            TOKYO,
            "*/30 * * * *",
            f"{BACK} 01:30",
            f"{BACK} 03:00",
            ["10-26 02:00", "10-26 02:30", "10-26 03:00"],
        ),
        # leap days
        (
            TOKYO,
            "daily 06:30",
            "2028-02-28 00:00",
            "2028-03-01 12:00",
            ["02-28 06:30", "02-29 06:30", "03-01 06:30"],
        ),
        (TOKYO, "daily 06:30", "2027-02-28 00:00", "2027-03-01 12:00", ["02-28 06:30", "03-01 06:30"]),
        (
            TOKYO,
            "weekdays 06:30",
            "2028-02-28 00:00",
            "2028-03-01 12:00",
            ["02-28 06:30", "02-29 06:30", "03-01 06:30"],
        ),
        (TOKYO, "0 9 29 2 *", "2025-01-01 00:00", "2033-01-01 00:00", ["02-29 09:00", "02-29 09:00"]),
        (TOKYO, "0 9 29 2 *", "2097-01-01 00:00", "2104-12-31 00:00", ["02-29 09:00"]),  # 2100 has none
        (
            TOKYO,
            "0 9 31 * *",
            "2025-01-31 10:00",
            "2025-08-01 00:00",
            ["03-31 09:00", "05-31 09:00", "07-31 09:00"],
        ),
        # the end of a year, of a fiscal year, of a school holiday
        (TOKYO, "weekdays 06:30", "2025-12-26 00:00", "2026-01-06 00:00", ["12-26 06:30", "01-05 06:30"]),
        (TOKYO, "daily 23:59", "2025-12-31 00:00", "2026-01-01 23:59", ["12-31 23:59", "01-01 23:59"]),
        (TOKYO, "0 0 1 1 *", "2025-12-31 00:00", "2027-01-01 00:00", ["01-01 00:00", "01-01 00:00"]),
        (TOKYO, "weekdays 06:30", "2026-03-30 12:00", "2026-04-02 00:00", ["03-31 06:30", "04-01 06:30"]),
        (TOKYO, "0 9 1 4 *", "2026-03-31 00:00", "2027-04-01 09:00", ["04-01 09:00", "04-01 09:00"]),
        (
            TOKYO,
            "weekdays 06:30",
            "2026-05-01 12:00",
            "2026-05-08 00:00",
            ["05-07 06:30"],
        ),  # 3 to 6 May, and a weekend
    ],
)
def test_what_comes_when(zone: str, words: str, since: str, until: str, expected: list[str]) -> None:
    assert ticks(zone, words, since, until) == expected


@pytest.mark.parametrize(
    ("ends", "days", "tick"),
    [
        (date(2026, 3, 31), 2, datetime(2026, 4, 2, 8, 30)),  # over the end of the fiscal year
        (date(2025, 12, 26), 2, datetime(2026, 1, 6, 8, 30)),  # over the office's closed days
        (date(2028, 2, 28), 1, datetime(2028, 2, 29, 8, 30)),
        (date(2026, 5, 1), 1, datetime(2026, 5, 7, 8, 30)),
    ],
)
def test_business_days_after_an_end_go_on_over_the_ends_of_years(
    ends: date, days: int, tick: datetime
) -> None:
    office = Calendar(ZoneInfo(TOKYO), closed=(((12, 29), (1, 3)),))

    found = AfterEnd(days, (ends,)).next_after(datetime.combine(ends, tick.time(), UTC), office)

    assert found == tick.replace(tzinfo=ZoneInfo(TOKYO))


def test_of_two_publish_times_in_an_hour_that_comes_twice_the_earlier_comes_first() -> None:
    berlin = ZoneInfo(BERLIN)
    first, second = (
        datetime(2025, 10, 26, 2, minute, tzinfo=berlin, fold=fold) for minute, fold in ((50, 0), (10, 1))
    )

    times = PublishTimes().knowing([second, first])

    assert times.next_after(first - timedelta(hours=1), Calendar(berlin)) == first
    assert times.next_after(first, Calendar(berlin)) is second
