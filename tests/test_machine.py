"""What the machine or its database refuses is said in words, with the reason and the place."""

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from m365bot import machine
from m365bot.database import engine
from m365bot.database.belonging import Owner
from m365bot.database.glance import last_results
from m365bot.errors import M365BotError


@pytest.mark.parametrize(
    "why",
    ["database or disk is full", "attempt to write a readonly database", "database disk image is malformed"],
)
def test_o7_sqlites_own_reason_is_said_for_it_names_nobody(why: str) -> None:
    error = OperationalError("INSERT INTO rows VALUES ('taro')", {}, sqlite3.OperationalError(why))

    assert why in machine.words(error)
    assert "taro" not in machine.words(error)


def test_o7_another_databases_own_words_stay_out() -> None:
    error = OperationalError("SELECT 1", {}, ValueError("password=secret"))

    assert "secret" not in machine.words(error)


def test_e_a_full_disk_is_told_with_its_place() -> None:
    error = OSError(errno.ENOSPC, "No space left on device", "/srv/state/x")

    assert "/srv/state/x を扱えません(No space left on device)" in machine.words(error)


def test_a_mistake_of_ours_is_no_trouble_of_the_machines() -> None:
    assert machine.words(ValueError("x")) == ""


def test_e_a_damaged_database_says_why_when_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "m365bot.db"
    file.write_bytes(b"SQLite format 3\0" + b"x" * 5000)

    with pytest.raises(M365BotError, match="データベースを開けません") as told:
        engine.connected(f"sqlite:///{file}")
    with pytest.raises(M365BotError, match="を読めません") as glanced:
        last_results(file, Owner("t/i"))

    assert "OperationalError" not in str(told.value) + str(glanced.value)
    assert "DatabaseError" not in str(told.value) + str(glanced.value)


def test_o7_a_database_that_is_no_file_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(M365BotError, match="を読めません"):
        last_results(tmp_path, Owner("t/i"))
