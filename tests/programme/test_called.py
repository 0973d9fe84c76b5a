"""What a person calls by name, and what was likely meant."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from m365bot.errors import ConfigError
from m365bot.programme import called
from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.people import Directory, Person
from m365bot.programme.programme import Programme
from tests.records.programmes import questionnaire

TEAM = TeamSpec("チーム", "team")
R7 = Cohort("R7", 2025, date(2025, 5, 12), date(2025, 11, 28), "running", TEAM)
PERSON = Person("p1", "山田", "a@example.jp", "b@example.jp")
OFFICE = Programme(
    name="研修",
    organisation="市",
    timezone=ZoneInfo("Asia/Tokyo"),
    calendar=Calendar(ZoneInfo("Asia/Tokyo")),
    domains=(),
    leaders_team=TEAM,
    officers_team=TEAM,
    service_account=PERSON,
    officers=(),
    cohorts=(R7,),
    directory=Directory((PERSON,)),
)


def test_a_cohort_is_found_by_its_key() -> None:
    assert called.cohort("R7", OFFICE) is R7
    assert OFFICE.cohort("R8") is None


def test_a_cohort_that_is_none_is_told_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="R7 です。「R7」ではありませんか"):
        called.cohort("\uff327", OFFICE)


def test_nothing_is_meant_where_nothing_is_near() -> None:
    assert called.meant("xyz", ["provision"]) == ""
    assert "provision" in called.meant("Provison", ["provision"])


def test_everybody_is_known_by_id_and_by_either_address() -> None:
    assert OFFICE.everybody == {"p1": PERSON}
    assert OFFICE.find_person("B@example.jp ") is PERSON
    assert OFFICE.find_person("c@example.jp") is None


def asking(*keys: str) -> Cohort:
    """A cohort with these forms; after/x is of the session x."""
    return replace(R7, questionnaires=tuple(map(_asked, keys)))


def _asked(key: str) -> Questionnaire:
    form, _, of = key.partition("/")
    made = questionnaire()
    session = replace(made.session, key=of) if of and made.session else None
    return replace(made, key=key, form=replace(made.form, key=form), session=session)


@pytest.mark.parametrize(
    ("form", "session", "found"),
    [
        ("after", "a", "after/a"),
        ("after", "b", "after/b"),
        ("final", "", "final"),
        ("before", "", "before/a"),  # the only one of the form
        ("after", "", "after"),  # that of no session
    ],
)
def test_a_form_is_found_by_its_key_and_its_session(form: str, session: str, found: str) -> None:
    cohort = asking("after/a", "after/b", "after", "final", "before/a")

    assert called.questionnaire(cohort, form, session).key == found


@pytest.mark.parametrize(
    ("form", "session", "known"),
    [
        ("after", "", r"\): after/a、after/b$"),  # which of them?
        ("after", "c", r"\): after/a、after/b$"),
        ("final", "a", r"\): final$"),
        ("finish", "", r"\): after/a、after/b、final$"),
    ],
)
def test_a_form_that_is_none_is_told_with_those_there_are(form: str, session: str, known: str) -> None:
    with pytest.raises(ConfigError, match=known):
        called.questionnaire(asking("after/a", "after/b", "final"), form, session)
