"""Japan's holidays, loaded without the library's other countries."""

from datetime import date

import holidays as library
import pytest

from m365bot.programme import holidays


@pytest.mark.parametrize("year", [1949, 2019, 2025, 2026, 2099])
def test_they_are_the_librarys_own(year: int) -> None:
    assert holidays.japanese(year) == dict(library.country_holidays("JP", years=year, language="ja").items())


def test_they_are_told_in_japanese() -> None:
    assert holidays.japanese(2025)[date(2025, 1, 13)] == "成人の日"
