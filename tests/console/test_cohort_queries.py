"""Pages of a cohort ask the database the same few times however many answers there are; what stays is counted once."""

from datetime import UTC, datetime

import pytest

from m365bot.database import bookmarks, rows
from m365bot.database.bookmarks import Bookmark
from m365bot.database.judgments import Judgments
from m365bot.programme import Questionnaire
from m365bot.records import AnswersOf, Row
from m365bot.records.corrections import Corrections
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
