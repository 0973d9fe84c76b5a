"""What an officer says of a row lies over its cells when it is judged, and teaches nothing of other rows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from m365bot.errors import ConfigError
from m365bot.records import intake, mending
from m365bot.records.corrections import ANSWER, IGNORED, PERSON, Correction, Corrections
from m365bot.records.judge import Judge
from tests.records.programmes import Office, Shelf, answer, person, trainee, with_form

AT = datetime(2025, 6, 20, 1, tzinfo=UTC)
SATISFACTION = f"{ANSWER}satisfaction"


def said(row, what, value, number=1):
    return Correction(number, row.number, row.digest, what, value, "kenshu", AT, "本人に確認")


def again(office, rows, *corrections):
    """The rows, judged anew."""
    judge = Judge(office.questionnaire, office.cohort, office.programme, corrections=Corrections(corrections))
    return intake.again(rows, judge)


@pytest.fixture
def office():
    return Office()


def stored(office, *lines):
    shelf = Shelf(office)
    shelf.take(office.reading(*lines))
    return shelf.rows


def test_a_row_of_an_unknown_address_is_whose_the_officer_says(office):
    (row,) = stored(office, answer("t1@exmple.jp"))

    (mended,) = again(office, [row], said(row, PERSON, "p1"))

    assert (row.state, mended.state, mended.reason) == ("quarantined", "kept", "")
    assert (mended.person_id, mended.raw, mended.digest) == ("p1", row.raw, row.digest)
    assert (mended.identity, mended.once) == ("t1@exmple.jp", None)


def test_a_corrected_address_teaches_nothing_of_other_rows_with_it(office):
    first, second = stored(office, answer("t1@exmple.jp"), answer("t1@exmple.jp", at="2025-06-19 10:00:00"))

    mended, other = again(office, [first, second], said(first, PERSON, "p1"))
    taken_back = again(office, [mended, other])

    assert (mended.state, other.state) == ("kept", "quarantined")
    assert [row.state for row in taken_back] == ["quarantined", "quarantined"]


def test_a_row_that_another_person_sent_is_theirs_no_more_and_theirs_again_when_taken_back(office):
    sent, own = stored(office, answer("t1@example.jp", at="2025-06-19 10:00:00"), answer("t1@example.jp", 2))

    given, left = again(office, [sent, own], said(sent, PERSON, "p2"))
    back, superseded = again(office, [given, left])

    assert [(row.person_id, row.state) for row in (given, left)] == [("p2", "kept"), ("p1", "kept")]
    assert (given.once, back.person_id, back.state) == ("p1", "p1", "kept")
    assert superseded.state == "superseded"


def test_a_person_who_took_another_name_is_still_meant(office):
    (row,) = stored(office, answer("t1@exmple.jp"))
    office.enrol(trainee(person("p1", "married@example.jp")))

    (mended,) = again(office, [row], said(row, PERSON, "p1"))

    assert (mended.person_id, mended.state) == ("p1", "kept")


def test_a_person_who_left_every_roster_leaves_the_row_to_be_looked_at(office):
    (row,) = stored(office, answer("t1@exmple.jp"))
    office.enrol(trainee(person("p2", "t2@example.jp")))

    (mended,) = again(office, [row], said(row, PERSON, "p1"))

    assert (mended.state, mended.person_id) == ("quarantined", None)
    assert "名簿" in mended.reason


def test_the_audience_is_held_against_who_it_was(office):
    (row,) = stored(office, answer("t1@exmple.jp"))
    office.enrol(*office.cohort.lines, others=[person("x", "x@example.jp")])

    (mended,) = again(office, [row], said(row, PERSON, "x"))

    assert "対象者ではありません" in mended.reason


def test_an_answer_out_of_its_range_is_what_the_officer_says(office):
    (row,) = stored(office, answer(satisfaction=9))

    (mended,) = again(office, [row], said(row, SATISFACTION, "5"))

    assert (mended.answers["satisfaction"], mended.state) == (5, "kept")
    assert mended.raw["研修の満足度"] == 9


def test_an_answer_may_be_taken_out(office):
    (row,) = stored(office, answer(satisfaction=9))

    (mended,) = again(office, [row], said(row, SATISFACTION, ""))

    assert ("satisfaction" in mended.answers, mended.state) == (False, "kept")


def test_an_answer_to_a_question_without_a_column_is_taken(office):
    (row,) = stored(office, {"メール": "t1@example.jp", "業務で使えそうな場面": "点検"})

    (mended,) = again(office, [row], said(row, SATISFACTION, "4"))

    assert (row.state, mended.state, mended.answers["satisfaction"]) == ("quarantined", "kept", 4)


def test_a_person_can_be_named_where_the_line_has_no_such_column(office):
    (row,) = stored(office, {"研修の満足度": 4, "業務で使えそうな場面": "点検"})

    (mended,) = again(office, [row], said(row, PERSON, "p1"))

    assert (row.state, mended.state, mended.person_id) == ("quarantined", "kept", "p1")


def test_an_answer_to_a_question_that_the_form_asks_no_more_changes_nothing(office):
    (row,) = stored(office, answer())

    (mended,) = again(office, [row], said(row, f"{ANSWER}gone", "5"))

    assert replace(mended, number=row.number) == row


def test_of_two_words_on_the_same_the_later_counts(office):
    (row,) = stored(office, answer(satisfaction=9))

    (mended,) = again(office, [row], said(row, SATISFACTION, "5"), said(row, SATISFACTION, "2", number=2))

    assert mended.answers["satisfaction"] == 2


def test_what_was_said_of_an_earlier_wording_is_told_and_not_used(office):
    (row,) = stored(office, answer("t1@example.jp"))

    (changed,) = again(office, [replace(row, digest="another")], said(row, PERSON, "p2"))

    assert (changed.state, changed.person_id) == ("quarantined", "p1")
    assert f"m365bot records correct {row.number} --take-back" in changed.reason


def test_the_word_of_corrections_is_another_with_each(office):
    (row,) = stored(office, answer())
    one, two = said(row, PERSON, "p1"), said(row, PERSON, "p2", number=2)

    words = {Corrections(some).word for some in ([], [one], [two], [one, two])}

    assert len(words) == 4
    assert Corrections().word == ""


@pytest.mark.parametrize(
    ("mail", "answers", "words"),
    [
        (None, (), "--person"),
        ("nobody@example.jp", (), "名簿にありません"),
        (None, ("satisfaction",), "= がありません"),
        (None, ("satisfcation=4",), "「satisfaction」ではありませんか?"),
        (None, ("satisfaction=9",), "1～5"),
        ("t1@example.jp", ("satisfaction=4", "idea"), "= がありません"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(office, mail, answers, words):
    with pytest.raises(ConfigError) as told:
        mending.wanted(office.questionnaire, mending.Wish(mail, answers), office.programme)

    assert words in str(told.value)


def test_nobody_can_be_named_in_an_anonymous_form():
    office = Office(change=with_form(who="anonymous"))

    with pytest.raises(ConfigError, match="無記名"):
        mending.wanted(office.questionnaire, mending.Wish("t1@example.jp"), office.programme)


def test_a_question_may_be_called_by_its_words_and_an_answer_may_hold_the_sign(office):
    found = mending.wanted(
        office.questionnaire, mending.Wish(answers=("研修の 満足度=4", "idea=a=b")), office.programme
    )

    assert found == {SATISFACTION: "4", f"{ANSWER}idea": "a=b"}


def test_corrections_are_shown_in_words(office):
    (row,) = stored(office, answer())
    form, people = office.questionnaire.form, office.programme.everybody

    shown = [
        mending.in_words(one, form, people)
        for one in (
            said(row, PERSON, "p1"),
            said(row, PERSON, ""),
            said(row, SATISFACTION, ""),
            said(row, f"{ANSWER}gone", "5"),
        )
    ]

    assert shown == ["回答者: t1@example.jp", "回答者: (名簿にいない人)", "研修の満足度: (空)", "gone: 5"]


def test_a_word_that_a_row_is_not_to_count_is_shown_too_and_mended_by_nothing_else(office):
    (row,) = stored(office, answer())
    form, people = office.questionnaire.form, office.programme.everybody

    assert mending.in_words(said(row, IGNORED, ""), form, people) == "数えない"
    assert mending.in_words(said(row, f"{ANSWER}gone", "5"), None, people) == "gone: 5"
    assert mending.wanted(office.questionnaire, mending.Wish(ignore=True), office.programme) == {IGNORED: ""}


def test_the_mark_of_a_row_is_another_with_every_wording_and_every_word(office):
    (row,) = stored(office, answer())
    one, two = said(row, PERSON, "p1"), said(row, PERSON, "p2", number=2)

    marks = [
        mending.mark(*each) for each in (("a", []), ("b", []), ("a", [one]), ("a", [two]), ("a", [one, two]))
    ]

    assert len(set(marks)) == 5
    assert {len(each) for each in marks} == {16}


def test_who_looked_at_an_older_wording_is_told_what_stands(office):
    (row,) = stored(office, answer())

    error = mending.Overtaken(7, [said(row, PERSON, "p1")])

    assert "番号7の行は" in str(error)
    assert [one.value for one in error.stands] == ["p1"]


def test_one_row_is_judged_anew_and_those_are_told_whose_state_is_another_by_that(office):
    lines = (
        answer("t1@example.jp"),
        answer("t1@exmple.jp", 2, at="2025-06-19 10:00:00"),
        answer("t2@example.jp"),
    )
    rows = stored(office, *lines)
    correction = said(rows[1], PERSON, "p1")
    judge = Judge(
        office.questionnaire, office.cohort, office.programme, corrections=Corrections([correction])
    )

    mended, others = intake.one_again(rows, rows[1], judge)

    assert [row.state for row in rows] == ["kept", "quarantined", "kept"]
    assert (mended.number, mended.state, mended.person_id) == (2, "kept", "p1")
    assert others == {1: "superseded"}


def test_whose_a_row_was_is_asked_of_those_who_were_found(office):
    rows = stored(office, answer("t1@example.jp"), answer("t1@exmple.jp"))

    assert intake.once_of(rows) == {"t1@example.jp": "p1"}


def test_corrections_are_listed_by_row(office):
    first, second = stored(office, answer("t1@example.jp"), answer("t2@example.jp"))
    one, two = said(first, PERSON, "p1"), said(second, PERSON, "p2", number=2)
    found = Corrections([one, two])

    assert dict(found.items()) == {1: [one], 2: [two]}
    assert [row in found for row in (1, 2, 3)] == [True, True, False]
