"""The officers' workbook lies in their team, from the cohort's first day on."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.jobs.asked import told, wanted
from tests.records.programmes import TOKYO, Office


def test_it_lies_in_a_folder_of_the_officers_team() -> None:
    folder, book = wanted("overview", Office(), datetime(2025, 6, 2, 17, tzinfo=TOKYO))

    assert told([folder, book]) == ["Folder 研修記録", "OfficersBook R7 研修記録.xlsx"]
    assert folder.key.startswith("team:dx-office/general:一般/")
    assert book.parent == folder


@pytest.mark.parametrize(
    ("day", "read", "is_made"), [(11, True, False), (12, True, True), (12, False, False)]
)
def test_a_cohort_that_begins_later_or_is_not_read_has_none(day: int, read: bool, is_made: bool) -> None:
    office = Office()
    office.cohort = replace(office.cohort, starts=date(2025, 5, 12), read=read)

    assert bool(wanted("overview", office, datetime(2025, 5, day, 17, tzinfo=TOKYO))) == is_made
