"""期: who takes part, what comes, who has handed in, who may not complete; and nobody beyond their sight."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from m365bot.console.pages.cohort.hours import AtRisk, at_risk, is_pressing
from m365bot.console.pages.cohort.room import Room
from m365bot.console.roles import Role
from m365bot.programme import Person
from m365bot.records import Records
from m365bot.records.lacks import Lack, Way
from m365bot.records.overview import Overview
from m365bot.records.sheets import Shade, Shaded
from tests.console import hall
from tests.console.hall import Sitting
from tests.records.programmes import trainee
from tests.records.test_ledger import COURSES, LATE, POWERBI, School

PAGES = ("", "/people", "/calendar", "/forms", "/hours", "/charts")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_a_running_cohort_opens(officer: Sitting, page: str) -> None:
    said = officer.reads(f"/cohorts/R7{page}")

    assert "R7" in said
    assert "style=" not in said


def test_the_calendar_leads_an_officer_to_the_file_that_its_dates_stand_in(officer: Sitting) -> None:
    leads = 'href="/settings/file/config/cohorts/R7/cohort.yaml"'
    page = officer.reads("/cohorts/R7/calendar")
    officer.hall.guest = hall.visitor(Role.VIEWER)
    others = officer.reads("/cohorts/R7/calendar")

    assert leads in page
    assert leads not in others


def test_the_calendar_leads_to_the_months_and_to_this_one(
    officer: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Room, "day", property(lambda room: date(2025, 7, 1)))
    page = officer.reads("/cohorts/R7/calendar")

    links = re.findall(r'<a href="#(m[0-9-]+)">', page)

    assert len(links) > 3
    assert all(f'id="{one}"' in page for one in links)
    assert re.search(r'<a href="#m2025-07-01">7月 <span class="mark done">今月</span></a>', page)


def test_the_list_leads_to_every_cohort(officer: Sitting) -> None:
    page = officer.reads("/cohorts")

    assert all(f'href="/cohorts/{key}"' in page for key in ("R3", "R4", "R5", "R6", "R7"))


def test_a_cohort_that_is_finished_opens_too_and_nobody_of_it_is_to_be_minded(officer: Sitting) -> None:
    page = officer.reads("/cohorts/R6")

    assert "R6 の概要" in page
    assert "受講者 20人" in page
    assert 'id="risk">気をつける人 <span class="count">0<' in page
    assert "終わった期です" in page


@pytest.mark.parametrize(("missed", "is_told"), [(False, False), (True, True)])
def test_whoever_only_waits_for_the_sessions_of_the_next_weeks_is_no_news(
    missed: bool, is_told: bool
) -> None:
    day = date(2025, 6, 30)
    lack = Lack("apps", "Power Apps", 6, (Way(date(2025, 7, 9), "演習", 6),), missed=missed)
    one = AtRisk(Person("p", "", "", ""), "", "", Shaded("", Shade.NEAR), (lack,), (), lack.until)

    assert is_pressing(one, day) is is_told
    assert is_pressing(replace(one, until=None), day)
    assert not is_pressing(one, day - timedelta(days=30))


def test_who_left_is_nobody_to_mind() -> None:
    school = School((0, "powerbi-1", "×", None), (1, "powerbi-1", "×", None))
    school.enrol(trainee(school.people[0], end=date(2025, 6, 30)), trainee(school.people[1]))
    school.set(sessions=(POWERBI,), courses=COURSES)
    hours = Records.of(()).hours(school.cohort, school.programme, LATE)

    minded = at_risk(Overview(hours, Records.of(()), school.programme))

    assert school.people[1] in (everybody := [one.person for one in minded])
    assert school.people[0] not in everybody


def test_a_cohort_that_is_not_there_is_told_in_words(officer: Sitting) -> None:
    assert "という期はありません" in officer.reads("/cohorts/R99", status=404)


def test_a_person_opens_by_the_opaque_id_with_the_evidence(officer: Sitting) -> None:
    cohort = officer.desk.usable().cohort("R7")
    assert cohort
    person = cohort.trainees()[0]

    page = officer.reads(f"/cohorts/R7/people/{person.id}")

    assert person.name in page
    assert "attendance.csv:" in page
    assert "受講者はいません" in officer.reads("/cohorts/R7/people/nobody", status=404)
