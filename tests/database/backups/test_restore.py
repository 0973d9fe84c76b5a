"""What comes back is what was backed up, whole, for this instance; else nothing is changed."""

import errno
import itertools
import json
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from m365bot import clock
from m365bot.database import audit, moments, tables, verifying
from m365bot.database import engine as engines
from m365bot.database.backups import aside, make, package, restore
from m365bot.database.backups.restore import Replace
from m365bot.database.books import Books
from m365bot.database.wording import Forms
from m365bot.errors import M365BotError
from m365bot.records.texts import Wordless
from tests.database.backups.conftest import OURS, made, row, run
from tests.postgresql import Server

_made: dict[str, bytes] = {}


@pytest.fixture
def file(ours: Books, tmp_path: Path) -> Path:
    """A backup of it, which is made once: copies of one database have the same."""
    place, kind = tmp_path / "backup.zip", ours.engine.dialect.name
    if kind not in _made:
        make.into(place, ours.engine, OURS)
        _made[kind] = place.read_bytes()
    place.write_bytes(_made[kind])
    return place


def put_back(
    books: Books, file: Path, replace: Replace = Replace.YES, forms: Forms | None = None
) -> restore.Restored:
    return restore.into(books.engine, books.instance, file, state=file.parent, replace=replace, forms=forms)


def everything(books: Books, *, but: str = "instances") -> dict[str, list[Any]]:
    with books.engine.connect() as connection:
        return {
            table.name: list(connection.execute(select(table).order_by(*table.primary_key.columns)).all())
            for table in tables.metadata.sorted_tables
            if table.name != but and table is not tables.leases
        }


def repacked(file: Path, **changed: Any) -> None:
    """As another version, or somebody's hand, would have made it."""
    with zipfile.ZipFile(file) as archive:
        manifest, data = json.loads(archive.read(package.MANIFEST)), archive.read(package.DATA)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(package.MANIFEST, json.dumps(manifest | changed))
        archive.writestr(package.DATA, data)


def test_all_of_it_comes_back_and_is_as_it_was_kept(ours: Books, file: Path) -> None:
    before = everything(ours)
    run(ours, "later")
    row(ours.engine, OURS, "later")

    found = put_back(ours, file)

    assert everything(ours) == before
    assert ours.own.person_key() == b"k" * 32
    assert verifying.of(ours.engine, OURS).fault is None
    assert found.manifest.rows["runs"] == 2


def test_absences_are_not_believed_before_its_new_birth(ours: Books, file: Path) -> None:
    before = Books(ours.engine, OURS).own.born

    put_back(ours, file)

    again = Books(ours.engine, OURS).own
    assert again.born > before


def test_what_was_there_is_put_aside_and_comes_back_in_turn(ours: Books, file: Path) -> None:
    run(ours, "later")
    later = everything(ours)

    found = put_back(ours, file)
    assert found.aside
    put_back(ours, found.aside)

    assert everything(ours) == later


def test_a_new_machine_gets_it_without_a_word(file: Path, tmp_path: Path) -> None:
    fresh = Books(made(tmp_path / "fresh.db"), OURS)

    found = put_back(fresh, file, Replace.NO)
    copied = everything(fresh)
    fresh.engine.dispose()

    assert found.aside is None
    assert len(copied["runs"]) == 2


@pytest.mark.slow  # two databases beside the first, each filled and compared
def test_an_office_moves_from_one_kind_of_database_to_the_other_and_back(
    ours: Books, file: Path, tmp_path: Path, postgresql: Server
) -> None:
    moved = Books(engines.connected(postgresql.fresh()), OURS)
    back = Books(made(tmp_path / "back.db"), OURS)

    put_back(moved, file, Replace.NO)
    make.into(tmp_path / "moved.zip", moved.engine, OURS)
    put_back(back, tmp_path / "moved.zip", Replace.NO)

    assert everything(moved) == everything(back) == everything(ours)
    assert moved.own.person_key() == back.own.person_key() == b"k" * 32
    assert verifying.of(moved.engine, OURS).fault is verifying.of(back.engine, OURS).fault is None
    row(moved.engine, OURS, "a new line")  # numbers go on where they were
    run(moved, "a new run")
    assert verifying.of(moved.engine, OURS).fault is None
    for one in (moved, back):
        one.engine.dispose()


def test_what_is_there_goes_only_by_leave(ours: Books, file: Path) -> None:
    before = everything(ours)

    with pytest.raises(M365BotError, match="--replace"):
        put_back(ours, file, Replace.NO)

    assert everything(ours) == before


def test_others_on_the_same_database_stay_and_numbers_are_not_given_twice(ours: Books, file: Path) -> None:
    others = Books(ours.engine, "tenant/other")
    with ours.engine.begin() as connection:  # it has been given our numbers since
        for table in (tables.corrections, tables.versions, tables.rows, tables.audit):
            connection.execute(table.delete())
    run(others, "theirs")
    row(ours.engine, "tenant/other", "theirs")

    put_back(ours, file)

    found = everything(ours)
    known = {one.number: one.known_by for one in found["rows"]}
    assert sorted(known.values()) == ["line-one", "line-two", "theirs"]
    assert {(known[one.row], one.raw["前"]) for one in found["versions"]} == {
        (name, name) for name in known.values()
    }
    assert {(known[one.row], one.value) for one in found["corrections"]} == {
        (name, name) for name in known.values()
    }
    assert verifying.of(ours.engine, OURS).fault is None
    assert verifying.of(ours.engine, "tenant/other").fault is None


def was_taken_away(books: Books, key: str) -> None:
    """By a run that somebody approved."""
    with books.engine.begin() as connection:
        gone = {"run_id": "forget-1", "key": key, "outcome": "made"}
        told = {"words": "", "error": "", "at": moments.text(clock.now())}
        connection.execute(insert(tables.results).values(instance=OURS, **gone, **told))


def test_own_words_that_were_taken_away_since_are_taken_away_again(ours: Books, file: Path) -> None:
    was_taken_away(ours, "kepttexts:R7")

    known = put_back(ours, file, forms=lambda form: Wordless(None, UTC))
    left = str(everything(ours)[tables.rows.name][0].raw)
    unknown = put_back(ours, file)  # config/ cannot be read: the upkeep's job asks again

    assert (known.forgotten, unknown.forgotten) == (1, 0)
    assert "(消去済み)" in left and "line-one" not in left


def test_who_was_forgotten_since_is_forgotten_again(ours: Books, file: Path) -> None:
    was_taken_away(ours, "keptofperson:p0123456789ab")

    found = put_back(ours, file)

    assert found.forgotten == 1
    assert everything(ours)["rows"] == []
    assert everything(ours)["versions"] == []
    assert everything(ours)["corrections"] == []


def test_an_older_one_is_brought_to_the_newest_tables(
    ours: Books, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    monkeypatch.setattr(engines, "_upgrade", lambda engine: looked.append(engine.url.database))
    with zipfile.ZipFile(file) as archive:
        archive.extract(package.DATA, file.parent / "old")
    old = file.parent / "old" / package.DATA
    with sqlite3.connect(old) as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    database.close()
    data = old.read_bytes()
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read(package.MANIFEST))
    told = {"schema": "0001", "size": len(data), "sha256": package.sum_of(old)}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(package.MANIFEST, json.dumps(manifest | told))
        archive.writestr(package.DATA, data)

    put_back(ours, file)

    assert [Path(name).name for name in looked] == [package.DATA]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flipped(file: Path) -> None:
    """One that counts: of a run of zeros, one bit in some hundreds unpacks to the same."""
    with zipfile.ZipFile(file) as archive:
        whole, begins = archive.read(package.DATA), archive.getinfo(package.DATA).header_offset + 100
    for place in itertools.count(begins):
        data = bytearray(file.read_bytes())
        data[place] ^= 1
        file.write_bytes(data)
        if _unpacked(file) != whole:
            return


def _unpacked(file: Path) -> bytes | None:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.read(package.DATA)
    except (zipfile.BadZipFile, zlib.error):
        return None


def another_zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("roster.csv", "氏名")


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut short": (cut, "使えません"),
    "a bit flipped": (flipped, "使えません"),
    "no zip": (lambda f: _written(f, "控え"), "使えません"),
    "empty": (lambda f: _written(f, ""), "使えません"),
    "another zip": (another_zip, "控えではありません"),
    "a pipe": (pipe, "使えません"),
    "a newer format": (lambda f: repacked(f, format=2), "新しい版"),
    "newer tables": (lambda f: repacked(f, schema="9999"), "新しい版"),
    "of another instance": (lambda f: repacked(f, instance="other/app"), "別のもの"),
    "a sum that does not fit": (lambda f: repacked(f, sha256="0" * 64), "使えません"),
    "more than it says": (lambda f: repacked(f, size=10), "使えません"),
    "a manifest of nonsense": (lambda f: repacked(f, made=7), "使えません"),
    "another schema than it says": (lambda f: repacked(f, schema="0001"), "合いません"),
}


def _written(file: Path, text: str) -> None:
    file.write_text(text)


@pytest.mark.parametrize(("spoil", "words"), BAD.values(), ids=BAD.keys())
def test_one_that_cannot_be_used_changes_nothing(
    ours: Books, file: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(file)
    before = everything(ours, but="")

    with pytest.raises(package.Unusable, match=words):
        put_back(ours, file)

    assert everything(ours, but="") == before
    assert not (file.parent / "backups").exists()
    assert not list(file.parent.glob(".m365bot-*"))


def test_a_drive_that_is_full_changes_nothing(
    ours: Books, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(ours, but="")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            put_back(ours, file)

    assert everything(ours, but="") == before


def test_a_damaged_database_is_known_moved_aside_and_moved_back(tmp_path: Path) -> None:
    database = tmp_path / "m365bot.db"
    database.write_bytes(b"no database" * 500)
    (tmp_path / "m365bot.db-wal").write_bytes(b"its wal")

    assert aside.is_damaged(database)
    assert not aside.is_damaged(tmp_path / "nothing.db")
    with pytest.raises(OSError, match="full"), aside.moved(database, clock.now()) as moved:
        assert not database.exists()
        assert moved.exists()
        database.write_bytes(b"half")
        raise OSError("full")
    assert database.read_bytes() == b"no database" * 500
    assert (tmp_path / "m365bot.db-wal").read_bytes() == b"its wal"


def test_a_whole_database_is_not_damaged(ours: Books, tmp_path: Path) -> None:
    assert not aside.is_damaged(tmp_path / "m365bot.db")


def test_the_audit_chain_goes_on_after_it(ours: Books, file: Path) -> None:
    put_back(ours, file)

    run(ours, "after")

    with ours.engine.connect() as connection:
        assert len(audit.all_of(connection, OURS)) == 3
    assert verifying.of(ours.engine, OURS).fault is None
