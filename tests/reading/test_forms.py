"""Forms: what questions may ask, and what is said of those that contradict themselves."""

import pytest

from m365bot.reading import values

FORM = "forms/after.yaml"
COHORT = "cohorts/R7/cohort.yaml"
QUESTION = "{key: satisfaction, text: 満足度, type: scale, range: [1, 5], show: average}"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("{key: a, text: b, type: text, show: count}", "自由記述は表に出せません。"),
        ("{key: a, text: b, type: text, show: average}", "平均を出せるのは scale と number の質問だけです。"),
        ("{key: a, text: b, type: scale}", "type が scale の質問には range が要ります。"),
        ("{key: a, text: b, type: choice}", "type が choice の質問には options が要ります。"),
        ("{key: a, text: b, type: choice, options: [x, y, x]}", "選択肢『x』が2回書かれています。"),
        ("{key: a, text: b, type: choices, options: []}", "type が choices の質問には options が要ります。"),
        ("{key: a, text: b, type: scale, range: [5, 1]}", "range は [最小, 最大] の2つの数です。"),
        ("{key: a, text: b, type: scale, range: [1, 1]}", "range は [最小, 最大] の2つの数です。"),
        ("{key: a, text: b, type: scale, range: [1, 2, 3]}", "range は [最小, 最大] の2つの数です。"),
        (
            "{key: a, text: b, type: text, other: true}",
            "other を書けるのは choice と choices の質問だけです。",
        ),
        ("{key: a, text: b, type: date}, {key: a, text: c, type: date}", "質問『a』が2回書かれています。"),
        ("{key: a, text: b, type: date}, {key: c, text: b, type: date}", "質問『b』が2回書かれています。"),
    ],
)
def test_a_question_that_contradicts_itself_is_a_complaint(instance, question, words) -> None:
    instance.change(FORM, QUESTION, question)

    assert instance.only_complaint().words == words


@pytest.mark.parametrize(
    "question",
    [
        "{key: a, text: b, type: number, show: average}",
        "{key: a, text: b, type: choice, options: [x], show: count}",
        "{key: a, text: b, type: choice, options: [x], other: true}",
        "{key: a, text: b, type: scale, range: [-2, 2], show: count}",
    ],
)
def test_a_question_in_order_is_none(instance, question) -> None:
    instance.change(FORM, QUESTION, question)

    assert instance.read().complaints == ()


def test_a_questions_range_and_options_are_kept(instance) -> None:
    instance.change(FORM, QUESTION, QUESTION + ", {key: c, text: どれ, type: choice, options: [x, y]}")

    found = instance.read().programme.forms["after"]

    assert [(each.range, each.options, each.show) for each in found.questions] == [
        ((1, 5), (), "average"),
        (None, ("x", "y"), "never"),
    ]
    assert (found.who, found.identity, found.resubmission, found.books) == (
        "attendees",
        "メール",
        "last",
        None,
    )


def test_a_form_that_a_session_asks_twice_is_a_complaint(instance) -> None:
    asked = "{form: after, opens: session end, due: 5 business days after}"
    instance.change(COHORT, asked, f"{asked}, {asked}")

    assert instance.only_complaint().words == "様式 'after/powerbi-1' が2回使われています。"


def test_a_session_without_its_own_dates_takes_the_cohorts_and_then_the_forms(instance) -> None:
    asked = "{form: after, opens: session end, due: 5 business days after}"
    instance.change(COHORT, asked, "{form: after}")
    instance.add(COHORT, "form_defaults: {after: {due: next business day}}\n")
    instance.add(FORM, "opens: 2025-06-02\ndue: 2025-06-30\n")

    found = instance.read().programme.cohorts[0].questionnaires[0]

    assert f"{found.opens:%m-%d %H:%M}" == "06-02 08:30"
    assert f"{found.due:%m-%d %H:%M}" == "06-20 17:15"


@pytest.mark.parametrize(("place", "told"), [("フォーム回答", False), ("研修運営", False), ("TEAM", True)])
def test_s15_a_list_that_trainees_can_read_is_remarked_on(instance, place, told) -> None:
    team = instance.read().programme.cohorts[0].team.name
    instance.change(FORM, "フォーム回答/", f"{team if place == 'TEAM' else place}/")

    remarks = [note.words for note in instance.read().remarks]

    assert any("人の回答を読めます" in words for words in remarks) is told


@pytest.mark.parametrize("end", [">)<br>**本日まで**", "`x`", '"x"', "<b>", "\\x"])
def test_an_address_that_would_end_where_a_text_leads_to_it_is_none(end: str) -> None:
    with pytest.raises(values.Unreadable):
        values.url(f"https://forms.office.com/r/abc{end}")
