"""A season of materials: what comes and goes together, first things first, with where it stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from m365bot.programme import season
from m365bot.programme.materials import Material

DAY = timedelta(days=1)
NOW = datetime(2025, 6, 20, tzinfo=UTC)
SESSION = SimpleNamespace(key="powerbi-1", title="Power BI 演習")


def material(relative: str, *, release: datetime = NOW, withdraw: datetime | None = None) -> Material:
    return Material(SESSION, "R7 Power BI", Path(relative), relative, release, withdraw, size=10)  # type: ignore[arg-type]  # its key and title are all that is asked for


def entries(*materials: Material) -> tuple[season.Entry, ...]:
    return season.of([SimpleNamespace(key="R7", materials=materials)], NOW)  # type: ignore[list-item]  # likewise


def test_files_of_one_folder_and_date_are_one_line() -> None:
    first, second = material("powerbi/a.pdf"), material("powerbi/b.pdf")

    (entry,) = entries(second, first)

    assert (entry.folder, entry.files, entry.size) == ("powerbi", ("b.pdf", "a.pdf"), 20)


def test_the_first_release_comes_first_and_another_end_is_another_line() -> None:
    late = material("powerbi/a.pdf", release=NOW + DAY)
    ends = replace(late, relative="powerbi/b.pdf", withdraw=NOW + 2 * DAY)

    found = entries(late, ends, material("m365/c.pdf"))

    assert [(entry.folder, entry.withdraw) for entry in found] == [
        ("m365", None),
        ("powerbi", None),
        ("powerbi", NOW + 2 * DAY),
    ]


@pytest.mark.parametrize(
    ("release", "withdraw", "state"),
    [
        (NOW + DAY, None, season.State.PLANNED),
        (NOW, None, season.State.RELEASED),
        (NOW - DAY, NOW + DAY, season.State.RELEASED),
        (NOW - DAY, NOW, season.State.WITHDRAWN),
    ],
)
def test_where_it_stands(release: datetime, withdraw: datetime | None, state: season.State) -> None:
    (entry,) = entries(material("a.pdf", release=release, withdraw=withdraw))

    assert entry.state is state
