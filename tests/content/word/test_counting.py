"""Numbers are written as Word writes them."""

import pytest

from m365bot.content.word.counting import written


@pytest.mark.parametrize(
    ("way", "numbers"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalFullWidth", {10: "１０"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("aiueoFullWidth", {1: "ア", 5: "オ", 46: "ン", 47: "ア"}),
        ("iroha", {1: "イ", 3: "ハ"}),
        ("japaneseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一〇〇"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "(51)"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "(21)"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa"}),
        ("upperRoman", {4: "IV", 9: "IX", 1990: "MCMXC", 0: "0"}),
        ("numberInDash", {2: "- 2 -"}),
        ("none", {7: ""}),
        ("of another world", {7: "7"}),
    ],
)
def test_each_way_of_counting_writes_its_numbers(way: str, numbers: dict[int, str]) -> None:
    assert {number: written(number, way) for number in numbers} == numbers
