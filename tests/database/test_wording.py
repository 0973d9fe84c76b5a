"""A cohort's free texts are taken away wherever they are kept; rows stay, known again and worth what they were."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from m365bot.database.books import Books
from m365bot.database.records import StoredRecords
from m365bot.records.state import State
from tests.database.test_records import House, line, reading
from tests.records.programmes import ASKED, Office

WORDS, FIRST = "橋の点検に使える", "はじめの言葉"


class Kept(House):
    """config has the form, too."""

    def records(self, *leave: object) -> StoredRecords:  # type: ignore[override]  # always keeps
        found = super().records()
        forms = {self.office.questionnaire.form.key: self.office.questionnaire.form}
        return replace(found, programme=replace(found.programme, forms=forms))

    def holds(self, words: str) -> bool:
        """In any table."""
        with self.engine.connect() as connection:
            return any(
                words in str(row)
                for table in ("rows", "versions", "corrections")
                for row in connection.execute(
                    text(f"SELECT * FROM {table} WHERE instance = '{self.instance}'")
                )
            )


@pytest.fixture
def kept(books: Books) -> Kept:
    """One was corrected by the person, one has an answer that is none."""
    house = Kept(books, Office())
    first = line("t1@example.jp") | {"業務で使えそうな場面": FIRST}
    odd = line("t2@example.jp") | {"研修の満足度": WORDS}
    house.store(reading((1, first), (2, odd)))
    house.store(reading((1, line("t1@example.jp") | {"業務で使えそうな場面": WORDS}), link="link 2"))
    return house


def test_own_words_are_gone_from_rows_and_from_what_they_said_before(kept: Kept) -> None:
    assert kept.records().holds_texts("R7")

    kept.records().expire_texts("R7")

    assert not (kept.holds(WORDS) or kept.holds(FIRST))
    assert not kept.records().holds_texts("R7")


def test_rows_are_worth_what_they_were(kept: Kept) -> None:
    before = kept.rows()

    kept.records().expire_texts("R7")

    after = kept.rows()
    same = [(row.number, row.who, row.state, row.submitted, row.digest) for row in before]
    assert [(row.number, row.who, row.state, row.submitted, row.digest) for row in after] == same
    assert [row.state for row in after] == [State.KEPT, State.QUARANTINED]
    assert after[0].answers == {"satisfaction": 4, "idea": "(消去済み)"}


def test_they_are_so_also_after_they_were_judged_anew(kept: Kept) -> None:
    kept.records().expire_texts("R7")
    kept.office.questionnaire = replace(kept.office.questionnaire, title="題を変えた")

    states = [row.state for row in kept.rows()]

    assert states == [State.KEPT, State.QUARANTINED]


def test_the_source_read_again_brings_nothing_back(kept: Kept) -> None:
    kept.records().expire_texts("R7")
    same = line("t1@example.jp") | {"業務で使えそうな場面": WORDS}

    again = reading((1, same), (2, line("t2@example.jp") | {"研修の満足度": WORDS}), link="3")

    assert kept.records().compare(ASKED, again).rows == 0
    kept.store(again)
    assert not kept.holds(WORDS)


def test_another_cohorts_stay(kept: Kept) -> None:
    kept.records().expire_texts("R6")

    assert kept.holds(WORDS)
    assert not kept.records().holds_texts("R6")
    assert kept.records().links("R7").get(ASKED) == "link 2"
