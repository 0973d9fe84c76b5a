"""Charts: shapes on a scale, and the same figures in words and as a table."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from m365bot.console import drawing
from m365bot.console.drawing import Bar
from m365bot.console.pages.cohort import charts, years
from m365bot.console.roles import Role
from m365bot.records.asked import AnswersOf
from tests.console import hall
from tests.console.hall import Sitting


def test_bars_share_one_scale_and_nothing_sticks_out() -> None:
    drawn = drawing.bars([Bar("甲", "6 / 12", [("bar", 6)], 12), Bar("乙", "3", [("bar", 2), ("far", 1)])])

    parts = [box for box in drawn.boxes if box.kind in ("bar", "far")]
    assert [box.width for box in parts] == [180, 60, 30]
    assert parts[2].x == 60
    assert all(box.x + box.width <= drawing.WIDTH for box in drawn.boxes)


@pytest.mark.parametrize("found", [[], [Bar("甲", "0", [("bar", 0)])]])
def test_bars_of_nothing_divide_by_nothing(found: list[Bar]) -> None:
    assert drawing.bars(found).height == 50 * len(found)


def test_columns_of_many_weeks_label_only_some() -> None:
    drawn = drawing.columns([(str(week), week) for week in range(60)])

    labels = [text for text in drawn.texts if text.kind == "label"]
    assert len(labels) == 6
    assert max(box.height for box in drawn.boxes) == 120


def test_departments_count_each_trainee_of_each_year_once(officer: Sitting) -> None:
    programme = officer.desk.usable()

    chart = years.departments(programme)

    assert chart
    assert list(chart.head[1:]) == ["R3", "R4", "R5", "R6", "R7"]
    per_year = [sum(int(row[at]) for row in chart.rows) for at in range(1, 6)]
    assert per_year == [len(one.trainees()) for one in sorted(programme.cohorts, key=lambda one: one.starts)]


def test_where_nobodys_department_is_known_there_is_no_chart(officer: Sitting) -> None:
    programme = officer.desk.usable()

    assert years.departments(replace(programme, cohorts=())) is None


MONDAY = date(2025, 6, 2)
AFTER, BEFORE = AnswersOf("R7", "after", "a"), AnswersOf("R7", "before", "a")


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def test_others_than_officers_read_no_week_with_fewer_than_five_people() -> None:
    weeks = {
        week(0): Counter({AFTER: 2}),
        week(1): Counter({AFTER: 3}),
        week(2): Counter({AFTER: 7}),
        week(3): Counter({AFTER: 3, BEFORE: 3}),  # perhaps three people, twice each
        week(4): Counter({AFTER: 1, BEFORE: 1}),
    }

    assert charts.stretches(weeks, week(9)) == {week(0): 5, week(2): 7}


def test_a_week_that_is_not_over_tells_nobody_who_came_today() -> None:
    weeks = {week(0): Counter({AFTER: 5}), week(1): Counter({AFTER: 9})}

    assert charts.stretches(weeks, week(2) - timedelta(days=1)) == {week(0): 5}
    assert charts.stretches(weeks, week(2)) == {week(0): 5, week(1): 9}


def test_a_chart_is_told_to_who_hears_it_and_stands_as_a_table_too(officer: Sitting) -> None:
    page = officer.reads("/cohorts/R7/charts")

    assert page.count('role="img"') == page.count("<title id=") == page.count("<desc id=") == 3
    assert page.count("<summary>表で見る</summary>") == 3
    assert "style=" not in page
    assert "修了要件を満たしているのは" in page


def test_who_completes_is_drawn_for_officers_alone_and_nobody_is_named(nobody: Sitting) -> None:
    nobody.hall.guest = hall.visitor(Role.VIEWER)

    page = nobody.reads("/cohorts/R7/charts")

    assert "修了への歩み" not in page
    assert "科目ごとの時間の平均" not in page, "from one day to the next somebody's hours could be worked out"
    cohort = nobody.desk.usable().cohort("R7")
    assert cohort
    assert not any(person.name in page for person in cohort.trainees())
