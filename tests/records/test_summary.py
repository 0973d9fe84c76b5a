"""What a cohort sees of itself names nobody."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.programme.forms import Question, SourcePlace
from m365bot.records import Records, figures, summary
from m365bot.records.freshness import Freshness
from tests.examples import drawn
from tests.records.programmes import ASKED, IDEA, SATISFACTION, Office, answer, with_form

TOOL = Question("tool", "使う道具", "choice", options=("Excel", "Power BI", "紙"), show="count")


def summary_of(office, rows):
    return summary.of(office.cohort, [office.questionnaire], Records.of(rows), office.programme)


def answers(office, *marks):
    return office.collect(*(answer(f"t{n}@example.jp", mark) for n, mark in enumerate(marks, 1)))


def test_submissions_and_averages_are_shown():
    office = Office()

    page = summary_of(office, answers(office, 5, 4, 4, 4, 4)).to_markdown()

    assert "### 演習 事後アンケート(Power BI 演習)" in page
    assert "| 提出 | 5人(対象 20人) |" in page
    assert "| 研修の満足度の平均(1～5) | 4.2 |" in page


def test_fewer_than_five_answers_give_no_average():
    office = Office()

    page = summary_of(office, answers(office, 1, 1, 1, 1)).to_markdown()

    assert "| 研修の満足度の平均(1～5) | 5人未満か、答えがそろっているため表示しません |" in page
    assert "1.0" not in page


def test_s4_fewer_than_five_submissions_are_not_counted_aloud():
    office = Office()

    page = summary_of(office, answers(office, 1, 2, 3)).to_markdown()

    assert "| 提出 | 5人未満のため表示しません |" in page
    assert "3人" not in page


def test_names_addresses_and_free_text_never_appear():
    office = Office()
    rows = office.collect(*(answer(f"t{n}@example.jp", 業務で使えそうな場面="秘密の話") for n in range(1, 9)))

    page = summary_of(office, rows).to_markdown()

    assert not any(word in page for word in ("秘密", "example.jp", "花子", IDEA.text, "p1"))


def test_one_person_who_answers_five_times_is_one_person():
    office = Office(change=with_form(resubmission="all"))
    rows = office.collect(*(answer(at=f"2025-06-19 10:0{n}") for n in range(6)))

    (part,) = summary_of(office, rows).parts

    assert (part.submitted, part.figures[0].mean) == (None, None)


def test_quarantined_and_superseded_rows_do_not_count():
    office = Office()
    rows = office.collect(
        *(answer("t1@example.jp", at=f"2025-06-19 10:0{n}") for n in range(6)), answer("x@example.jp")
    )

    (part,) = summary_of(office, rows).parts

    assert part.submitted is None


def test_nothing_collected_is_an_empty_summary():
    office = Office()

    assert summary_of(office, ()).empty
    assert Records().empty
    assert Records().rows("R7") == ()


def test_a_question_of_markdown_signs_stays_in_its_cell():
    office = Office(change=lambda q: replace(q, title="A|B **C**"))

    page = summary_of(office, answers(office, 4)).to_markdown()

    assert r"A\|B \*\*C\*\*" in page


def test_counts_of_options_are_shown_where_asked_for():
    office = Office((TOOL,))
    picks = ["Excel"] * 6 + ["Power BI"] * 6
    rows = office.collect(
        *({"メール": f"t{n}@example.jp", "使う道具": pick} for n, pick in enumerate(picks, 1)),
    )

    page = summary_of(office, rows).to_markdown()

    assert "| 使う道具: Excel | 6人 |" in page
    assert "| 使う道具: 紙 | 5人未満か、ほかの数が分かるため表示しません |" in page


def test_e_own_words_under_other_are_counted_and_never_shown():
    office = Office((replace(TOOL, other=True),))
    picks = ["Excel"] * 6 + [f"自作 {n}" for n in range(6)]
    rows = office.collect(
        *({"メール": f"t{n}@example.jp", "使う道具": pick} for n, pick in enumerate(picks, 1)),
    )

    page = summary_of(office, rows).to_markdown()

    assert "| 使う道具: その他 | 6人 |" in page
    assert "自作" not in page


@drawn()
@given(st.lists(st.sampled_from("ABCD"), max_size=30))
def test_no_count_of_fewer_than_five_can_be_worked_out(picks):
    shown = figures.counts(picks, "ABCD", people=len(picks))

    if shown is None:
        return
    seen = {option: number for option, number in shown.items() if number is not None}
    hidden = len(picks) - sum(seen.values())
    assert all(number >= 5 for number in seen.values())
    assert hidden == 0 or hidden >= 5


@pytest.mark.parametrize(("values", "mean"), [([4, 4, 4, 4, 5], "4.2"), ([1, 2, 1, 1, 1, 1, 1, 2], "1.3")])
def test_averages_round_halves_up(values, mean):
    assert figures.average(values, people=len(values)) == Decimal(mean)


@pytest.mark.parametrize(
    ("kind", "until", "days", "doubt"),
    [
        ("workbook", "2025-06-20T00:00:00+00:00", 1, True),
        ("workbook", "2025-06-20T00:00:00+00:00", -1, False),
        ("workbook", "2025-06-27T00:00:00+00:00", 1, False),
        ("drop", None, 1, True),
        ("list", None, 1, False),
    ],
)
def test_past_its_due_date_a_source_that_is_not_known_to_be_whole_is_in_doubt(kind, until, days, doubt):
    asked = replace(Office().questionnaire, source=SourcePlace(kind, None, "a"))
    fresh = Freshness(ASKED, until, until)

    records = Records(fresh={ASKED: fresh})

    assert records.is_in_doubt(asked, asked.due + timedelta(days=days)) is doubt


def test_only_a_scale_has_an_average():
    office = Office(questions=(replace(SATISFACTION, type="number", range=None),))

    assert "平均" not in summary_of(office, answers(office, 5, 4, 3, 2, 1, 5, 4)).to_markdown()
