"""One cell as the answer to its question."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from m365bot.programme.forms import Question
from m365bot.records import answers, moments
from tests.records.programmes import TOKYO

SCALE = Question("s", "満足度", "scale", (-5, 5))
FREE = Question("f", "感想", "text")
NUMBER = Question("n", "件数", "number")
DATE = Question("d", "希望日", "date")
SEVERAL = Question("c", "業務", "choices")
OTHER = "その他(自由、記述)"
NAMED = Question("c", "業務", "choices", options=("点検", "貸出", OTHER, "申請;受付"))
ONE = Question("o", "経験", "choice", options=("ない", "少しある"))


def read(cell, question):
    return answers.read(cell, question, TOKYO)


@pytest.mark.parametrize(
    ("cell", "question", "expected"),
    [
        (4, SCALE, 4),
        (4.0, SCALE, 4),
        (" 4 ", SCALE, 4),
        ("４", SCALE, 4),
        ("-5", SCALE, -5),
        ("\u22125", SCALE, -5),
        ("1,234.5", NUMBER, 1234.5),
        (5.0, FREE, "5"),
        (" 一行目\r\n二行目 ", FREE, " 一行目\n二行目 "),
        ("a < b & c", FREE, "a < b & c"),
        ("<script>alert(1)</script>", FREE, "<script>alert(1)</script>"),
        ("=1+1", FREE, "=1+1"),
        ("少しある ", ONE, "少しある"),
        ("", SCALE, None),
        ("　", FREE, None),
        (None, DATE, None),
    ],
)
def test_a_cell_is_read_by_the_kind_of_its_question(cell, question, expected):
    assert read(cell, question) == expected


@pytest.mark.parametrize(
    ("cell", "question"),
    [
        (6, SCALE),
        (4.5, SCALE),
        ("5 とても満足", SCALE),
        (True, SCALE),
        (10**400, NUMBER),
        ("nan", NUMBER),
        ("inf", NUMBER),
        ("よくある", ONE),
        ("2025-02-30", DATE),
        ("来週", DATE),
        ("点検;昼寝;", NAMED),
    ],
)
def test_what_is_no_answer_is_refused_with_the_question_and_the_cell(cell, question):
    with pytest.raises(moments.Unreadable) as refusal:
        read(cell, question)

    assert question.text in str(refusal.value)


# docs/facts.md C03
@pytest.mark.parametrize("question", [SEVERAL, NAMED])
@pytest.mark.parametrize(
    "cell",
    ['["点検","貸出"]', "点検;貸出;", "点検;貸出", ["点検", "貸出"], ";#点検;#貸出;#", " 点検 ; 貸出 ;"],
)
def test_a_multiple_choice_is_one_list_whatever_its_shape(cell, question):
    assert read(cell, question) == ["点検", "貸出"]


@pytest.mark.parametrize("question", [SEVERAL, NAMED])
@pytest.mark.parametrize("cell", [f'["点検","{OTHER}"]', f"点検;{OTHER};"])
def test_a_comma_inside_an_option_does_not_split_it(cell, question):
    assert read(cell, question) == ["点検", OTHER]


def test_a_semicolon_inside_a_known_option_does_not_split_it():
    assert read("申請;受付;貸出;", NAMED) == ["申請;受付", "貸出"]


# docs/facts.md C07
@pytest.mark.parametrize(
    "cell",
    [
        "2025-06-17T15:00:00Z",  # a site in Tokyo time
        "2025-06-18T07:00:00Z",  # a site left in Pacific time
        "2025-06-18T00:00:00Z",
        datetime(2025, 6, 17, 15, tzinfo=UTC),
        "2025-06-18",
        "2025/6/18",
        "2025年6月18日",
        "令和7年6月18日",
        "R７．６．１８",
        "6/18/25",
        "6/18/2025",
        date(2025, 6, 18),
        datetime(2025, 6, 18),
        45826,
        45826.0,
        "45826",
    ],
)
def test_a_date_is_the_day_that_was_meant_whatever_zone_and_spelling(cell):
    assert read(cell, DATE) == "2025-06-18"


@pytest.mark.parametrize(
    "cell",
    [
        "2025-07-27T10:06:23Z",
        "2025-07-27T19:06:23+09:00",
        "2025-07-27 19:06:23",
        "2025/7/27 19:06:23",
        "7/27/25 19:06:23",
        "7/27/2025 7:06:23 PM",
        "令和7年7月27日 19時6分23秒",
        datetime(2025, 7, 27, 19, 6, 23),
        45865.79609953704,
        "45865.79609953704",
    ],
)
def test_a_completion_time_is_one_instant_whatever_its_spelling(cell):
    assert moments.instant(moments.written(cell), TOKYO) == datetime(2025, 7, 27, 10, 6, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "27/7/2025 9:00",
        "令和7年13月1日",
        "9:00",
        12,
        True,
        "25:00",
        "2025-07-27 25:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:00:00Z",
    ],
)
def test_a_time_that_fits_no_spelling_is_refused(cell):
    with pytest.raises(moments.Unreadable):
        moments.instant(moments.written(cell), TOKYO)


YES_NO = Question("y", "また受けたいですか", "choice", options=("いいえ", "はい", "未定"))


# docs/facts.md C62
@pytest.mark.parametrize(
    ("cell", "question", "expected"),
    [
        (True, YES_NO, "はい"),
        (False, YES_NO, "いいえ"),
        (True, Question("o", "自由", "choice"), "はい"),
        (False, FREE, "いいえ"),
        ({"LookupId": "12", "mail": "a@example.jp"}, FREE, "a@example.jp"),
        ({"columns": {"a": 1, "b": 2}}, SCALE, None),
    ],
)
def test_cells_that_are_no_text_are_answers_too(cell, question, expected):
    assert read(cell, question) == expected


@pytest.mark.parametrize("question", [SCALE, NUMBER, DATE, ONE, SEVERAL, replace(YES_NO, options=("はい",))])
def test_yes_and_no_fit_only_questions_that_know_them(question):
    with pytest.raises(moments.Unreadable, match="「はい/いいえ」型"):
        read(True, question)


@pytest.mark.parametrize(
    ("cell", "question", "answer"),
    [
        ("自作の表", replace(ONE, other=True), "自作の表"),
        ("少しある", replace(ONE, other=True), "少しある"),
        ('["点検","自作の表"]', replace(NAMED, other=True), ["点検", "自作の表"]),
        ("点検;自作の表;", replace(NAMED, other=True), ["点検", "自作の表"]),
    ],
)
def test_e_own_words_under_other_are_an_answer_where_the_form_allows_them(cell, question, answer):
    assert read(cell, question) == answer


def test_e_own_words_name_the_key_that_allows_them():
    with pytest.raises(moments.Unreadable, match="other: true"):
        read("自作の表", ONE)


@pytest.mark.parametrize("cell", ["[点検", "[点検]", '["点検"', "点検]"])
def test_a_bracket_may_be_a_letter_of_the_answer(cell):
    assert read(f"{cell};貸出;", SEVERAL) == [cell, "貸出"]
    assert read(cell, SEVERAL) == [cell]
