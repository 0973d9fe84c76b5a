"""Cells as JSON holds them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.records import values
from tests.examples import drawn

PICKED = values.person("12", "a.yamada@example.jp")
UNKNOWN = values.person("12")
BOTH = values.doubled({"one": 5, "two": "3 "})


@pytest.mark.parametrize(
    ("cell", "blank"),
    [
        (None, True),
        ("", True),
        ("　\u200b \n", True),
        ([], True),
        ("-", False),
        (0, False),
        (False, False),
        ([""], False),
        (PICKED, False),
    ],
)
def test_what_is_blank(cell, blank):
    assert values.is_blank(cell) is blank


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (5.5, "5.5"),
        (True, "True"),
        (" a\r\nb ", "a\nb"),
        (None, ""),
        (["b", "a"], '["b", "a"]'),
        ({"b": 1, "あ": 2}, '{"b": 1, "あ": 2}'),
        (PICKED, '{"LookupId": "12"}'),
    ],
)
def test_one_spelling_for_what_is_the_same(cell, text):
    assert values.text(cell) == text


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(PICKED, "a.yamada@example.jp"), (UNKNOWN, ""), (" x ", "x"), (7, "7"), (None, "")],
)
def test_who_or_what_it_is_in_one_line(cell, shown):
    assert values.shown(cell) == shown


@pytest.mark.parametrize(
    ("cell", "json"),
    [
        (datetime(2025, 6, 1, 9), "2025-06-01T09:00:00"),
        (date(2025, 6, 1), "2025-06-01"),
        (time(9, 30), "09:30:00"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (1.5, 1.5),
        (True, True),
        ((1, date(2025, 6, 1)), [1, "2025-06-01"]),
        ({1: date(2025, 6, 1)}, {"1": "2025-06-01"}),
        (b"x", "b'x'"),
    ],
)
def test_every_cell_becomes_json(cell, json):
    assert values.as_json(cell) == json


def test_people_and_doubled_columns_are_told_from_other_cells():
    assert values.is_person(PICKED) and values.is_person(UNKNOWN)
    assert not values.is_person({"mail": "x"}) and not values.is_person("LookupId")
    assert values.is_doubled(BOTH)
    assert not values.is_doubled({"columns": 1, "more": 2}) and not values.is_doubled("columns")
    assert values.words_of(BOTH) == ["5", "3"]
    assert values.words_of("x") == []
    assert "mail" not in UNKNOWN


BLANKS = st.text(st.sampled_from("\u200b\ufeff \t\r\n\u3000\u00a0\u2003ab"), max_size=5)


@drawn()
@given(st.one_of(BLANKS, st.none(), st.booleans(), st.floats(), st.lists(st.text(), max_size=2)))
def test_what_is_said_is_the_text_of_what_is_not_blank(cell):
    assert values.said(cell) == (None if values.is_blank(cell) else values.text(cell))
