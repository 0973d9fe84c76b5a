"""Whose a row may be: by a name in it, by an address that is like somebody's; nobody where nothing is."""

import pytest

from m365bot.records import likely
from tests.records.programmes import person

PEOPLE = (
    person("p1", "a.yamada@example.jp", "dx-yamada@city.example.jp"),
    person("p2", "y.ishikawa@example.jp"),
    person("p3", "r.sato@example.jp"),
)


@pytest.mark.parametrize(
    ("identity", "cells", "found"),
    [
        ("a.yamda@exmple.jp", {}, ["p1"]),
        ("A.YAMADA@gmail.com", {}, ["p1"]),
        ("dxyamada@city.example.jp", {}, ["p1"]),
        ("nobody@example.jp", {"名前": "氏名 p2"}, ["p2"]),
        ("r.satoo@example.jp", {"名前": "氏名　P2"}, ["p2", "p3"]),
        ("", {"自由記述": "氏名 p2 さんの班で" * 9}, []),
        ("someone.else@example.jp", {"点": 5, "名前": None}, []),
        ("@example.jp", {}, []),
    ],
)
def test_the_likeliest_come_first(identity: str, cells: dict[str, object], found: list[str]) -> None:
    assert [one.id for one in likely.people(identity, cells, PEOPLE)] == found
