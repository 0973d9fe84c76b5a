"""The page of what a cohort has done together, behind each tab that asks for it; it tells what was posted, and no more."""

from datetime import datetime

import pytest

from m365bot.programme.channels import PROGRESS, STUDY, ChannelSpec, TabSpec
from tests.jobs.asked import told, wanted
from tests.records.programmes import TOKYO
from tests.records.test_ledger import School

NOW = datetime(2025, 7, 4, 16, 10, tzinfo=TOKYO)
CHANNELS = (
    ChannelSpec("R7 全体", tabs=(TabSpec("進捗", page=PROGRESS), TabSpec("自習", page=STUDY))),
    ChannelSpec("R7 演習", tabs=(TabSpec("みんな", page=PROGRESS),)),
)


def school(**changes: object) -> School:
    made = School()
    made.set(**{"channels": CHANNELS, **changes})
    return made


def test_one_page_with_its_charts_stands_behind_all_tabs_that_ask_for_it() -> None:
    folder, picture, page, *tabs = found = wanted("progress", school(), NOW)

    assert told(found) == [
        f"Folder {PROGRESS}",
        f"Picture {picture.name}",
        f"Page {PROGRESS}.aspx",
        "Tab 進捗",
        "Tab みんな",
    ]
    assert folder.key.startswith("team:dx-leader-r7/general:一般/")
    assert picture.parent == folder
    assert [each for _, each in page.pictures] == [picture]
    assert [(each.page, each.channel.name) for each in tabs] == [(page, "R7 全体"), (page, "R7 演習")]


def test_without_a_chart_there_is_no_folder_for_any() -> None:
    assert told(wanted("progress", school(courses=()), NOW))[0] == f"Page {PROGRESS}.aspx"


@pytest.mark.parametrize(
    "changes", [{"channels": ()}, {"status": "finished"}, {"ends": NOW.date().replace(day=3)}]
)
def test_without_a_tab_and_once_the_cohort_is_over_it_is_left_alone(changes: dict[str, object]) -> None:
    assert wanted("progress", school(**changes), NOW) == []


def test_on_the_cohorts_last_day_it_is_still_kept() -> None:
    assert wanted("progress", school(ends=NOW.date()), NOW)
