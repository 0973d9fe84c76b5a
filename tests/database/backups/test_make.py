"""A backup is one moment of one instance, in one file of its owner's alone, or nothing."""

import errno
import json
import os
import sqlite3
import stat
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from m365bot.database import engine as engines
from m365bot.database import tables
from m365bot.database.backups import make, package, rows
from m365bot.database.books import Books
from m365bot.errors import M365BotError
from tests.database.backups.conftest import OURS, row, run


def held(file: Path, folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What its database holds, table by table."""
    with zipfile.ZipFile(file) as archive:
        archive.extract(package.DATA, folder)
    with sqlite3.connect(folder / package.DATA) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def test_every_table_says_whose_its_rows_are() -> None:
    assert [table.name for table in tables.metadata.sorted_tables if "instance" not in table.c] == []


def test_it_is_one_file_of_its_owners_alone_that_says_what_it_is(ours: Books, tmp_path: Path) -> None:
    file = tmp_path / "out" / "backup.zip"
    file.parent.mkdir()

    manifest = make.into(file, ours.engine, OURS)

    assert list(file.parent.iterdir()) == [file]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert package.manifest_of(file) == manifest
    assert (manifest.instance, manifest.schema, manifest.rows["runs"]) == (OURS, engines.NEWEST, 2)


def test_it_holds_one_instance_of_several(ours: Books, tmp_path: Path) -> None:
    run(Books(ours.engine, "tenant/other"), "theirs")
    row(ours.engine, "tenant/other", "theirs")

    make.into(tmp_path / "backup.zip", ours.engine, OURS)

    found = held(tmp_path / "backup.zip", tmp_path / "out")
    assert "theirs" not in str(found)
    assert (len(found["runs"]), len(found["rows"]), len(found["versions"])) == (2, 2, 2)


def test_the_addresses_of_uploads_under_way_are_left_out(ours: Books, tmp_path: Path) -> None:
    journal = ours.journals.of("a run")
    journal.remember({"upload:team:dx/file:講義": {"url": "https://opens.example/x"}, "team:dx": {"id": "t"}})

    make.into(tmp_path / "backup.zip", ours.engine, OURS)

    found = held(tmp_path / "backup.zip", tmp_path / "out")
    assert "opens.example" not in str(found) and "team:dx" in str(found["memory"])


def test_who_writes_meanwhile_waits_for_nobody_and_is_not_in_it(
    ours: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = rows.copied

    def slowly(source: Any, target: Any, instance: str) -> dict[str, int]:
        assert source.execute(select(tables.runs.c.id)).first()  # the moment is taken
        other = threading.Thread(target=run, args=(Books(ours.engine, OURS), "meanwhile"))
        other.start()
        other.join(timeout=60)
        assert not other.is_alive()
        return copied(source, target, instance)

    monkeypatch.setattr(rows, "copied", slowly)
    manifest = make.into(tmp_path / "backup.zip", ours.engine, OURS)

    assert manifest.rows["runs"] == 2
    assert len(ours.runs.newest()) == 3


def test_what_stands_there_is_not_replaced(ours: Books, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_text("somebody's")

    with pytest.raises(M365BotError, match="もうあります"):
        make.into(file, ours.engine, OURS)

    assert file.read_text() == "somebody's"


@pytest.mark.parametrize("link", ["there", "nowhere"])
def test_a_link_is_not_followed(ours: Books, tmp_path: Path, link: str) -> None:
    (tmp_path / "there").write_text("somebody's")
    (tmp_path / "backup.zip").symlink_to(tmp_path / link)

    with pytest.raises(M365BotError, match="もうあります"):
        make.into(tmp_path / "backup.zip", ours.engine, OURS)

    assert (tmp_path / "there").read_text() == "somebody's"


@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_nothing_of_it_remains_when_the_drive_is_full(
    ours: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "out").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(os if where == "fsync" else Path, where, full)
        with pytest.raises(OSError, match="No space left"):
            make.into(tmp_path / "out" / "backup.zip", ours.engine, OURS)

    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_not_there_is_told(ours: Books, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        make.into(tmp_path / "nowhere" / "backup.zip", ours.engine, OURS)


def test_what_it_says_of_itself_names_nobody(ours: Books, tmp_path: Path) -> None:
    make.into(tmp_path / "backup.zip", ours.engine, OURS)

    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        told = json.loads(archive.read(package.MANIFEST))

    assert set(told) == {"format", "instance", "made", "rows", "schema", "sha256", "size", "software"}
