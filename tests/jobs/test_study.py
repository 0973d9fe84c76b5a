"""The page of self-study stands behind each tab that asks for it."""

from dataclasses import replace
from datetime import date

import pytest

from m365bot.programme.channels import PROGRESS, STUDY, ChannelSpec, TabSpec
from m365bot.records import Records
from m365bot.records.asked import AnswersOf
from m365bot.records.freshness import Freshness
from tests.jobs.asked import told, wanted
from tests.records.programmes import FIRST, Office
from tests.records.test_study import school

CHANNELS = (
    ChannelSpec("R7 全体", tabs=(TabSpec("自習", page=STUDY), TabSpec("進捗", page=PROGRESS))),
    ChannelSpec("R7 演習", tabs=(TabSpec("学び", page=STUDY),)),
)


@pytest.fixture
def office() -> Office:
    made = school()
    made.cohort = replace(made.cohort, channels=CHANNELS, starts=FIRST.date())
    return made


def read(office: Office) -> Records:
    asked, moment = AnswersOf.questionnaire(office.questionnaire), FIRST.isoformat()
    return replace(Records.of(()), fresh={asked: Freshness(asked, read=moment, until=moment)})


def test_one_page_stands_behind_all_tabs_that_ask_for_it(office: Office) -> None:
    page, *tabs = found = wanted("study", office, FIRST, read(office))

    assert told(found) == [f"Page {STUDY}.aspx", "Tab 自習", "Tab 学び"]
    assert [(each.page, each.channel.name) for each in tabs] == [(page, "R7 全体"), (page, "R7 演習")]


def test_what_nobody_has_read_yet_is_not_shown_as_nothing(office: Office) -> None:
    assert wanted("study", office, FIRST) == []


def test_before_the_cohort_begins_there_is_none(office: Office) -> None:
    office.cohort = replace(office.cohort, starts=date(2025, 6, 19))

    assert wanted("study", office, FIRST, read(office)) == []


def test_without_a_tab_or_without_items_there_is_none(office: Office) -> None:
    without_items, without_tab = replace(office.programme, self_study=()), replace(office.cohort, channels=())
    programme, office.programme = office.programme, without_items
    assert wanted("study", office, FIRST, read(office)) == []

    office.programme, office.cohort = programme, without_tab
    assert wanted("study", office, FIRST, read(office)) == []
