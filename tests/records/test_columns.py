"""Which column of a source holds what."""

import pytest

from m365bot.programme.forms import Form, Question, SourceSpec
from m365bot.records import State, forms
from tests.records.programmes import IDEA, SATISFACTION, Office, answer, with_form

JAPANESE = ("ID", "開始時刻", "完了時刻", "メール", "名前")
ENGLISH = ("ID", "Start time", "Completion time", "Email", "Name")


def form(*questions: Question, identity: str = "メール") -> Form:
    return Form("after", "アンケート", SourceSpec("list", "x/y"), identity=identity, questions=questions)


@pytest.mark.parametrize("built_in", [JAPANESE, (*JAPANESE, "最終変更時刻"), ENGLISH, ("id", *ENGLISH[1:])])
def test_the_built_in_columns_are_known_in_both_languages(built_in):
    columns = forms.columns(form(SATISFACTION), (*built_in, "研修の満足度"))

    assert (columns.added, columns.missing) == ((), {})
    assert columns.identity == built_in[3]
    assert columns.built_in["completed"] == built_in[2]
    assert columns.questions == {"satisfaction": "研修の満足度"}


# docs/facts.md C01
QUIZ = (*ENGLISH, "Total points", "Quiz feedback", "Last modified time", "研修の満足度")


@pytest.mark.parametrize("without", [(), ("Quiz feedback",), ("Total points", "Last modified time")])
@pytest.mark.parametrize("points", ["Points - ", "ポイント - ", "Points \u2013 ", "Points \u2014 "])
@pytest.mark.parametrize("feedback", ["Feedback - ", "フィードバック - "])
def test_the_columns_of_a_quiz_are_no_questions(without, points, feedback):
    headers = [header for header in QUIZ if header not in without]
    line = dict.fromkeys(headers, "") | {
        "Completion time": "6/19/25 9:03:10",
        "Email": "t1@example.jp",
        "研修の満足度": "4",
        f"{points}研修の満足度": "5",
        f"{feedback}研修の満足度": "良い",
        f"{points}Name": "",
    }

    (row,) = Office((SATISFACTION,)).collect(line)

    assert (row.state, row.reason) == (State.KEPT, "")
    assert row.answers == {"satisfaction": 4}
    assert row.raw[f"{points}研修の満足度"] == "5"
    assert row.submitted.isoformat() == "2025-06-19T00:03:10+00:00"


def test_marks_given_later_make_no_new_row():
    office = Office((SATISFACTION,))
    line = {"メール": "t1@example.jp", "研修の満足度": 4, "Points - 研修の満足度": ""}

    before, after = office.came(line), office.came(line | {"Points - 研修の満足度": 5})

    assert before[0].digest == after[0].digest


def test_a_question_that_only_looks_like_a_quiz_column_is_a_question():
    columns = forms.columns(form(Question("p", "Points - 使いみち", "text")), ("メール", "Points - 使いみち"))

    assert columns.questions == {"p": "Points - 使いみち"}


def test_the_columns_that_every_list_has_are_no_questions():
    headers = ("Title", "コンテンツ タイプ", "添付ファイル", "登録日時", "メール", "研修の満足度")

    columns = forms.columns(form(SATISFACTION), headers)

    assert columns.added == ()


@pytest.mark.parametrize("header", ["研修の満足度 ", "研修の\n満足度", "研修の満足度\u00a0"])
def test_blanks_and_breaks_in_a_header_make_no_other_question(header):
    columns = forms.columns(form(SATISFACTION), ("メール", header))

    assert columns.questions == {"satisfaction": header}


def test_two_questions_of_one_text_take_the_second_with_its_digit():
    asked = form(Question("a", "感想", "text"), Question("b", "感想", "text"))

    columns = forms.columns(asked, ("メール", "感想", "感想2"))

    assert columns.questions == {"a": "感想", "b": "感想2"}


def test_a_question_called_like_a_built_in_column_takes_the_only_column_of_a_list():
    columns = forms.columns(form(Question("who", "名前", "text")), ("メール", "名前"))

    assert columns.questions == {"who": "名前"}
    assert columns.missing == {}


def test_another_column_may_say_who_answered():
    columns = forms.columns(form(IDEA, identity="連絡先"), ("ID", "連絡先", "業務で使えそうな場面"))

    assert columns.identity == "連絡先"
    assert columns.added == ()


def test_a_digit_alone_does_not_make_another_question_the_same():
    columns = forms.columns(form(SATISFACTION), ("メール", "研修の満足度2"))

    assert columns.questions == {}
    assert columns.missing == {"研修の満足度": "研修の満足度2"}


# docs/facts.md C60
def test_two_columns_of_one_name_that_differ_are_told_with_both_values():
    line = answer(satisfaction={"columns": {"a": 5, "b": 3}})

    (row,) = Office().collect(line)

    assert row.state == State.QUARANTINED
    assert "『研修の満足度』という列が2つあり、値が違います(『5』、『3』)" in row.reason
    assert row.answers == {"idea": "点検"}


# docs/facts.md C59
def test_nobody_is_asked_who_answered_an_anonymous_form():
    line = answer()
    del line["メール"]

    (row,) = Office(change=with_form(who="anonymous")).collect(line)

    assert (row.state, row.reason, row.person_id) == (State.KEPT, "", None)


# docs/facts.md C62
def test_a_person_column_whose_people_nobody_knows_is_named_with_its_type():
    rows = Office().collect(answer({"LookupId": "12"}), answer({"LookupId": "13", "mail": "t1@example.jp"}))

    assert [row.state for row in rows] == [State.QUARANTINED, State.KEPT]
    assert "列『メール』は「ユーザーまたはグループ」型" in rows[0].reason
    assert rows[1].person_id == "p1"
