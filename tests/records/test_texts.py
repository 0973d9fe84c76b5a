"""What people wrote in their own words goes, and nothing else does: a row is worth afterwards what it was."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from m365bot.programme.forms import Form, Question, SourceSpec
from m365bot.records import texts
from m365bot.records.texts import Wordless

TOKYO = ZoneInfo("Asia/Tokyo")
GONE = "(消去済み)"
QUESTIONS = (
    Question("mark", "満足度", "scale", range=(1, 5)),
    Question("why", "理由", "text"),
    Question("tool", "使う道具", "choice", options=("Excel", "Power BI"), other=True),
    Question("tools", "試した道具", "choices", options=("Excel", "Power BI"), other=True),
    Question("free", "好きな色", "choice"),
    Question("day", "受けた日", "date"),
)
FORM = Form("after", "事後", SourceSpec("list", "x"), questions=QUESTIONS)
OURS, UNKNOWN = Wordless(FORM, TOKYO), Wordless(None, TOKYO)


def cell(header: str, value: Any, form: Wordless = OURS) -> Any:
    return form.cells({"メール": "a@example.jp", header: value})[header]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("満足度", 4),
        ("満足度", "４"),
        ("理由", ""),
        ("理由", None),
        ("使う道具", "Excel"),
        ("試した道具", "Excel;Power BI;"),
        ("試した道具", ["Excel"]),
        ("受けた日", "2025-06-19"),
        ("完了時刻", "2025/06/19 17:10"),
        ("名前", "山田 葵"),
        ("Points - 満足度", "3.5"),
        ("更新者", {"LookupId": 7, "mail": "a@example.jp"}),
    ],
)
def test_what_a_form_asks_for_in_its_own_words_stays(header: str, value: Any) -> None:
    assert cell(header, value) == value


@pytest.mark.parametrize(
    ("header", "value", "left"),
    [
        ("理由", "橋の点検に使える", GONE),
        ("理由", 5, GONE),
        ("使う道具", "自作の表", GONE),
        ("試した道具", "Excel;自作の表", ["Excel", GONE]),
        ("好きな色", "空の色", GONE),  # no options: anything may stand there
        ("満足度", "とても良い", GONE),
        ("受けた日", "雨の日", GONE),
        ("新しい質問", "思ったこと", GONE),
        ("Feedback - 理由", "よく書けています", GONE),
        ("理由", {"columns": {"a": "一つ", "b": "二つ"}}, GONE),
        ("タイトル", "ひとこと", GONE),
    ],
)
def test_peoples_own_words_go_wherever_they_stand(header: str, value: Any, left: Any) -> None:
    assert cell(header, value) == left


def test_who_answered_stays() -> None:
    assert cell("メール", "a@example.jp") == "a@example.jp"
    assert cell("メール", "a@example.jp", UNKNOWN) == "a@example.jp"


@pytest.mark.parametrize(("value", "left"), [(4, 4), ("4", "4"), ("思ったこと", GONE), (["A"], GONE)])
def test_of_a_form_that_config_has_no_more_numbers_stay(value: Any, left: Any) -> None:
    assert cell("満足度", value, UNKNOWN) == left
    assert UNKNOWN.answers({"mark": value}) == {"mark": left}


def test_answers_as_they_were_judged_lose_the_same() -> None:
    said = {"mark": 4, "why": "橋の点検", "tool": "自作", "tools": ["Excel", "自作"], "day": "2025-06-19"}

    assert OURS.answers(said) == said | {"why": GONE, "tool": GONE, "tools": ["Excel", GONE]}


def test_a_second_time_there_is_nothing_to_take_away() -> None:
    raw = {"理由": "橋の点検", "試した道具": "Excel;自作", "満足度": "よい", "新しい質問": "思ったこと"}
    once = OURS.cells(raw)

    assert OURS.cells(once) == once


def test_a_reason_repeats_nothing_that_is_gone() -> None:
    raw = {"メール": "a@example.jp", "試した道具": "Excel;自作の表", "満足度": "とても『良い』"}
    why = "質問『満足度』: 『とても『良い』』は数ではありません。 『自作の表』は選択肢にありません。『a@example.jp』"

    told = texts.scrubbed(why, raw, OURS.cells(raw))

    assert "良い" not in told and "自作" not in told
    assert told.startswith("質問『満足度』: ") and told.endswith("『a@example.jp』")


def test_what_an_officer_said_in_place_of_an_answer_goes_too() -> None:
    assert OURS.answer("why", "橋の点検") == GONE
    assert OURS.answer("mark", "4") == "4"
