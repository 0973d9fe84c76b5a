"""Values that somebody wrote into the database, or that its file lost: told in words, without saying what they were."""

from pathlib import Path

import pytest
from sqlalchemy import text

from m365bot.database import bookmarks, damage, engine, erasure, publications
from m365bot.database.books import Books
from m365bot.database.memory import Standing, StoredMemory
from m365bot.errors import M365BotError
from m365bot.records.editions import Elsewhere


def standing(books: Books, *beginnings: str) -> Standing:
    with books.engine.connect() as connection:
        return Standing(connection, "i", *beginnings)


@pytest.mark.parametrize(
    ("change", "look"),
    [
        (
            "INSERT INTO memory VALUES ('i', 'team', 'geheim')",
            lambda books: StoredMemory(books.engine, "i")["team"],
        ),
        (
            "INSERT INTO memory VALUES ('i', 'team', '[\"geheim\"]')",
            lambda books: StoredMemory(books.engine, "i")["team"],
        ),
        (
            "INSERT INTO memory VALUES ('i', 'figures:R7', '{}')",
            lambda books: publications.told_elsewhere(standing(books, Elsewhere.BEGINNING)),
        ),
        (
            "INSERT INTO memory VALUES ('i', 'forget:p1', '{}')",
            lambda books: erasure.noted(standing(books, erasure.NOTED)),
        ),
        (
            "INSERT INTO memory VALUES ('i', 'answers:R7/after/', '{}')",
            lambda books: bookmarks.freshness(standing(books, *bookmarks.REMEMBERED), ["R7"]),
        ),
        ("INSERT INTO instances (instance, born) VALUES ('i', 'geheim')", lambda books: books.own.born),
    ],
)
def test_e_a_value_that_is_none_is_told_as_damage(tmp_path: Path, change: str, look) -> None:
    connected = engine.connected(f"sqlite:///{tmp_path / 'm365bot.db'}")
    with connected.begin() as connection:
        connection.execute(text(change))

    with pytest.raises(M365BotError, match="記録が壊れています") as told:
        look(Books(connected, "i"))

    assert "geheim" not in str(told.value)
    connected.dispose()


@pytest.mark.parametrize("value", [{"橋": ["\ud800", None, 2**70, 1.5]}, {"a": float("inf")}, "\x00"])
def test_whatever_a_cell_holds_comes_back_as_it_was_also_half_a_letter(value) -> None:
    assert damage.json_of(damage.text_of(value)) == value
