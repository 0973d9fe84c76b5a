"""The charts that an issue may ask for: what was held by its publish time, and the same for ever after."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from m365bot.content.issue import figures
from m365bot.programme import Course, Programme, Round, Session
from tests.records.programmes import Office

TOKYO = ZoneInfo("Asia/Tokyo")
PUBLISH = datetime(2025, 7, 1, 9, tzinfo=TOKYO)


def held(key: str, month: int) -> Session:
    starts = datetime(2025, month, 10, 9, tzinfo=TOKYO)
    return Session(key, key, (Round(starts, starts.replace(hour=12)),), 3, course="powerbi")


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


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert figures.of(["progress R3", "averages R7", ""], programme(), PUBLISH) == {}
    assert figures.of(["progress R7"], programme(read=False), PUBLISH) == {}
