"""What is kept no longer: what the upkeep's job asks for, by the fiscal years that config says (S8)."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from m365bot.job import Now
from m365bot.programme import Part, Person, Programme
from m365bot.programme.faults import Fault
from m365bot.programme.people import Directory
from m365bot.programme.programme import Retention
from m365bot.records.snapshot import Records
from m365bot.resources.kind import Gone
from m365bot.resources.kinds.kept import KeptOfPerson
from m365bot.runs.upkeep import expire, forget
from tests.records.programmes import Office

TOKYO = ZoneInfo("Asia/Tokyo")
WHEN = datetime(
    2027, 4, 5, 7, 30, tzinfo=TOKYO
)  # R7 completes in 2025, and one fiscal year after that is over
OFFICE = Office()


def asked(
    at: datetime = WHEN, *, held: bool = True, faults: tuple[Fault, ...] = (), **years: int
) -> list[Any]:
    programme = replace(
        OFFICE.programme, cohorts=(OFFICE.cohort,), retention=Retention(**years), faults=faults
    )
    records = Records(held=frozenset({OFFICE.cohort.key} if held else ()))
    return expire.wanted({Programme: programme, Records: records, Now: at})


def kinds(wanted: list[Any]) -> list[str]:
    return [one.resource.kind if isinstance(one, Gone) else one.kind for one in wanted]


@pytest.mark.parametrize(
    ("day", "told"), [((2027, 3, 31), []), ((2027, 4, 1), ["KeptTexts"]), ((2040, 1, 1), ["KeptTexts"])]
)
def test_free_texts_are_over_with_the_march_of_their_year(day: tuple[int, int, int], told: list[str]) -> None:
    assert kinds(asked(datetime(*day, 12, tzinfo=TOKYO), free_text=1)) == told


def test_where_all_of_it_goes_texts_go_with_it() -> None:
    assert kinds(asked(records=1, free_text=1)) == ["KeptOfCohort"]
    assert kinds(asked(records=5, free_text=1)) == ["KeptTexts"]


def test_what_is_kept_for_good_and_what_is_not_kept_at_all_is_asked_for_by_nobody() -> None:
    assert asked() == []
    assert asked(held=False, records=1, free_text=1) == []


def test_a_faulty_form_is_told_instead_for_it_may_say_which_columns_are_texts() -> None:
    fault = Fault(Part.FORMS, "", "config/forms/after.yaml", "読めません。")

    assert kinds(asked(free_text=1, faults=(fault,))) == ["Unusable"]


async def test_a_roster_is_the_officers_own_file_and_only_told_of() -> None:
    (gone,) = asked(roster=1)

    seen = await gone.resource.see(None)

    assert "m365bot は消しません" in seen.withheld
    assert "config/cohorts/R7" in seen.withheld
    assert gone.reason == "保存期間(1年度)は2027年3月で終わりました。"


# who asked for it


def test_whoever_asked_for_it_is_forgotten_with_the_reason_and_nobody_else_is() -> None:
    who = OFFICE.people[0]
    programme = replace(OFFICE.programme, directory=Directory(OFFICE.people))

    (gone,) = forget.wanted({Programme: programme, Records: Records(to_forget={who.id: "本人の求め"})})

    assert isinstance(gone, Gone)
    assert gone.resource == KeptOfPerson(who)
    assert "本人の求め" in gone.reason
    assert "リストからも消してください" in gone.reason


def test_so_is_somebody_whom_config_does_not_know_any_more() -> None:
    (gone,) = forget.wanted({Programme: OFFICE.programme, Records: Records(to_forget={"p0": "求め"})})

    assert isinstance(gone, Gone)
    assert gone.resource.key == KeptOfPerson(Person("p0", "p0", "", "")).key


def test_where_nobody_asked_nothing_is_taken_away() -> None:
    assert forget.wanted({Programme: OFFICE.programme, Records: Records()}) == []
