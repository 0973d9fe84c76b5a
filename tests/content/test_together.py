"""The page みんなの進捗: courses by what was held, figures as they were published, nobody named."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from m365bot.content import together
from m365bot.content.text import preview
from m365bot.programme import Course, Round, Session
from m365bot.records.part import Average, Part
from m365bot.records.summary import Summary
from tests.records.programmes import Office

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2025, 7, 1, 9, tzinfo=TOKYO)


def held(key: str, month: int, hours: float, course: str = "powerbi", makes_up: str | None = None) -> Session:
    starts = datetime(2025, month, 10, 9, tzinfo=TOKYO)
    return Session(
        key, key, (Round(starts, starts.replace(hour=12)),), hours, course=course, makes_up=makes_up
    )


@pytest.mark.parametrize(
    ("done", "of", "wanted"),
    [
        (0, 10, "□□□□□□□□□□"),
        (5, 10, "■■■■■□□□□□"),
        (9.99, 10, "■■■■■■■■■□"),
        (10, 10, "■■■■■■■■■■"),
        (11, 10, "■■■■■■■■■■"),
        (1, 0, "□□□□□□□□□□"),
    ],
)
def test_a_bar_is_full_only_when_all_is_done(done: float, of: float, wanted: str) -> None:
    assert together.bar(done, of) == wanted


def test_courses_are_told_by_what_was_held_and_make_ups_do_not_count() -> None:
    sessions = (
        held("a", 6, 3),
        held("b", 8, 3),
        held("c", 6, 3, makes_up="a"),
        held("d", 6, 4, course="none"),
    )
    cohort = replace(
        Office().cohort, sessions=sessions, courses=(Course("powerbi", "Power BI <演習> 𠮷", 6),)
    )

    words = preview("".join(together.sections(cohort, Summary("R7", ()), NOW).texts))

    assert "Power BI <演習> 𠮷 | ■■■■■□□□□□ | 3 | 6" in words
    assert "none" not in words


def test_figures_stand_as_they_were_published() -> None:
    part = Part("演習 事後アンケート", 8, 20, (Average("満足度", (1, 5), None),))

    words = preview("".join(together.sections(Office().cohort, Summary("R7", (part,)), NOW).texts))

    assert "8人(対象 20人)" in words
    assert "5人未満か、答えがそろっているため表示しません" in words
