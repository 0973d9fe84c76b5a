"""What was erased is gone from the bytes of SQLite's files too, not only from the answers to queries."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from m365bot.database import engine
from m365bot.database.books import Books
from m365bot.database.records import StoredRecords
from tests.database.test_records import House, line, reading
from tests.records.programmes import Office

SAID = "ここだけの話です"
LONG = SAID * 300  # more than a page holds


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = engine.connected(f"sqlite:///{tmp_path / 'm365bot.db'}")
    found = House(Books(made, "tenant"), Office())
    found.store(reading((1, line() | {"業務で使えそうな場面": LONG}), (2, line("t2@example.jp"))))
    yield found
    made.dispose()


def bytes_in(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())


def forget(records: StoredRecords) -> None:
    records.forget("p1")


def expire(records: StoredRecords) -> None:
    records.expire("R7")


@pytest.mark.parametrize("erase", [forget, expire])
def test_no_byte_of_an_erased_answer_stays_in_the_files(
    house: House, tmp_path: Path, erase: Callable[[StoredRecords], None]
) -> None:
    words = SAID.encode()
    before = words in bytes_in(tmp_path)

    erase(house.records())

    assert (before, words in bytes_in(tmp_path)) == (True, False)
