"""Each form's answers are read from its own place, from the moment it opens."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from m365bot.programme import Questionnaire
from m365bot.programme.forms import SourcePlace
from tests.jobs.asked import wanted
from tests.records.programmes import TOKYO, Office

NOW = datetime(2025, 6, 20, 9, tzinfo=TOKYO)
MOMENT = timedelta(microseconds=1)


def collected(*changes: dict[str, object]) -> list[str]:
    """Of forms a, b, …, each changed so."""
    office = Office()
    forms = tuple(_form(office.questionnaire, key, each) for key, each in zip("abc", changes, strict=False))
    office.cohort = replace(office.cohort, questionnaires=forms)
    found = wanted("collect", office, NOW)
    return [f"{type(each).__name__} {each.name} in {each.team.name}" for each in found]


def _form(asked: Questionnaire, key: str, changes: dict[str, object]) -> Questionnaire:
    return replace(asked, key=key, form=replace(asked.form, key=key), session=None, **changes)  # type: ignore[arg-type]


def place(kind: str = "list", team: str | None = None, *, make: bool = False) -> SourcePlace:
    return SourcePlace(kind, team, "回答", make=make)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("opens", "is_read"), [(None, True), (NOW, True), (NOW - MOMENT, True), (NOW + MOMENT, False)]
)
def test_it_is_read_from_the_moment_it_opens_and_hides_none_after_it(
    opens: datetime | None, is_read: bool
) -> None:
    first = ["Responses R7/a/ in dx-office"] * is_read

    assert collected({"opens": opens}, {}) == [*first, "Responses R7/b/ in dx-office"]


def test_it_lies_in_the_team_that_is_named_and_else_in_the_officers() -> None:
    forms = [{"source": place("workbook", team)} for team in ("研修 R7", "リーダー", None)]

    assert [each.rpartition(" ")[2] for each in collected(*forms)] == [
        "dx-leader-r7",
        "dx-leaders",
        "dx-office",
    ]


def test_what_nobody_can_read_is_not_read() -> None:
    assert collected({"source": place("elsewhere")}) == []


@pytest.mark.parametrize(("due", "is_made"), [(None, True), (NOW, True), (NOW - MOMENT, False)])
def test_a_list_that_config_wants_is_made_until_it_is_due(due: datetime | None, is_made: bool) -> None:
    found = collected({"source": place(make=True), "due": due})

    assert [each.partition(" ")[0] for each in found] == ["AnswerList"] * is_made + ["Responses"]
