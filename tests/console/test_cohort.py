"""期: who takes part, what comes, who has handed in, who may not complete; and nobody beyond their sight."""

import pytest

from m365bot.console.roles import Role
from tests.console import hall
from tests.console.hall import Sitting

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


def test_the_list_leads_to_every_cohort(officer: Sitting) -> None:
    page = officer.reads("/cohorts")

    assert all(f'href="/cohorts/{key}"' in page for key in ("R3", "R4", "R5", "R6", "R7"))


def test_a_cohort_that_is_finished_opens_too(officer: Sitting) -> None:
    assert "R6 の概要" in officer.reads("/cohorts/R6")


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
