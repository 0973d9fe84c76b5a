"""A small instance, and a cabinet of its files on a database that these tests share."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from m365bot import reading
from m365bot.database import engine
from m365bot.database.books import Books
from m365bot.database.config_versions import StoredVersions
from m365bot.editing import taking
from m365bot.editing.cabinet import Cabinet
from m365bot.editing.outcome import Outcome
from m365bot.journal.version import Draft, How, State
from tests.reading.conftest import AFTER, COHORT, PEOPLE, PROGRAMME

KEY = b"a key of these tests"
COHORT_FILE, PEOPLE_FILE = "config/cohorts/R7/cohort.yaml", "config/cohorts/R7/people.csv"
_instances = itertools.count()


@pytest.fixture(scope="session")
def shared() -> Iterator[Engine]:
    made = engine.connected("sqlite://")
    yield made
    made.dispose()


@dataclass
class Desk:
    """What an officer does, and what is then there."""

    cabinet: Cabinet
    books: Books

    def lies(self, file: str) -> str:
        return (self.cabinet.instance / file).read_text("utf-8")

    def saves_by_hand(self, file: str, text: str) -> None:
        path = self.cabinet.instance / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def edits(
        self, file: str, text: str | None, base: int | None = None, who: str = "kenshu@example.jp"
    ) -> Outcome:
        content = None if text is None else text.encode()
        seen = self.newest(file) if base is None else base
        return self.cabinet.change([Draft(file, content, How.EDITED, who=who, reason="訂正", base=seen)])

    def edits_on_a_page(self, file: str, text: str, who: str = "kenshu@example.jp") -> Outcome:
        """As whoever may not write the folder."""
        draft = Draft(file, text.encode(), How.EDITED, who=who, account=f"oid-{who}")
        return self.cabinet.change([replace(draft, base=self.newest(file))])

    def pulls(self, files: Mapping[str, str], who: str = "kenshu@example.jp") -> Outcome:
        """As saved in SharePoint."""
        drafts = [
            Draft(file, text.encode(), How.PULLED, who=who, account=f"oid-{who}")
            for file, text in files.items()
        ]
        return taking.take(self.cabinet, drafts)

    def newest(self, file: str) -> int:
        standing = self.cabinet.versions.standing().get(file)
        return standing.newest.number if standing else 0

    def history(self, file: str) -> list[tuple[int, How, State]]:
        return [(one.number, one.how, one.state) for one in self.cabinet.versions.history(file)]

    def in_force(self, file: str) -> str:
        return (self.cabinet.in_force() / file).read_text("utf-8")


@pytest.fixture
def desk(shared: Engine, tmp_path: Path) -> Desk:
    """Nothing was looked at yet."""
    folder = tmp_path / "instance"
    files = {"programme.yaml": PROGRAMME, "forms/after.yaml": AFTER}
    files |= {"cohorts/R7/cohort.yaml": COHORT, "cohorts/R7/people.csv": PEOPLE}
    for name, text in files.items():
        path = folder / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    slides = folder / "config/cohorts/R7/materials/powerbi/slides.pptx"
    slides.parent.mkdir(parents=True)
    slides.write_bytes(b"x" * 1000)
    books = Books(shared, f"tenant/{next(_instances)}")
    versions = StoredVersions(shared, books.instance, KEY)
    state = tmp_path / "state"
    state.mkdir()
    return Desk(Cabinet(folder, state, versions, partial(reading.read, key=KEY)), books)


@pytest.fixture
def known(desk: Desk) -> Desk:
    """Its files were looked at once."""
    desk.cabinet.look()
    return desk
