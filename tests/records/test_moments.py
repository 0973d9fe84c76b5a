"""The day that a cell means."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from m365bot.records import moments
from tests.records.programmes import TOKYO

JULY = date(2025, 7, 27)


@pytest.mark.parametrize(
    "cell",
    [
        JULY,
        datetime(2025, 7, 27, 23),
        "2025/7/27 19:00",
        "令和7年7月27日 0:00",
        "7/27/25 11:00 PM",
        45_865,
        "45865.99",
    ],
)
def test_a_time_without_an_offset_is_of_the_day_that_it_names(cell):
    assert moments.day(cell, TOKYO) == JULY


@pytest.mark.parametrize(
    "cell",
    [
        "2025-07-26T15:00:00Z",  # midnight in Tokyo
        "2025-07-27T07:00:00Z",  # midnight in Los Angeles: a site whose zone nobody set (docs/facts.md C07)
        "2025-07-27T11:00:00Z",
        datetime(2025, 7, 27, tzinfo=timezone(timedelta(hours=9))),
    ],
)
def test_a_date_of_a_list_is_the_day_of_the_midnight_nearest_to_it(cell):
    assert moments.day(cell, TOKYO) == JULY


@pytest.mark.parametrize("cell", ["2025-07-26T15:30:00Z", "2025-07-27T14:59:59Z", "2025-07-26T15:00:01Z"])
def test_a_time_of_a_list_is_of_its_day_in_the_programmes_zone(cell):
    assert moments.day(cell, TOKYO) == JULY


@pytest.mark.parametrize("year", [1, 9999])
def test_a_year_beside_which_there_is_none_is_taken_as_it_stands(year):
    assert moments.day(datetime(year, 12, 31, 23, tzinfo=UTC), TOKYO) == date(year, 12, 31)


@pytest.mark.parametrize(
    ("hour", "read"), [("12:05 AM", 0), ("1:05 am", 1), ("12:05 PM", 12), ("1:05 PM", 13)]
)
def test_noon_and_midnight_of_an_english_excel_are_told_apart(hour, read):
    assert moments.written(f"7/27/2025 {hour}") == datetime(2025, 7, 27, read, 5)


def test_an_instant_is_told_to_the_second():
    found = datetime(2025, 7, 27, 19, 6, 23, 999_999)

    assert moments.instant(found, TOKYO) == datetime(2025, 7, 27, 10, 6, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "is_read"),
    [("1999-12-31", False), ("2000-01-01", True), ("2199-12-31", True), ("2200-01-01", False)],
)
def test_an_answer_is_of_this_age(cell, is_read):
    if is_read:
        assert moments.written(cell) == datetime.fromisoformat(cell)
    else:
        with pytest.raises(moments.Unreadable):
            moments.written(cell)
