"""Each trainee's own record lies where that person alone reads it."""

from datetime import datetime

import pytest

from m365bot.programme.attendance import HoursLine
from m365bot.resources import OwnRecord, PrivateFolder
from tests.jobs.asked import told, wanted
from tests.records.programmes import TOKYO
from tests.records.test_ledger import AFTER, School


def test_who_has_anything_gets_a_folder_of_their_own_with_the_record_in_it() -> None:
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "×", None))

    every, here, *each = wanted("personal", school, AFTER)

    assert told([every, here]) == ["Folder 個人記録", "Folder R7"]
    assert every.key.startswith("team:dx-office/general:一般/")
    assert here.parent == every
    assert [type(one) for one in each] == [PrivateFolder, OwnRecord] * 2
    assert [one.person for one in each[::2]] == list(school.people[:2])
    assert [one.parent for one in each[1::2]] == each[::2]


def test_feedback_alone_is_something_too() -> None:
    school = School()
    day = datetime(2025, 6, 30, tzinfo=TOKYO).date()
    school.set(hours=(HoursLine(school.people[2], "powerbi", day, 0, "hours.csv:2", feedback="よい着眼"),))

    assert [one.person.id for one in wanted("personal", school, AFTER) if isinstance(one, PrivateFolder)] == [
        "p3"
    ]


def test_while_nobody_has_anything_no_folder_is_made() -> None:
    assert wanted("personal", School(), AFTER) == []


@pytest.mark.parametrize("status", ["planned", "running", "finished"])
def test_the_records_of_a_finished_cohort_are_left_as_they_are(status: str) -> None:
    school = School((0, "powerbi-1", "○", None))
    school.set(status=status)

    assert bool(wanted("personal", school, AFTER)) == (status != "finished")
