"""Which lines stand in two texts: in order, none invented, and found in time that grows with their length."""

import random
from collections.abc import Sequence

import pytest

from m365bot.content import difference, lines
from m365bot.content.lines import Block


def fits(before: Sequence[str], after: Sequence[str], found: Sequence[Block]) -> bool:
    ends = [(0, 0), *((one.here + one.size, one.there + one.size) for one in found)]
    in_order = all(one.here >= at[0] and one.there >= at[1] for one, at in zip(found, ends, strict=False))
    same = all(
        before[one.here : one.here + one.size] == after[one.there : one.there + one.size] for one in found
    )
    return in_order and same and all(one.size for one in found)


@pytest.mark.parametrize("closely", [400, 3])
def test_what_is_found_stands_in_both_in_the_same_order(
    closely: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "CLOSELY", closely)
    chance = random.Random(18)
    for _ in range(300):
        before = [chance.choice("abcdefgh") for _ in range(chance.randint(0, 14))]
        after = [line for line in before if chance.random() < 0.8] + [chance.choice("xy")]
        chance.shuffle(after) if chance.random() < 0.2 else None

        assert fits(before, after, lines.blocks(before, after))


N = 6000
NUMBERS = [str(number) for number in range(N)]
HARD = {
    "one line again and again": (["x"] * N, ["y", *["x"] * N, "z"]),
    "two lines in turn": (["a", "b"] * (N // 2), ["b", "a", "a"] * (N // 3)),
    "the other way round": (NUMBERS, NUMBERS[::-1]),
    "a hundred lines mixed": ([str(n * 7 % 100) for n in range(N)], [str(n * 11 % 100) for n in range(N)]),
    "a blank after each": (
        [f"{n}" if n % 2 else "" for n in range(N)],
        [f"{n}" if n % 3 else "" for n in range(N)],
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_six_thousand_lines_are_compared_by_as_many_steps_however_alike_they_are(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in lines that are looked at closely, not in seconds of a busy machine."""
    looked = 0

    class Counting(lines.SequenceMatcher[str]):
        def __init__(self, junk: object, a: Sequence[str], b: Sequence[str], autojunk: bool) -> None:
            nonlocal looked
            looked += len(a) + len(b)
            assert len(a) <= lines.CLOSELY
            super().__init__(None, a, b, autojunk=autojunk)

    monkeypatch.setattr(lines, "SequenceMatcher", Counting)
    before, after = HARD[name]

    assert fits(before, after, lines.blocks(before, after))
    assert looked <= 2 * (len(before) + len(after))


def test_a_line_in_place_of_another_stands_beside_it() -> None:
    assert difference.marked("a\nb\nc", "a\nB\nc") == "  a\n- b\n+ B\n  c"
    assert difference.marked("1\n2", "3\n4") == "- 1\n+ 3\n- 2\n+ 4"
    assert difference.marked("1\n2", "3") == "- 1\n- 2\n+ 3"
