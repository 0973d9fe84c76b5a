"""What an officer should know of a source's columns."""

import pytest

from m365bot.programme.forms import Form, Question, SourceSpec
from m365bot.records import remarks
from m365bot.records.sources.port import Column, Item, SourceReading, Type
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
