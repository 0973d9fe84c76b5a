"""Corrections in the database: in force at once, in the audit chain, and gone with the row that they speak of."""

import json
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import select, update
from structlog.testing import capture_logs

from m365bot.database import audit, bookmarks, corrections, tables
from m365bot.database.books import Books
from m365bot.errors import ConfigError
from m365bot.programme.forms import SourcePlace
from m365bot.records.mending import Overtaken, Wish, mark
from tests.database.conftest import POSTGRESQL, SQLITE
from tests.database.test_records import House, judged, line, reading, states
from tests.examples import drawn
from tests.records.programmes import ASKED, Office, person, trainee

WRONG = reading((1, line("t1@exmple.jp")), (2, line("t2@example.jp")))


@pytest.fixture
def house(books: Books) -> House:
    """Of two rows the first has a mistyped address."""
    found = House(books, Office())
    found.store(WRONG)
    return found


def first(house: House) -> int:
    return min(row["number"] for row in house.table(tables.rows))


def correct(house: House, mail: str | None = "t1@example.jp", *answers: str, row: int | None = None):
    number = first(house) if row is None else row
    return house.records().correcting.correct(number, Wish(mail, answers), "kenshu", "本人に確認")


def take_back(house: House):
    return house.records().correcting.take_back(first(house), "kenshu", "思い違い")


def chain(house: House) -> list[dict]:
    with house.engine.connect() as connection:
        return [json.loads(one.entry) for one in audit.all_of(connection, house.instance)]


def judged_by(house: House) -> str:
    with house.engine.connect() as connection:
        return bookmarks.of(connection, house.instance, ASKED).judged_by


def test_a_corrected_row_counts_at_once_and_its_cells_stay(house: House) -> None:
    before = judged_by(house)

    row = correct(house)

    assert (row.state, row.person_id, row.raw) == ("kept", "p1", line("t1@exmple.jp"))
    assert states(house.rows()) == [("kept", 4), ("kept", 4)]
    assert judged_by(house).startswith(f"{before}+")
    assert house.judged_for_a_look() == 0


def test_a_correction_judges_its_row_alone_and_the_others_states_follow(house: House) -> None:
    with capture_logs() as events:
        correct(house, "t2@example.jp")
        take_back(house)

    assert judged(events) == 2
    assert states(house.rows()) == [("quarantined", 4), ("kept", 4)]


def test_of_two_rows_that_become_one_persons_one_counts_and_both_again_when_it_is_taken_back(
    house: House,
) -> None:
    second = first(house) + 1

    correct(house, "t2@example.jp")

    assert sorted(row.state for row in house.rows()) == ["kept", "superseded"]
    assert {row.person_id for row in house.rows()} == {"p2"}
    take_back(house)
    assert [row.state for row in house.rows() if row.number == second] == ["kept"]


def test_where_config_changed_since_all_is_judged_with_the_correction(house: House) -> None:
    house.office.questionnaire = replace(house.office.questionnaire, due=None)

    row = correct(house)

    assert row.state == "kept"
    assert house.judged_for_a_look() == 0


def test_a_person_who_was_known_by_an_earlier_address_is_so_beside_a_correction(house: House) -> None:
    house.office.enrol(*(trainee(person(f"p{n}", f"new{n}@example.jp")) for n in range(1, 21)))
    house.rows()

    correct(house, "new1@example.jp")

    assert [row.person_id for row in house.rows()] == ["p1", "p2"]


def test_who_when_and_why_stand_beside_it_and_in_the_chain_without_a_name_or_an_answer(house: House) -> None:
    correct(house, "t1@example.jp", "satisfaction=5")

    kept = house.table(tables.corrections)
    (linked,) = (one["corrected"] for one in chain(house) if "corrected" in one)
    assert {(one["what"], one["value"]) for one in kept} == {("person", "p1"), ("answer:satisfaction", "5")}
    assert {(one["who"], one["reason"], one["ended"]) for one in kept} == {("kenshu", "本人に確認", None)}
    assert linked == {
        "row": first(house),
        "cohort": "R7",
        "form": "after",
        "session": "powerbi-1",
        "what": ["answer:satisfaction", "person"],
        "person": "p1",
        "who": "kenshu",
        "reason": "本人に確認",
    }


def test_a_correction_that_is_taken_back_leaves_the_row_as_it_came(house: House) -> None:
    correct(house)

    row = take_back(house)

    assert (row.state, row.person_id) == ("quarantined", None)
    assert "t1@exmple.jp" in row.reason
    (kept,) = house.table(tables.corrections)
    assert (kept["ended_by"], kept["ended_because"]) == ("kenshu", "思い違い")
    assert chain(house)[-1]["taken back"]["row"] == first(house)
    assert (
        house.records().said([replace(house.office.cohort, questionnaires=(house.office.questionnaire,))])
        == {}
    )


def test_there_is_nothing_to_take_back_twice(house: House) -> None:
    correct(house)
    take_back(house)

    with pytest.raises(ConfigError, match="取り消す訂正がありません"):
        take_back(house)


def test_a_second_word_on_the_same_takes_the_first_ones_place(house: House) -> None:
    correct(house)

    row = correct(house, "t3@example.jp")

    assert (row.person_id, row.state) == ("p3", "kept")
    assert [one["ended"] is None for one in house.table(tables.corrections)] == [False, True]


def test_another_wording_of_a_corrected_row_is_told_and_waits_for_the_officer(house: House) -> None:
    correct(house)
    changed = reading((1, line("t1@exmple.jp", satisfaction=2)), link="link 2")

    told = house.records().compare(ASKED, changed).remarks
    stored, _ = house.store(changed)

    assert f"番号 {first(house)}" in told[0]
    assert stored.quarantined == 1
    assert "訂正したあとに" in house.rows()[0].reason


def test_a_correction_made_anew_holds_for_the_new_wording(house: House) -> None:
    correct(house)
    house.store(reading((1, line("t1@exmple.jp", satisfaction=2)), link="link 2"))

    row = correct(house)

    assert (row.state, row.person_id, row.answers["satisfaction"]) == ("kept", "p1", 2)


def test_a_line_that_is_read_again_keeps_its_correction(house: House) -> None:
    correct(house)

    house.store(replace(WRONG, link="link 2"))
    house.store(reading((3, line("t3@example.jp")), link="link 3"))

    assert states(house.rows()) == [("kept", 4)] * 3


def test_a_later_answer_of_the_same_person_is_told(house: House) -> None:
    correct(house)

    stored, _ = house.store(reading((3, line("t1@example.jp", 1, minute=30)), link="link 2"))

    assert f"番号 {first(house)}" in stored.remark
    assert states(house.rows()) == [("superseded", 4), ("kept", 4), ("kept", 1)]


def test_a_deleted_line_that_was_corrected_is_told_and_can_be_corrected_no_more(house: House) -> None:
    correct(house)
    deletion = reading(gone=[1], link="link 2")

    told = house.records().compare(ASKED, deletion).remarks
    house.store(deletion)

    assert any("訂正した行が、回答先から消されました" in words for words in told)
    with pytest.raises(ConfigError, match="消されている"):
        correct(house)


def test_a_deleted_line_whose_correction_is_taken_back_is_its_own_persons_again(house: House) -> None:
    second = first(house) + 1
    correct(house, "t3@example.jp", row=second)
    house.store(reading(gone=[2], link="link 2"))

    row = house.records().correcting.take_back(second, "kenshu", "思い違い")

    assert (row.person_id, row.state, row.reason) == ("p2", "superseded", "回答先から消されています。")


def test_a_row_put_back_with_the_same_words_is_corrected_still(house: House) -> None:
    correct(house)
    house.store(reading(gone=[1], link="link 2"))

    house.store(replace(WRONG, link="link 3"))

    assert house.rows()[0].person_id == "p1"


@pytest.mark.parametrize("number", [0, -1, 10**9])
def test_a_row_that_is_not_there_is_said_in_words(house: House, number: int) -> None:
    with pytest.raises(ConfigError, match="の行はありません"):
        correct(house, row=number)


def test_another_instances_row_is_none_of_ours(house: House, others: Books) -> None:
    with pytest.raises(ConfigError, match="の行はありません"):
        correct(House(others, Office()), row=first(house))


def test_a_response_that_came_twice_is_corrected_where_it_came_first(house: House) -> None:
    house.store(reading((5, line("t2@example.jp")), link="link 2"))
    repeated = max(row["number"] for row in house.table(tables.rows))

    with pytest.raises(ConfigError, match="先の行を訂正"):
        correct(house, row=repeated)


def test_a_row_of_a_form_that_config_has_no_more_is_said_in_words(house: House) -> None:
    number = first(house)
    gone = SourcePlace("list", None, "another")
    form = replace(house.office.questionnaire.form, key="other")
    house.office.questionnaire = replace(house.office.questionnaire, form=form, source=gone)

    with pytest.raises(ConfigError, match="もうありません"):
        correct(house, row=number)


def test_what_is_refused_changes_nothing(house: House) -> None:
    links = len(chain(house))

    with pytest.raises(ConfigError):
        correct(house, "t1@example.jp", "satisfaction=9")

    assert (house.table(tables.corrections), len(chain(house))) == ([], links)


def test_config_that_changes_judges_corrected_rows_with_their_corrections(house: House) -> None:
    correct(house)
    house.office.questionnaire = replace(house.office.questionnaire, due=None)

    assert states(house.rows()) == [("kept", 4), ("kept", 4)]


def test_a_correction_made_while_answers_are_taken_in_is_seen_at_the_next_look(house: House) -> None:
    store = house.records()
    found = reading((3, line("t3@example.jp")), link="link 2")
    store.compare(ASKED, found)
    correct(house)

    store.store(ASKED, found)

    assert states(house.rows()) == [("kept", 4)] * 3


def test_who_is_forgotten_takes_along_what_was_said_of_the_row(house: House) -> None:
    correct(house)

    house.records().forget("p1")

    assert house.table(tables.corrections) == []
    assert [row.person_id for row in house.rows()] == ["p2"]


def test_a_row_that_was_somebody_elses_loses_the_name_of_who_is_forgotten_and_stays(house: House) -> None:
    second = first(house) + 1
    correct(house, "t3@example.jp", row=second)
    house.store(reading((9, line("t2@example.jp", minute=40)), link="link 2"))

    house.records().forget("p2")

    (row,) = (row for row in house.rows() if row.number == second)
    assert (row.person_id, row.state, row.once, row.identity) == ("p3", "kept", None, "")
    assert (row.raw["メール"], row.raw["名前"], row.raw["業務で使えそうな場面"]) == ("", "", "点検")
    (kept,) = house.table(tables.corrections)
    assert (kept["value"], kept["reason"]) == ("p3", "")
    assert house.store(replace(WRONG, link="link 3"))[0].new == 0


def test_earlier_wordings_of_such_a_row_lose_the_name_too(house: House) -> None:
    house.store(reading((2, line("t2@example.jp", 1)), link="link 2"))
    correct(house, "t3@example.jp", row=first(house) + 1)

    house.records().forget("p2")

    assert "t2@example.jp" not in json.dumps([row["raw"] for row in house.table(tables.versions)])


def test_who_was_meant_once_and_is_no_more_is_named_nowhere(house: House) -> None:
    correct(house, "t3@example.jp")
    correct(house, "t1@example.jp")

    house.records().forget("p3")

    assert [one["value"] for one in house.table(tables.corrections)] == ["", "p1"]
    assert house.rows()[0].person_id == "p1"


def test_a_cohort_whose_time_is_over_takes_its_corrections_along(house: House) -> None:
    correct(house)

    house.records().expire("R7")

    with house.engine.connect() as connection:
        mine = tables.corrections.c.instance == house.instance
        assert connection.execute(select(tables.corrections).where(mine)).all() == []


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("line"),
            st.integers(1, 4),
            st.sampled_from(["t1@example.jp", "t2@example.jp", "odd@example.jp", ""]),
            st.sampled_from([1, 4, 9]),
        ),
        st.tuples(st.just("gone"), st.integers(1, 4)),
        st.tuples(st.just("person"), st.integers(1, 4), st.sampled_from(["t1@example.jp", "t3@example.jp"])),
        st.tuples(st.just("answer"), st.integers(1, 4), st.sampled_from(["2", ""])),
        st.tuples(st.just("back"), st.integers(1, 4)),
    ),
    max_size=12,
)


def take(house: House, nth: int, step: tuple) -> None:
    what, item, *more = step
    known = {row["known_by"]: row["number"] for row in house.table(tables.rows)}
    number = known.get(f"list/{item}", 0)
    match what:
        case "line":
            house.store(reading((item, line(more[0], more[1], minute=nth)), link=str(nth)))
        case "gone":
            house.store(reading(gone=[item], link=str(nth)))
        case "person":
            with suppress(ConfigError):
                correct(house, more[0], row=number)
        case "answer":
            with suppress(ConfigError):
                correct(house, None, f"satisfaction={more[0]}", row=number)
        case "back":
            with suppress(ConfigError):
                house.records().correcting.take_back(number, "kenshu", "思い違い")


def worth(house: House) -> list[tuple]:
    return [
        (row.known_by, row.state, row.who, row.once, row.identity, dict(row.answers), row.reason)
        for row in house.rows()
    ]


@pytest.mark.parametrize("memory", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.slow)], indirect=True)
@drawn(6, HealthCheck.function_scoped_fixture)
@given(steps=STEPS)
def test_whatever_happens_a_row_is_worth_what_a_fresh_look_at_all_would_say(
    books: Books, steps: list[tuple]
) -> None:
    corrected, plain = (House(Books(books.engine, f"{books.instance}/{uuid4()}"), Office()) for _ in range(2))
    for nth, step in enumerate(steps):
        take(corrected, nth, step)
        if step[0] in ("line", "gone"):
            take(plain, nth, step)

    as_kept = worth(corrected)
    with books.engine.begin() as connection:
        mine = tables.bookmarks.c.instance == corrected.instance
        connection.execute(update(tables.bookmarks).where(mine).values(judged_by=""))
    assert worth(corrected) == as_kept
    for row in corrected.table(tables.rows):
        with suppress(ConfigError):
            corrected.records().correcting.take_back(row["number"], "kenshu", "すべて")
    assert worth(corrected) == worth(plain)


def seen_of(house: House, number: int) -> str:
    with house.engine.connect() as connection:
        digest = corrections.meant(connection, house.instance, number).digest
        return mark(digest, corrections.of_rows(connection, house.instance, [number]).get(number, ()))


def test_a_row_that_is_not_to_count_counts_no_more_until_that_is_taken_back(house: House) -> None:
    number = first(house) + 1

    row = house.records().correcting.correct(number, Wish(ignore=True), "kenshu", "試しの回答")

    assert (row.state, row.reason) == ("superseded", "研修担当が、数えないことにしました。")
    assert states(house.rows()) == [("quarantined", 4), ("superseded", 4)]
    house.store(reading((3, line("t3@example.jp")), link="link 2"))
    assert [row.state for row in house.rows() if row.number == number] == ["superseded"]
    house.records().correcting.take_back(number, "kenshu", "思い違い")
    assert [row.state for row in house.rows() if row.number == number] == ["kept"]


def test_who_says_whose_a_row_is_wants_it_to_count(house: House) -> None:
    house.records().correcting.correct(first(house), Wish(ignore=True), "kenshu", "試しの回答")

    row = correct(house)

    assert (row.state, row.person_id) == ("kept", "p1")


def test_a_row_that_was_not_to_count_and_says_something_else_now_needs_a_look(house: House) -> None:
    house.records().correcting.correct(first(house) + 1, Wish(ignore=True), "kenshu", "試しの回答")

    house.store(reading((2, line("t2@example.jp", satisfaction=1)), link="link 2"))

    (row,) = (row for row in house.rows() if row.number == first(house) + 1)
    assert row.state == "quarantined"


def test_of_two_who_correct_what_both_saw_one_is_heard_and_the_other_is_told(house: House) -> None:
    number, correcting = first(house), house.records().correcting
    seen = seen_of(house, number)
    correcting.correct(number, Wish("t1@example.jp"), "sato", "本人に確認", seen)

    with pytest.raises(Overtaken) as told:
        correcting.correct(number, Wish("t2@example.jp"), "ito", "席の順", seen)
    with pytest.raises(Overtaken):
        correcting.take_back(number, "ito", "思い違い", seen)

    assert [(one.who, one.value) for one in told.value.stands] == [("sato", "p1")]
    assert [row.person_id for row in house.rows()] == ["p1", "p2"]
