"""One backup a night, the newest fourteen kept."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from m365bot.database.backups import nights, package
from m365bot.database.backups.manifest import Manifest

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2025, 6, 2, 9, 0, tzinfo=TOKYO)


def one(folder: Path, made: datetime, *, called: str = "m365bot") -> Path:
    file = nights.next_in(folder, made, called=called)
    data = folder / "data"
    data.write_bytes(b"")
    package.pack(data, Manifest("tenant/app", made, "0001", "0", package.sum_of(data), 0, {}), file)
    data.unlink()
    return file


@pytest.mark.parametrize(
    ("made", "is_due"),
    [
        (NOW.replace(hour=2, minute=30), False),
        (NOW.replace(hour=2, minute=29), True),
        (NOW - timedelta(days=3), True),
    ],
)
def test_one_is_due_once_the_night_has_passed_it(tmp_path: Path, made: datetime, is_due: bool) -> None:
    one(tmp_path, made)

    assert nights.is_due(tmp_path, NOW) is is_due


def test_before_the_night_that_of_yesterday_counts(tmp_path: Path) -> None:
    one(tmp_path, NOW - timedelta(days=1))

    assert not nights.is_due(tmp_path, NOW.replace(hour=1))


def test_the_first_is_due_at_once(tmp_path: Path) -> None:
    assert nights.is_due(tmp_path / "backups", NOW)
    assert nights.newest(tmp_path / "backups") is None


def test_two_of_one_second_are_two(tmp_path: Path) -> None:
    first, second, third = (one(tmp_path, NOW) for _ in range(3))

    assert len({first, second, third}) == 3
    assert [file.name for file in (first, second)] == [
        "m365bot-20250602T000000Z.zip",
        "m365bot-20250602T000001Z.zip",
    ]


def test_one_that_cannot_be_read_does_not_count(tmp_path: Path) -> None:
    one(tmp_path, NOW - timedelta(days=1))
    one(tmp_path, NOW).write_bytes(b"PK half of it")

    found = nights.newest(tmp_path)

    assert found is not None
    assert found.made == NOW - timedelta(days=1)


def test_the_newest_fourteen_are_kept_and_nothing_of_others_is_touched(tmp_path: Path) -> None:
    files = [one(tmp_path, NOW - timedelta(days=days)) for days in range(20)]
    aside = [one(tmp_path, NOW - timedelta(days=days), called=nights.BEFORE_RESTORE) for days in (1, 13, 15)]
    own = tmp_path / "mine.zip"
    own.write_text("kept by hand")

    nights.thin(tmp_path, NOW)

    assert sorted(tmp_path.iterdir()) == sorted([*files[:14], *aside[:2], own])


def test_what_a_dead_process_left_goes_after_a_day(tmp_path: Path) -> None:
    left = tmp_path / ".m365bot-abc"
    left.mkdir()
    made = datetime.fromtimestamp(left.stat().st_mtime, TOKYO)

    nights.thin(tmp_path, made + timedelta(hours=1))
    before = left.exists()
    nights.thin(tmp_path, made + timedelta(hours=25))

    assert before
    assert not left.exists()
