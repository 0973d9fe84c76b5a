"""A channel is told of a session's materials once, when they are there and it is not too late."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from m365bot.programme.materials import Material
from m365bot.resources import Announcement
from tests.jobs.asked import wanted
from tests.records.programmes import FIRST, SECOND, TOKYO, Office, session

RELEASE = datetime(
    2025, 6, 13, 8, 30, tzinfo=TOKYO
)  # Friday; the session's rounds are on the 18th and the 19th
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office()
    source = tmp_path / "a.txt"
    source.write_text("資料", "utf-8")
    own, other = replace(session(), announce=True), replace(session(), key="other")
    materials = (
        Material(own, "R7 演習", source, "第1回/a.txt", RELEASE, FIRST, below=tmp_path),
        Material(own, "R7 演習", source, "b.txt", RELEASE + timedelta(days=3), below=tmp_path),
        Material(own, "R7 全体", source, "c.txt", RELEASE, below=tmp_path),
        Material(other, "R7 演習", source, "d.txt", RELEASE, below=tmp_path),
    )
    made.cohort = replace(made.cohort, sessions=(other, own), materials=materials)
    return made


def announced(office: Office, now: datetime) -> list[Announcement]:
    return [each for each in wanted("announce", office, now) if isinstance(each, Announcement)]


@pytest.mark.parametrize(
    ("now", "files"),
    [
        (RELEASE - MOMENT, []),
        (RELEASE, ["a.txt"]),
        (RELEASE + timedelta(days=3) - MOMENT, ["a.txt"]),
        (RELEASE + timedelta(days=3), ["a.txt", "b.txt"]),
        (FIRST - MOMENT, ["a.txt", "b.txt"]),
        (FIRST, ["b.txt"]),
        (SECOND, ["b.txt"]),
        (SECOND + MOMENT, []),  # its last round has begun
    ],
)
def test_it_tells_of_the_files_that_are_there_in_the_sessions_channel(
    office: Office, now: datetime, files: list[str]
) -> None:
    found = announced(office, now)

    assert [file.name for each in found for file in each.files] == files
    assert len(found) == bool(files)


def test_it_is_one_post_from_the_first_release_to_the_last_round(office: Office) -> None:
    (found,) = announced(office, RELEASE)

    assert (found.post_key, found.channel.name) == ("materials-R7-powerbi-1", "R7 演習")
    assert (found.window.opens, found.window.closes) == (RELEASE, SECOND)
    assert found.files[0].key.endswith("/folder:第1回/file:a.txt")


def test_in_quiet_hours_it_waits_for_the_office_to_open(office: Office) -> None:
    (found,) = announced(office, RELEASE.replace(hour=18))

    assert found.window.opens == datetime(2025, 6, 16, 8, 30, tzinfo=TOKYO)


def test_what_is_released_after_the_session_is_told_on_that_day(office: Office) -> None:
    late = datetime(2025, 6, 27, 20, tzinfo=TOKYO)
    office.cohort = replace(
        office.cohort,
        materials=tuple(replace(each, release=late, withdraw=None) for each in office.cohort.materials),
    )
    monday = datetime(2025, 6, 30, tzinfo=TOKYO)

    (found,) = announced(office, late)

    assert (found.window.opens, found.window.closes) == (
        monday.replace(hour=8, minute=30),
        monday.replace(hour=17, minute=15),
    )
    assert announced(office, monday + timedelta(hours=18)) == []


def test_a_session_that_wants_none_has_none(office: Office) -> None:
    office.cohort = replace(
        office.cohort, sessions=tuple(replace(each, announce=False) for each in office.cohort.sessions)
    )

    assert announced(office, RELEASE) == []
