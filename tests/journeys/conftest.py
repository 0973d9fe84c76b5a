"""What journeys share: an officer at the files of the instance, and both weathers.

Each journey stands under the documented weather with its database in a file and, in a soak, under the harsh one and on a
PostgreSQL as well; `make test` draws a part of the latter two. A journey that is about one weather says so by
`mark.weather`, one whose point the other hides by `mark.fair_weather` with the reason, one that is about the file of the
database by `mark.on_file`.
"""

import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

SERVER = "postgresql"
ABOUT_THE_DATABASE = ("test_backup.py", "test_first_week.py", "test_upgrade.py")
ONE_IN = 160  # of the harsh ones and of those on a server in `make test`: some three seconds each
PROGRAMME = "programme.yaml"
COHORT = "cohorts/R7/cohort.yaml"
PEOPLE = "cohorts/R7/people.csv"
AFTER = "forms/after.yaml"
ISSUE = "newsletter/013-device-lending.md"


@dataclass(frozen=True)
class Desk:
    """The instance's files as an officer edits them; paths are told from config/."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / "config" / name

    def read(self, name: str) -> str:
        return self.path(name).read_text("utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_bytes(content if isinstance(content, bytes) else content.encode())

    def hollow(self, name: str, size: int) -> None:
        """A file of so many bytes, most of which take no room on the disk."""
        with self.path(name).open("wb") as file:
            file.truncate(size)

    def change(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new, 1))

    def add(self, name: str, text: str) -> None:
        self.write(name, self.read(name) + text)


@pytest.fixture
def desk(instance: Path) -> Desk:
    return Desk(instance)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both weathers for whoever stands on the tenant; the documented one on either database for whoever has a bot."""
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    asked = [name for name in ("weather", "database") if name in metafunc.fixturenames]
    stands = {"documented": ("documented", "sqlite")}
    if "weather" in asked and not marks & {"weather", "fair_weather"}:
        stands["harsh"] = ("harsh", "sqlite")
    if "database" in asked and "on_file" not in marks:
        stands[SERVER] = ("documented", SERVER)
    if len(stands) > 1:
        metafunc.parametrize(
            asked, [each[: len(asked)] for each in stands.values()], ids=list(stands), indirect=True
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever lies beside this file is a journey: a second each, so it is left out of the fast layer."""
    journeys = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in journeys:
        item.add_marker(pytest.mark.journey)
    if "SOAK" not in os.environ:
        left = {id(item) for item in journeys if _is_left_to_the_soak(item)}
        config.hook.pytest_deselected(items=[item for item in items if id(item) in left])
        items[:] = [item for item in items if id(item) not in left]


def _is_left_to_the_soak(item: pytest.Item) -> bool:
    return _is_of_the_soak(item) and not _is_drawn(item)


def _is_of_the_soak(item: pytest.Item) -> bool:
    """In harsh weather, or on a server."""
    stands = set(item.callspec.id.split("-")) if hasattr(item, "callspec") else set()
    return bool(stands & {"harsh", SERVER})


def _is_drawn(item: pytest.Item) -> bool:
    """By its name, so that every worker and every day draws the same; and what is about the database itself."""
    if SERVER in item.name and item.path.name in ABOUT_THE_DATABASE:
        return True
    return zlib.crc32(item.name.encode()) % ONE_IN == 0
