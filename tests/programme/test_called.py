"""What a person calls by name, and what was likely meant."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from m365bot.errors import ConfigError
from m365bot.programme import called
from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.cohort import Cohort
from m365bot.programme.people import Directory, Person
from m365bot.programme.programme import Programme

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
