"""Which applications are open at a moment, so that an issue of the season leads to them."""

from dataclasses import replace
from datetime import datetime

import pytest

from m365bot.programme import recruiting
from m365bot.programme.programme import Programme
from tests.records.programmes import TOKYO, Office, with_form

URL = "https://forms.example.jp/apply"


def programme(**changes: object) -> Programme:
    office = Office(change=with_form(who="applicants"))
    asked = replace(
        office.questionnaire,
        session=None,
        url=URL,
        opens=datetime(2025, 2, 17, 8, 30, tzinfo=TOKYO),
        due=datetime(2025, 3, 14, 17, 15, tzinfo=TOKYO),
    )
    cohort = replace(office.cohort, questionnaires=(replace(asked, **changes),))  # type: ignore[arg-type]
    return replace(office.programme, cohorts=(cohort,))


def urls(of: Programme, *day: int) -> list[str]:
    return [each.url for each in recruiting.open_at(of, datetime(*day, tzinfo=TOKYO))]  # type: ignore[arg-type]


def test_between_its_days_the_application_is_open() -> None:
    assert urls(programme(), 2025, 2, 17, 9) == urls(programme(), 2025, 3, 14, 17) == [URL]


@pytest.mark.parametrize("day", [(2025, 2, 17, 8), (2025, 3, 15, 9), (2025, 6, 2, 9)])
def test_before_and_after_it_is_not(day: tuple[int, ...]) -> None:
    assert urls(programme(), *day) == []


def test_without_an_address_or_a_day_on_which_it_opens_there_is_nothing_to_lead_to() -> None:
    assert urls(programme(url=""), 2025, 3, 1) == urls(programme(opens=None), 2025, 3, 1) == []


def test_a_questionnaire_for_trainees_is_no_application() -> None:
    office = Office()
    asked = replace(office.questionnaire, url=URL, opens=datetime(2025, 2, 17, tzinfo=TOKYO))
    of = replace(office.programme, cohorts=(replace(office.cohort, questionnaires=(asked,)),))

    assert urls(of, 2025, 3, 1) == []


def test_what_is_due_first_comes_first_and_what_has_no_end_last() -> None:
    of = programme()
    (cohort,), (asked,) = of.cohorts, of.cohorts[0].questionnaires
    dues = {"a": None, "b": asked.due, "c": datetime(2025, 3, 7, tzinfo=TOKYO), "d": None}
    forms = tuple(replace(asked, key=key, due=due) for key, due in dues.items())
    of = replace(of, cohorts=(replace(cohort, questionnaires=forms),))

    found = recruiting.open_at(of, datetime(2025, 3, 1, tzinfo=TOKYO))

    assert [each.key for each in found] == ["c", "b", "a", "d"]
