"""Averages and counts at the edge of five people."""

import pytest

from m365bot.records import figures


@pytest.mark.parametrize(
    ("counted", "shown"),
    [
        ({"A": 5, "B": 5}, {"A": 5, "B": 5}),
        ({"A": 4, "B": 9}, None),
        ({"A": 4, "B": 5, "C": 9}, {"A": None, "B": None, "C": 9}),
        ({"A": 1, "B": 4, "C": 5}, {"A": None, "B": None, "C": 5}),
        ({"A": 0, "B": 0, "C": 5}, {"A": None, "B": None, "C": 5}),
        ({"A": 2, "B": 3, "C": 8, "D": 5}, {"A": None, "B": None, "C": 8, "D": 5}),
    ],
)
def test_hidden_counts_stand_for_five_together_and_shown_ones_for_five_each(counted, shown):
    picks = [option for option, number in counted.items() for _ in range(number)]

    found = figures.counts(picks, list(counted), people=len(picks))

    assert found == shown


def test_several_ticks_of_one_person_count_for_each_option():
    assert figures.counts([["A", "B"]] * 5, ["A", "B"], people=5) == {"A": 5, "B": 5}
    assert figures.counts([["A", "B"]] * 5, [], people=5) == {"A": 5, "B": 5}


@pytest.mark.parametrize(("people", "is_shown"), [(4, False), (5, True)])
def test_a_figure_of_fewer_than_five_people_is_none(people, is_shown):
    assert (figures.average([3] * 5, people=people) is not None) is is_shown
    assert (figures.counts(["A"] * 5, ["A"], people=people) is not None) is is_shown
    assert figures.average([], people=people) is None
