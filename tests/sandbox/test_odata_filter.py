"""`$filter`, as the directory and Teams understand it."""

import pytest

from m365bot.sandbox.wire import odata_filter

ROWS = [
    {
        "name": "R7 演習",
        "n": 1,
        "on": True,
        "kinds": ["Team"],
        "at": "2025-06-01T00:00:00Z",
        "of": {"id": "x"},
    },
    {"name": "O'Brien", "n": 20, "on": False, "kinds": [], "at": "2025-07-01T00:00:00Z", "of": {"id": "y"}},
    {"name": None, "n": 3, "on": None, "kinds": ["Yammer", "team"], "at": None, "of": None},
]
ALLOWED = ("name", "n", "on", "kinds", "at", "of/id")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name eq 'r7 演習'", [1]),
        ("name eq 'O''Brien'", [20]),
        ("name eq null", [3]),
        ("name ne 'R7 演習'", [20, 3]),
        ("n gt 1 and n lt 20", [3]),
        ("n eq 1 or n eq 3", [1, 3]),
        ("not(n eq 1)", [20, 3]),
        ("n eq 1 or n eq 20 and on eq true", [1]),
        ("(n eq 1 or n eq 20) and on eq false", [20]),
        ("n in (1, 20)", [1, 20]),
        ("startswith(name,'r7')", [1]),
        ("startsWith(name, 'O')", [20]),
        ("endswith(name,'習')", [1]),
        ("kinds/any(k:k eq 'Team')", [1, 3]),
        ("kinds/Any(x:x eq 'Team') and n lt 2", [1]),
        ("at gt 2025-06-15T00:00:00+09:00", [20]),
        ("of/id eq 'y'", [20]),
    ],
)
def test_a_filter_finds_its_rows(text: str, found: list[int]) -> None:
    wanted = odata_filter.parsed(text, ALLOWED)

    assert [row["n"] for row in ROWS if wanted.test(row)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name eq",
        "name is 'x'",
        "secret eq 'x'",
        "name eq x",
        "n eq 1 n",
        "(n eq 1",
        "name eq 'x",
        "#",
    ],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(odata_filter.BadFilter):
        odata_filter.parsed(text, ALLOWED)


def test_the_operators_that_make_a_query_advanced_are_told() -> None:
    assert odata_filter.parsed("not(endswith(name,'x'))", ALLOWED).operators >= {"not", "endswith"}
