"""Questions at a terminal: asked again until the answer can be read, with what is wrong about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from click.testing import CliRunner

from m365bot.cli.screen import interview
from m365bot.setup import wish


@contextmanager
def typed(*lines: str) -> Iterator[None]:
    with CliRunner().isolation(input="".join(f"{line}\n" for line in lines)):
        yield


@pytest.mark.parametrize(
    ("words", "agreed"), [("", True), ("y", True), ("はい", True), ("n", False), ("いいえ", False)]
)
def test_enter_is_yes(words: str, *, agreed: bool) -> None:
    with typed(words):
        assert interview.agreed("よいですか") is agreed


def asked(name: str) -> wish.Question:
    return wish.QUESTIONS[name]


def test_what_cannot_be_read_is_told_and_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    with typed("いつか", "令和8年5月11日"):
        found = interview.answer(asked("starts"))

    assert found == date(2026, 5, 11)


def test_enter_takes_what_is_usual() -> None:
    with typed(""):
        assert interview.answer(asked("city"), usual="金沢市") == "金沢市"


def test_several_answers_are_several_and_none_is_none() -> None:
    with typed("Excel 演習:6、Word:3"):
        several = interview.answer(wish.FURTHER["subjects"])
    with typed("いくつか", "Excel 演習:6"):
        again = interview.optional(wish.FURTHER["subjects"])
    with typed(""):
        none = interview.optional(wish.FURTHER["subjects"])

    assert (len(several), len(again), none) == (2, 1, ())
