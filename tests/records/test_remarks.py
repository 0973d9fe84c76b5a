"""What an officer should know of a source's columns."""

from datetime import UTC, datetime

import pytest

from m365bot.programme.forms import Form, Question, SourceSpec
from m365bot.records import remarks
from m365bot.records.corrections import Correction, Corrections
from m365bot.records.sources.port import Column, Item, SourceReading, Type
from m365bot.records.state import State
from tests.records.programmes import SATISFACTION

AGAIN = Question("again", "また受けたいですか", "choice", options=("はい", "いいえ"))
WISH = Question("wish", "希望", "choice", options=("受けたい", "受けない"))
FORM = Form("after", "a", SourceSpec("list", "x"), questions=(SATISFACTION, AGAIN, WISH))


def told(column, cell=None):
    items = [Item("1", {column.header: None}), Item("2", {column.header: cell})]
    return list(remarks.of(SourceReading("s", [column], items), FORM))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (Column("研修の満足度", Type.NUMBER, ("a",)), 4),
        (Column("また受けたいですか", Type.YES_NO, ("a",)), True),
        (Column("会場", Type.YES_NO, ("a",)), True),  # no question of the form's
        (Column("参照", Type.UNKNOWN, ("a",), "lookup"), None),
        (Column("メール", Type.PERSON, ("a",)), {"LookupId": "1", "mail": "a@b"}),
        (Column("メール", Type.PERSON, ("a",)), None),
        (Column("メール"), "a@b"),
    ],
)
def test_what_can_be_read_is_not_worth_a_word(column, cell):
    assert told(column, cell) == []


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        (
            Column("研修の満足度", Type.NUMBER, ("a", "b")),
            4,
            "列『研修の満足度』が2つあります(内部の名前: a、b)",
        ),
        (
            Column("研修の満足度", Type.YES_NO, ("a",)),
            True,
            "列『研修の満足度』: 列が「はい/いいえ」型なので",
        ),
        (Column("希望", Type.YES_NO, ("a",)), True, "列『希望』: 列が「はい/いいえ」型なので"),
        (Column("参照", Type.UNKNOWN, ("a",), "lookup"), "4", "列『参照』の型(lookup)は読めません"),
        (
            Column("メール", Type.PERSON, ("a",), "personOrGroup"),
            {"LookupId": "1"},
            "列『メール』の型(personOrGroup)",
        ),
    ],
)
def test_what_cannot_is_told_once_with_the_column_and_its_type(column, cell, words):
    (found,) = told(column, cell)

    assert found.startswith(words)


def test_deleted_answers_are_counted():
    assert "消された回答が2件あります" in remarks.deleted(2)


CORRECTED = Corrections(
    Correction(each, each, "digest", "person", "p1", "kenshu", datetime(2025, 6, 20, tzinfo=UTC), "")
    for each in (3, 12)
)


def test_of_the_rows_that_changed_or_went_only_the_corrected_ones_are_told():
    assert list(remarks.of_corrected([12, 4, 3], [4], CORRECTED)) == [
        "訂正した行の回答が変わりました(番号 3、12)。訂正は新しい回答には使わず、要確認にします。"
    ]
    assert list(remarks.of_corrected([4], [3], CORRECTED)) == [
        "訂正した行が、回答先から消されました(番号 3)。"
    ]


def test_another_answer_of_the_person_of_a_corrected_row_is_told_where_it_counts_instead():
    states = {3: State.SUPERSEDED, 4: State.SUPERSEDED, 12: State.KEPT}

    assert remarks.superseded(states, CORRECTED).startswith("訂正した行(番号 3)の人から")
    assert remarks.superseded({4: State.SUPERSEDED, 12: State.KEPT}, CORRECTED) == ""
