"""The key of persons' ids: one for every machine, taken over from a file that is there, never made twice."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from m365bot.database import person_key
from m365bot.database.books import Books
from m365bot.errors import ConfigError

KEY = bytes(range(32))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "person.key"


def test_a_new_instance_is_given_one_and_keeps_it(books: Books, file: Path) -> None:
    made = person_key.kept(books.own, file)

    assert len(made) == 32
    assert len(set(made)) > 8
    assert person_key.kept(books.own, file) == person_key.looked_up(books.own, file) == made
    assert not file.exists()


def test_another_instance_is_given_another(books: Books, others: Books, file: Path) -> None:
    assert person_key.kept(books.own, file) != person_key.kept(others.own, file)


def test_one_in_a_file_is_taken_over_and_stays(books: Books, memory: Engine, file: Path) -> None:
    file.write_bytes(KEY)

    assert person_key.kept(books.own, file) == KEY
    assert file.read_bytes() == KEY
    elsewhere = file.with_name("of another machine")
    assert person_key.kept(Books(memory, books.instance).own, elsewhere) == KEY


def test_who_only_looks_keeps_nothing(books: Books, file: Path) -> None:
    assert person_key.looked_up(books.own, file) == b""
    file.write_bytes(KEY)
    assert person_key.looked_up(books.own, file) == KEY
    file.unlink()

    assert person_key.looked_up(books.own, file) == b""


def test_what_is_kept_counts_more_than_a_file(books: Books, file: Path) -> None:
    made = person_key.kept(books.own, file)
    file.write_bytes(b"broken")

    assert person_key.kept(books.own, file) == person_key.looked_up(books.own, file) == made


@pytest.mark.parametrize("content", [b"", KEY[:31]])
def test_a_file_that_is_damaged_is_refused_with_words(content: bytes, books: Books, file: Path) -> None:
    file.write_bytes(content)

    for asked in (person_key.kept, person_key.looked_up):
        with pytest.raises(ConfigError, match=f"person.key が壊れています\\({len(content)}バイト\\)"):
            asked(books.own, file)

    assert books.own.person_key() == b""
