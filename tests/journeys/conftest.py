"""What journeys share: an officer at the files of the instance."""

from dataclasses import dataclass
from pathlib import Path

import pytest

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

    def change(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new, 1))

    def add(self, name: str, text: str) -> None:
        self.write(name, self.read(name) + text)


@pytest.fixture
def desk(instance: Path) -> Desk:
    return Desk(instance)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies beside this file is a journey: a second each, so it is left out of the fast layer."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
