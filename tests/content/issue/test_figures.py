"""The charts that an issue may ask for: what was held by its publish time, and the same for ever after."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from m365bot.content.issue import figures
from m365bot.programme import Cohort, Course, Line, Programme, Round, Session
from m365bot.programme.people import Role
from tests.records.programmes import Office, person

TOKYO = ZoneInfo("Asia/Tokyo")
PUBLISH = datetime(2025, 7, 1, 9, tzinfo=TOKYO)


def held(key: str, month: int) -> Session:
    starts = datetime(2025, month, 10, 9, tzinfo=TOKYO)
    return Session(key, key, (Round(starts, starts.replace(hour=12)),), 3, course="powerbi")


def roster(key: str, year: int, trainees: Mapping[str, int]) -> Cohort:
    lines = tuple(
        Line(person(f"{key}-{name}-{number}", "a@example.jp"), Role.TRAINEE, department=name)
        for name, count in trainees.items()
        for number in range(count)
    )
    begun = date(year, 5, 12)
    return replace(Office().cohort, key=key, starts=begun, ends=begun.replace(month=11), lines=lines)


def programme(*, read: bool = True) -> Programme:
    office = Office()
    cohort = replace(
        office.cohort,
        sessions=(held("a", 6), held("b", 8)),
        courses=(Course("powerbi", "Power BI", 6),),
        read=read,
    )
    return replace(office.programme, cohorts=(cohort,))


def test_a_chart_shows_what_was_held_by_the_issues_time_and_says_whose_it_is() -> None:
    (chart,) = figures.of(["progress R7"], programme(), PUBLISH)["progress R7"]

    assert chart.title.startswith("R7 ")
    assert [(bar.label, bar.words) for bar in chart.bars] == [("Power BI", "3 / 6時間")]


def test_it_is_asked_for_in_japanese_too() -> None:
    assert figures.of(["進み具合 R7"], programme(), PUBLISH).keys() == {"進み具合 R7"}


def test_departments_are_counted_over_the_cohorts_that_began_by_the_issues_time() -> None:
    years = replace(
        programme(),
        cohorts=(
            roster("R6", 2024, {"総務局": 5, "経済局": 2}),
            roster("R7", 2025, {"総務局": 4, "経済局": 3}),
            roster("R8", 2026, {"総務局": 6}),
        ),
    )

    (chart,) = figures.of(["departments"], years, PUBLISH)["departments"]

    assert "R6～R7" in chart.title
    assert [(bar.label, bar.words) for bar in chart.bars] == [("経済局", "5人"), ("総務局", "5人")]


def test_while_no_department_has_five_there_is_no_chart() -> None:
    years = replace(programme(), cohorts=(roster("R7", 2025, {"総務局": 4, "経済局": 3}),))

    assert figures.of(["部局", "departments R7"], years, PUBLISH) == {}


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert figures.of(["progress R3", "averages R7", ""], programme(), PUBLISH) == {}
    assert figures.of(["progress R7"], programme(read=False), PUBLISH) == {}
