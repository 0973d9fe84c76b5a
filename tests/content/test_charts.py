"""Charts say what the text beside them says, and nothing that it does not."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from m365bot.content import charts, together
from m365bot.content.chart import LONGEST, Chart, bar
from m365bot.content.text import preview
from m365bot.programme import Course, Round, Session
from m365bot.records.part import Average, Count, Part
from m365bot.records.summary import Summary
from tests.records.programmes import Office

NOW = datetime(2025, 7, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
PARTS = (
    Part(
        "演習 事後アンケート(Power BI)",
        18,
        20,
        (Average("研修の満足度", (1, 5), Decimal("4.4")), Count("使えそうか", {"はい": 12, "いいえ": None})),
    ),
    Part("少ない回", None, 20, (Average("研修の満足度", (1, 5), None),)),
    Part("だれでも", 7, None, (Average("範囲なし", None, Decimal("2.0")),)),
)


def said(*charts: Chart) -> str:
    return "\n".join(chart.alt for chart in charts)


def held(key: str, month: int, hours: float) -> Session:
    starts = datetime(2025, month, 10, 9, tzinfo=NOW.tzinfo)
    return Session(key, key, (Round(starts, starts.replace(hour=12)),), hours, course="powerbi")


def sections(parts: tuple[Part, ...] = PARTS) -> together.Sections:
    cohort = replace(
        Office().cohort,
        sessions=(held("a", 6, 3), held("b", 8, 4.5)),
        courses=(Course("powerbi", "Power BI 𠮷", 6),),
    )
    return together.sections(cohort, Summary("R7", parts), NOW)


def test_what_is_read_out_for_a_chart_is_what_the_table_below_it_says() -> None:
    page = sections()

    for number, chart in zip(page.places, page.charts, strict=True):
        table = preview(page.texts[number])
        for figure in re.findall(r"\d+(?:\.\d+)?", "".join(each.words for each in chart.bars)):
            assert re.search(rf"(?<![\d.]){figure}(?![\d.])", table), (chart.title, figure)
    assert "Power BI 𠮷 3 / 7.5時間" in said(*page.charts)
    assert "演習 事後アンケート(Power BI) 18人(対象 20人)" in said(*charts.of_submissions(PARTS))
    assert "研修の満足度 演習 事後アンケート(Power BI) 4.4(1～5)" in said(*charts.of_averages(PARTS))


def test_what_the_text_may_not_tell_stands_in_no_chart() -> None:
    told = said(*charts.of_submissions(PARTS), *charts.of_averages(PARTS))

    assert "少ない回" not in told
    assert "だれでも" not in told and "範囲なし" not in told  # of how many, or between what, nobody knows
    assert "はい" not in told


def test_a_small_cohort_has_no_chart_of_its_answers() -> None:
    small = tuple(part for part in PARTS if part.submitted is None)

    assert not charts.of_submissions(small) and not charts.of_averages(small)
    assert [chart.name for chart in sections(small).charts] == ["科目ごとの進み具合"]


def test_many_bars_are_several_pictures_each_under_a_name_of_its_own() -> None:
    courses = [(f"科目{number}", 1.0, 2.0) for number in range(2 * charts.MOST + 1)]

    found = charts.of_courses(courses)

    assert [len(chart.bars) for chart in found] == [charts.MOST, charts.MOST, 1]
    assert [chart.name for chart in found] == [
        "科目ごとの進み具合",
        "科目ごとの進み具合 2",
        "科目ごとの進み具合 3",
    ]


def test_a_bar_fills_its_frame_and_never_more() -> None:
    assert [bar("", part, of, "").share for part, of in ((0, 3), (1, 3), (5, 3), (-1, 3), (1, 0))] == [
        0.0,
        0.3333,
        1.0,
        0.0,
        0.0,
    ]


def test_long_and_hidden_letters_of_a_label_are_shown_as_such() -> None:
    found = bar("a\u202eb" + "長" * 500, 1, 1, "1人")

    assert found.label.startswith("a[U+202E]b長") and len(found.label) == LONGEST and "長…長" in found.label


def test_labels_that_are_long_are_told_apart_by_their_ends() -> None:
    first, second = (bar(f"{'問' * 90} 演習({half})", 1, 1, "1人").label for half in ("前半", "後半"))

    assert first != second and len(first) == len(second) == LONGEST


def test_a_chart_comes_back_as_it_was_stored_and_another_figure_is_another_digest() -> None:
    chart = Chart("提出", "提出した人数", (bar("甲", 1, 3, "1人"),))
    other = replace(chart, bars=(bar("甲", 1, 3, "2人"),))

    assert Chart.of_stored(chart.stored) == chart
    assert chart.digest != other.digest
