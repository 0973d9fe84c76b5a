"""The page of what a cohort has done together, behind each tab that asks for it; it tells what was posted, and no more."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from m365bot.programme.channels import PROGRESS, STUDY, ChannelSpec, TabSpec
from m365bot.programme.forms import SourcePlace
from m365bot.records import Records
from m365bot.records.freshness import Freshness
from tests.jobs.asked import told, wanted
from tests.records.programmes import ASKED, TOKYO, Office, answer
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


def answered(until: datetime) -> tuple[Office, Records]:
    """Seven answered a form that is read from a workbook, known to be whole up to then."""
    due = NOW - timedelta(days=8)
    office = Office(
        change=lambda asked: replace(asked, source=SourcePlace("workbook", None, "a.xlsx"), due=due)
    )
    office.cohort = replace(office.cohort, questionnaires=(office.questionnaire,), channels=CHANNELS)
    rows = office.collect(*(answer(f"t{n}@example.jp", 4 + n % 2) for n in range(1, 8)))
    return office, replace(Records.of(rows), fresh={ASKED: Freshness(ASKED, None, until.isoformat())})


@pytest.mark.parametrize(("days", "is_kept"), [(8, False), (9, True)])
def test_before_figures_that_are_new_are_posted_the_page_waits_and_what_is_in_doubt_is_no_figure(
    days: int, is_kept: bool
) -> None:
    made, records = answered(NOW - timedelta(days=days))

    assert bool(wanted("progress", made, NOW, records)) == is_kept
