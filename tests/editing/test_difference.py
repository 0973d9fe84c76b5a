"""What changed between versions, and what two people did to one file."""

from m365bot.editing import difference
from m365bot.editing.difference import Chunk

BASE = ["a", "b", "c", "d", "e"]


def test_lines_that_go_and_come_stand_among_those_that_stay() -> None:
    rows = difference.between(BASE, ["a", "B", "c", "d", "e"])

    assert [str(row) for row in rows] == ["  a", "- b", "+ B", "  c", "  d", "  e"]


def test_what_stays_far_away_is_not_shown() -> None:
    before = [str(number) for number in range(30)]
    after = ["first", *before[1:-1], "last"]

    assert [str(row) for row in difference.between(before, after)].count("…") == 1


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
