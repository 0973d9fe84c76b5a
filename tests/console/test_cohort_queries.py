"""Pages of a cohort ask the database the same few times however many answers there are; what stays is counted once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from m365bot import clock
from m365bot.database import audit, bookmarks, corrections, rows
from m365bot.database.bookmarks import Bookmark
from m365bot.database.judgments import Judgments
from m365bot.programme import Questionnaire
from m365bot.records import AnswersOf, Row
from m365bot.records.corrections import IGNORED, Corrections
from tests.console.hall import Sitting

READ = datetime(2025, 9, 10, tzinfo=UTC)


def answered(sitting: Sitting, many: int) -> Questionnaire:
    """So many answers of one questionnaire, judged by today's config."""
    programme, books = sitting.desk.usable(), sitting.desk.books
    cohort = programme.cohort("R7")
    assert cohort
    asked = cohort.questionnaires[0]
    of, people = AnswersOf.questionnaire(asked), cohort.trainees()
    made = [
        Row(0, f"{n}", "", person_id=people[n % len(people)].id, state="kept", submitted=READ, asked=of)
        for n in range(many)
    ]
    word = Judgments(books.engine, books.instance, programme).word(asked, cohort, Corrections())
    with books.engine.begin() as connection:
        rows.add(connection, books.instance, made)
        bookmarks.keep(connection, books.instance, of, Bookmark("", READ, word))
    return asked


@pytest.mark.parametrize("page", ["", "/forms", "/hours", "/charts"])
@pytest.mark.parametrize("many", [20, 600])
def test_a_page_asks_the_same_few_times(officer: Sitting, queries: list[str], page: str, many: int) -> None:
    answered(officer, many)
    queries.clear()
    officer.reads(f"/cohorts/R7{page}")
    first = [one for one in queries if one.startswith("SELECT")]
    queries.clear()

    officer.reads(f"/cohorts/R7{page}")

    again = [one for one in queries if one.startswith("SELECT")]
    assert len(first) <= 14
    assert len(again) <= 7
    assert not any("rows.answers" in one or "GROUP BY" in one for one in again), "nothing is counted again"


def test_what_came_meanwhile_is_counted(officer: Sitting) -> None:
    officer.reads("/cohorts/R7/charts")

    answered(officer, 20)

    assert "これまでに 20件の回答が届いています。" in officer.reads("/cohorts/R7/charts")


def test_what_is_noted_of_something_else_has_nothing_counted_again(officer: Sitting) -> None:
    answered(officer, 20)
    officer.reads("/cohorts/R7/charts")
    held = officer.desk.cohorts._held["R7"]

    with officer.desk.books.engine.begin() as connection:
        audit.append(connection, officer.desk.books.instance, {"exported": {"who": "kenshu"}})
    officer.reads("/cohorts/R7/charts")

    assert officer.desk.cohorts._held["R7"] is held


def test_what_an_officer_says_of_a_row_has_its_cohort_counted_again(officer: Sitting) -> None:
    asked = AnswersOf.questionnaire(answered(officer, 20))
    officer.reads("/cohorts/R7/charts")
    held, books = officer.desk.cohorts._held["R7"], officer.desk.books

    with books.engine.begin() as connection:
        row = corrections.meant(
            connection, books.instance, rows.known(connection, books.instance, asked)[0].number
        )
        assert row
        corrections.keep(connection, books.instance, row, {IGNORED: ""}, "kenshu", "二重")
    officer.reads("/cohorts/R7/charts")
    corrected = officer.desk.cohorts._held["R7"]
    with books.engine.begin() as connection:
        corrections.take_back(connection, books.instance, row, "kenshu", "思い違い")
    officer.reads("/cohorts/R7/charts")

    assert held.mark != corrected.mark != officer.desk.cohorts._held["R7"].mark


def test_of_an_answer_that_is_evidence_of_hours_nothing_is_held_that_was_written_beside_it(
    officer: Sitting,
) -> None:
    programme, books = officer.desk.usable(), officer.desk.books
    cohort = programme.cohort("R7")
    assert cohort
    log = cohort.study_log
    assert log
    item = log.form.item_question
    assert item
    of, person, studied = AnswersOf.questionnaire(log), cohort.trainees()[0], programme.self_study[0]
    said = {item.key: studied.title, "thought": "橋の点検に使いたい"}
    row = Row(0, "1", "", person_id=person.id, identity=person.mail, state="kept", submitted=READ, asked=of)
    word = Judgments(books.engine, books.instance, programme).word(log, cohort, Corrections())
    with books.engine.begin() as connection:
        rows.add(connection, books.instance, [replace(row, answers=said, raw={"感想": "橋の点検に使いたい"})])
        bookmarks.keep(connection, books.instance, of, Bookmark("", READ, word))

    seen = officer.desk.cohort("R7", clock.now())

    (held,) = seen.overview.records.stored
    assert (held.person_id, held.answers, held.identity, held.raw) == (
        person.id,
        {item.key: studied.title},
        "",
        {},
    )
    assert seen.overview.hours.studied[person.id] == {studied.key}
