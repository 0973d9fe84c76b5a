"""From what came to what counts: nothing is lost, nothing is guessed."""

from dataclasses import replace
from datetime import date, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.programme.forms import Question
from m365bot.programme.people import Line, Role
from m365bot.records import State
from m365bot.records.sources.port import Column, Item, SourceReading
from tests.examples import drawn
from tests.records.programmes import (
    IDEA,
    SATISFACTION,
    TOKYO,
    Office,
    Shelf,
    answer,
    person,
    session,
    trainee,
    with_form,
)


def states(rows):
    return [row.state for row in rows]


def test_an_answer_is_kept_under_the_key_of_its_question():
    (row,) = Office().collect(answer())

    assert (row.state, row.reason) == (State.KEPT, "")
    assert row.answers == {"satisfaction": 4, "idea": "点検"}
    assert row.person_id == "p1"


def test_the_row_is_kept_as_it_came():
    line = answer(satisfaction=" 4 ")

    (row,) = Office().collect(line)

    assert row.raw == line


def test_an_unknown_person_is_quarantined_with_the_address_and_comes_free_when_people_csv_is_mended():
    office = Office()
    rows = office.came(answer("new@example.jp"))
    assert "new@example.jp" in office.judge(rows)[0].reason

    office.enrol(*office.cohort.lines, trainee(person("p99", "new@example.jp")))

    assert states(office.judge(rows)) == [State.KEPT]


def test_an_answer_out_of_range_is_quarantined_and_the_others_of_its_row_are_still_read():
    (row,) = Office().collect(answer(satisfaction=6))

    assert row.state == State.QUARANTINED
    assert "1～5" in row.reason
    assert row.answers == {"idea": "点検"}


def test_a_renamed_question_quarantines_its_rows_and_names_the_new_words():
    line = answer()
    line["研修全体の満足度"] = line.pop("研修の満足度")

    (row,) = Office().collect(line)

    assert row.state == State.QUARANTINED
    assert "研修の満足度" in row.reason
    assert "研修全体の満足度" in row.reason
    assert row.raw["研修全体の満足度"] == 4


def test_an_added_question_quarantines_only_rows_that_answer_it():
    rows = Office().collect(answer("t1@example.jp"), answer("t2@example.jp", 会場はどうでしたか="狭い"))

    assert states(rows) == [State.KEPT, State.QUARANTINED]
    assert "会場はどうでしたか" in rows[1].reason


def test_a_missing_question_is_told_from_one_that_nobody_answered():
    line = answer()
    del line["業務で使えそうな場面"]
    office = Office()

    assert states(office.collect(line, headers=tuple(answer()))) == [State.KEPT]
    assert "業務で使えそうな場面" in office.collect(line)[0].reason


def test_a_missing_identity_column_is_said():
    line = answer()
    del line["メール"]

    (row,) = Office().collect(line)

    assert row.state == State.QUARANTINED
    assert "『メール』" in row.reason


@pytest.mark.parametrize("mail", ["", "anonymous", None])
def test_a_row_without_a_name_is_quarantined_where_names_are_asked_for(mail):
    (row,) = Office().collect(answer(mail))

    assert row.state == State.QUARANTINED


def test_an_anonymous_form_keeps_every_row_without_a_person():
    office = Office(change=with_form(who="anonymous"))

    rows = office.collect(answer("anonymous", ID=1), answer("anonymous", ID=2))

    assert states(rows) == [State.KEPT, State.KEPT]
    assert {row.person_id for row in rows} == {None}


def test_an_instructor_who_tries_the_form_is_quarantined():
    office = Office()
    office.enrol(*office.cohort.lines, Line(person("k1", "koushi@partner.example.com"), Role.INSTRUCTOR))

    (row,) = office.collect(answer("koushi@partner.example.com"))

    assert row.state == State.QUARANTINED


def test_a_session_for_some_groups_takes_answers_of_these_only():
    office = Office(change=lambda q: replace(q, session=session("班2")))

    (row,) = office.collect(answer())

    assert "対象者" in row.reason


def test_who_left_after_the_session_may_still_have_answered_it():
    office = Office()
    office.enrol(trainee(office.people[0], end=date(2025, 6, 19)))

    (row,) = office.collect(answer(at="2025-06-25 09:00:00"))

    assert row.state == State.KEPT


def test_applicants_need_not_be_in_people_csv():
    office = Office(change=with_form(who="applicants"))

    rows = office.collect(answer("a@example.jp"), answer("A@example.jp", at="2025-06-20 09:00"))

    assert states(rows) == [State.SUPERSEDED, State.KEPT]


def test_an_answer_after_the_due_date_is_late():
    rows = Office().collect(
        answer(at="2025-06-26 17:15:00"), answer("t2@example.jp", at="2025-06-26 17:15:01")
    )

    assert [row.late for row in rows] == [False, True]


def test_a_completion_time_that_cannot_be_read_is_not_guessed():
    (row,) = Office().collect(answer(at="19/6/2025 9:03"))

    assert row.state == State.QUARANTINED
    assert "19/6/2025" in row.reason


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("last", [State.SUPERSEDED, State.SUPERSEDED, State.KEPT]),
        ("first", [State.SUPERSEDED, State.KEPT, State.SUPERSEDED]),
        ("all", [State.KEPT, State.KEPT, State.KEPT]),
    ],
)
def test_the_rule_of_the_form_says_which_of_several_answers_counts(rule, expected):
    office = Office(change=with_form(resubmission=rule))

    rows = office.collect(
        answer(satisfaction=2, at="2025-06-20 10:00"),
        answer(satisfaction=3, at="2025-06-19 10:00"),
        answer(satisfaction=4, at="2025-06-21 10:00"),
    )

    assert states(rows) == expected


def test_a_spoilt_second_answer_leaves_the_first_in_force():
    rows = Office().collect(answer(at="2025-06-20 10:00"), answer(satisfaction=9, at="2025-06-21 10:00"))

    assert states(rows) == [State.KEPT, State.QUARANTINED]


# docs/facts.md C09
def test_one_person_whatever_address_and_letter_case_the_form_recorded():
    office = Office()
    office.enrol(trainee(person("y", "A.Yamada@example.jp", "dx-yamada@city.example.jp")))

    rows = office.collect(
        answer("a.yamada@EXAMPLE.JP", at="2025-06-20 10:00"),
        answer(" a.yamada@example.jp ", at="2025-06-20 11:00"),
        answer("dx-yamada@city.example.jp", at="2025-06-20 12:00"),
    )

    assert states(rows) == [State.SUPERSEDED, State.SUPERSEDED, State.KEPT]
    assert {row.person_id for row in rows} == {"y"}


# docs/facts.md C11
def test_blank_lines_are_no_rows():
    blank = dict.fromkeys(answer(), "")

    rows = Office().collect(answer(), blank, answer("t2@example.jp"), {"研修の満足度": "　"}, blank)

    assert states(rows) == [State.KEPT, State.KEPT]


# docs/facts.md C14
def test_a_flow_that_acted_twice_makes_one_row_and_another_completion_time_a_second():
    office = Office()

    once = office.collect(answer(), answer())
    twice = office.collect(answer(), answer(), answer(at="2025-06-19 09:10:00"))

    assert len(once) == 1
    assert states(twice) == [State.SUPERSEDED, State.KEPT]


def test_a_csv_and_the_workbook_it_was_made_of_hold_the_same_rows():
    office = Office()

    (from_csv,) = office.came(answer(satisfaction="4", at="6/19/25 9:03:10"))
    (from_workbook,) = office.came(answer(satisfaction=4.0, at=datetime(2025, 6, 19, 9, 3, 10)))

    assert from_csv.digest == from_workbook.digest


def test_a_corrected_form_makes_no_new_rows_of_old_ones():
    office = Office((SATISFACTION, IDEA, Question("contact", "連絡先", "text")))
    line = answer(連絡先="t1@example.jp")
    (before,) = office.came(line)

    office.questionnaire = with_form(identity="連絡先", questions=(IDEA,))(office.questionnaire)

    assert office.came(line)[0].digest == before.digest


def test_a_list_without_completion_times_orders_by_when_items_were_made():
    office = Office()
    headers = ("メール", "研修の満足度", "業務で使えそうな場面")
    made = [datetime(2025, 6, 20, 9, tzinfo=TOKYO), datetime(2025, 6, 19, 9, tzinfo=TOKYO)]
    items = [
        Item(str(place), {"メール": "t1@example.jp", "研修の満足度": place + 1}, at)
        for place, at in enumerate(made)
    ]

    reading = SourceReading("list", [Column(header) for header in headers], items)

    rows = office.judge(office.versions(reading))

    assert states(rows) == [State.KEPT, State.SUPERSEDED]
    assert rows[0].submitted == made[0]


# docs/facts.md C08
def test_rich_text_is_read_as_words_and_kept_as_it_came():
    rich = '<div class="ExternalClassA1B2">橋の点検&#58;写真<br></div>'

    (row,) = Office().collect(answer(業務で使えそうな場面=rich))

    assert row.answers["idea"] == "橋の点検:写真"
    assert row.raw["業務で使えそうな場面"] == rich


LETTERS = "a5５あ点;[]\"'<>&=@-./: \n　\u200b"
CELLS = st.one_of(
    st.none(),
    st.text(LETTERS, max_size=8),
    st.integers(-3, 9),
    st.floats(),
    st.datetimes(),
    st.sampled_from(["\ud800", "[" * 9999 + "]" * 9999, "9999-12-31T23:00Z"]),
    st.booleans(),
)
LINES = st.fixed_dictionaries(
    {
        "完了時刻": st.one_of(CELLS, st.datetimes(datetime(2025, 6, 1), datetime(2025, 7, 1))),
        "メール": st.one_of(CELLS, st.sampled_from(["t1@example.jp", "T1@example.jp", "t2@example.jp"])),
        "研修の満足度": CELLS,
        "業務で使えそうな場面": CELLS,
    }
)


@drawn(60)
@given(st.lists(LINES, max_size=12), st.sampled_from(["last", "first", "all"]))
def test_rows_in_are_kept_and_quarantined_and_superseded_together(lines, rule):
    office = Office(trainees=2, change=with_form(resubmission=rule))

    came = office.came(*lines)
    rows = office.judge(came)

    counts = {state: states(rows).count(state) for state in State}
    assert [row.known_by for row in rows] == [one.known_by for one in came]
    assert sum(counts.values()) == len(came)
    shown = [row for row in rows if row.state != State.REPEATED]
    assert all(bool(row.reason) == (row.state == State.QUARANTINED) for row in shown)
    people = [row.person_id for row in rows if row.state == State.KEPT]
    assert rule == "all" or len(people) == len(set(people))
    assert office.judge(came) == rows


def test_questions_called_like_built_in_columns_are_told_by_their_digit():
    office = Office((Question("called", "名前", "text"), SATISFACTION, IDEA))

    (row,) = office.collect(answer(名前2="点検アプリ"))

    assert row.answers["called"] == "点検アプリ"
    assert row.state == State.KEPT


def test_alumni_may_answer_where_the_session_is_for_them_and_are_not_awaited():
    office = Office(change=lambda q: replace(q, session=session(audience=("R7", "修了生"))))
    office.enrol(*office.cohort.lines, Line(person("l", "leader@example.jp"), Role.LEADER))

    (row,) = office.collect(answer("leader@example.jp"))

    assert row.state == State.KEPT
    assert office.cohort.expected(office.questionnaire, date(2025, 6, 19)) == office.people


# docs/facts.md C15: the same 職員番号 gives the same id
def test_answers_follow_a_person_whose_sign_in_name_changed():
    office = Office()
    shelf = Shelf(office)
    shelf.take(office.reading(answer("t1@example.jp")))
    married = replace(office.people[0], mail="suzuki@example.jp", contact="suzuki@example.jp")
    office.enrol(trainee(married))
    shelf.judge_again()

    shelf.take(
        office.reading(
            answer("t1@example.jp"),
            answer("T1@example.jp", at="2025-06-20 9:00"),
            answer("suzuki@example.jp", 5),
        )
    )

    assert [(row.person_id, row.state) for row in shelf.rows] == [
        ("p1", State.SUPERSEDED),
        ("p1", State.KEPT),
        ("p1", State.SUPERSEDED),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("satisfaction", ["研修の満足度", "研修全体の満足度"])
def test_a_hundred_thousand_answers_are_read_in_seconds(satisfaction):
    office = Office(trainees=200)
    lines = [
        {
            "完了時刻": f"2025-06-19T0{n % 9}:00:00Z",
            "メール": f"t{n % 200 + 1}@example.jp",
            satisfaction: n % 5 + 1,
            IDEA.text: f"案{n}",
        }
        for n in range(100_000)
    ]
    started = process_time()

    rows = office.collect(*lines, headers=tuple(lines[0]))

    assert len(rows) == 100_000
    assert process_time() - started < 20  # about 4 on an idle machine
