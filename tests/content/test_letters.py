"""Which letters are Japanese, which open, close or end."""

import pytest

from m365bot.content import letters


@pytest.mark.parametrize("letter", "あアー漢々。「」！（：ｶ㈱㎡﨑𠮷、　⻑〇ㇰ🈂﹁")
def test_a_japanese_letter_is_one(letter: str) -> None:
    assert letters.is_japanese(letter)


@pytest.mark.parametrize("letter", ["a", "é", "1", " ", "*", "한", "“", "", "🎉", "\n"])
def test_another_letter_is_not(letter: str) -> None:
    assert not letters.is_japanese(letter)


def test_punctuation_and_symbols_of_any_script_count() -> None:
    assert all(letters.is_punctuation(letter) for letter in "。、「(*$+＋〜")
    assert not any(letters.is_punctuation(letter) for letter in ["a", "1", "漢", " ", ""])


def test_brackets_and_quotation_marks_open_and_close() -> None:
    assert all(letters.opens(letter) for letter in "(「【“\"'")
    assert not any(letters.opens(letter) for letter in [")", "」", "a", "。", ""])
    assert all(letters.closes(letter) for letter in ")」】”\"'.,:;!?%")
    assert not any(letters.closes(letter) for letter in ["(", "「", "a", "*", ""])
