"""What changed between versions, and what two people did to one file."""

import random
from difflib import SequenceMatcher

import pytest

from m365bot.editing import difference
from m365bot.editing.difference import Chunk, Mark

BASE = ["a", "b", "c", "d", "e"]


def test_lines_that_go_and_come_stand_among_those_that_stay() -> None:
    rows = difference.between(BASE, ["a", "B", "c", "d", "e"])

    assert [str(row) for row in rows] == ["  a", "- b", "+ B", "  c", "  d", "  e"]


def test_what_stays_far_away_is_not_shown() -> None:
    before = [str(number) for number in range(30)]
    after = ["first", *before[1:-1], "last"]

    assert [str(row) for row in difference.between(before, after)].count("…") == 1


def test_of_very_many_rows_the_first_are_shown_and_how_many_more_there_are() -> None:
    before, after = [f"a{n}" for n in range(4000)], [f"b{n}" for n in range(4000)]

    rows = difference.between(before, after)

    assert len(rows) == difference.MOST + 1
    assert rows[-1].mark is Mark.CUT
    assert "ほか5000行" in rows[-1].text


@pytest.mark.parametrize("seed", range(20))
def test_groups_are_those_of_difflib(seed: int) -> None:
    """Which are known from many tools."""
    chance = random.Random(seed)
    before = [str(number) for number in range(40)]
    after = [line for line in before if chance.random() < 0.9]
    after.insert(chance.randint(0, len(after)), "new")

    rows = difference.between(before, after)

    known = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(difference.AROUND)
    shown = {row.old for row in rows if row.old}
    assert shown == {
        old + 1 for group in known for tag, i, j, *_ in group if tag != "insert" for old in range(i, j)
    }
    assert {row.text for row in rows if row.mark is Mark.COMES} == {"new"}


def test_the_same_has_no_difference() -> None:
    assert difference.between(BASE, BASE) == []


def test_changes_of_two_people_in_two_places_are_no_conflict() -> None:
    chunks = difference.three_way(BASE, ["a", "B", "c", "d", "e"], ["a", "b", "c", "d", "E"])

    changed = [chunk for chunk in chunks if not chunk.is_same]
    assert changed == [Chunk(["b"], ["B"], ["b"]), Chunk(["e"], ["e"], ["E"])]
    assert not any(chunk.is_conflict for chunk in changed)


def test_changes_of_two_people_in_one_place_are_a_conflict() -> None:
    chunks = difference.three_way(BASE, ["a", "X", "c", "d", "e"], ["a", "Y", "c", "d", "e"])

    assert [chunk for chunk in chunks if chunk.is_conflict] == [Chunk(["b"], ["X"], ["Y"])]


def test_nothing_of_the_three_texts_is_lost() -> None:
    theirs, mine = ["z", "a", "c", "d", "e", "f"], ["a", "b", "q", "d"]

    chunks = difference.three_way(BASE, theirs, mine)

    assert [line for chunk in chunks for line in chunk.base] == BASE
    assert [line for chunk in chunks for line in chunk.theirs] == theirs
    assert [line for chunk in chunks for line in chunk.mine] == mine
