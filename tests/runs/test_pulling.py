"""config/ fetched from the officers' SharePoint folder: whole, once, last good where something is in the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import Engine

from m365bot import reading
from m365bot.database import engine
from m365bot.errors import ConfigError, M365BotError, NotReady, Temporary
from m365bot.journal.version import How, State
from m365bot.programme import Programme
from m365bot.resources import ChannelFolder, General, Team
from m365bot.runs.pulling import MEMO, Last, Pull, Source
from tests.editing.conftest import COHORT_FILE, PEOPLE_FILE, Desk, desk  # noqa: F401 - a fixture of another room
from tests.reading.conftest import COHORT
from tests.resources.conftest import _straight, world  # noqa: F401 - likewise
from tests.resources.world import OFFICER, World
from tests.runs.here import NOW


@dataclass
class Office:
    """As much of one as is asked: its clock, its look at the tenant, and what it keeps."""

    world: World
    programme: Programme
    journals: Any = field(init=False)

    def __post_init__(self) -> None:
        self.journals = self

    def now(self, at: None) -> Any:
        return self.world.graph.service_now()

    def view(self, now: Any) -> Any:
        return self.world.view()

    def remember(self, learned: dict[str, dict[str, Any]]) -> None:
        for key, memo in learned.items():
            self.world.memory[key] = {**self.world.memory.get(key, {}), **memo}


@dataclass
class Folder:
    """設定 in the officers' documents, and the fetching of it."""

    desk: Desk
    office: Office
    place: str
    source: Source

    async def saves(self, file: str, content: bytes) -> None:
        name = file.removeprefix("config/")
        await self.office.world.hand("PUT", f"{self.place}:/設定/{name}:/content", content, who=OFFICER.mail)

    async def takes_away(self, file: str) -> None:
        name = file.removeprefix("config/")
        item = await self.office.world.hand("GET", f"{self.place}:/設定/{name}".rstrip("/"))
        await self.office.world.hand("DELETE", f"{self.place.rpartition('/')[0]}/items/{item['id']}")

    async def pull(self) -> Any:
        return await Pull(self.office, self.desk.cabinet, self.source).done()

    @property
    def last(self) -> Last:
        return Last.of(self.office.world.memory.get(MEMO, {}))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """In a file: what was fetched is laid by a thread of its own."""
    made = engine.connected(f"sqlite:///{tmp_path_factory.mktemp('database')}/desk.sqlite")
    yield made
    made.dispose()


@pytest.fixture
async def folder(world: World, desk: Desk) -> Folder:  # noqa: F811 - the fixtures
    """All that lies here lies there too, and was fetched once."""
    programme = reading.read(desk.cabinet.instance).usable()
    team = replace(Team.of(programme, programme.officers_team, NOW.date()), owners=(OFFICER,), members=())
    await world.make(team)
    await world.make(ChannelFolder(General(team)))
    drive = world.memory[ChannelFolder(General(team)).key]["drive"]
    made = Folder(desk, Office(world, programme), f"/drives/{drive}/root", Source(team.display_name, "設定"))
    for path in sorted((desk.cabinet.instance / "config").rglob("*")):
        if path.is_file():
            await made.saves(path.relative_to(desk.cabinet.instance).as_posix(), path.read_bytes())
    await made.pull()
    return made


async def test_what_was_saved_there_is_in_force_here_under_the_name_of_who_saved_it(folder: Folder) -> None:
    text = COHORT.replace("Power BI", "Power BI 入門", 1)
    await folder.saves(COHORT_FILE, text.encode())

    outcome = await folder.pull()

    assert outcome and folder.desk.lies(COHORT_FILE) == text
    newest = folder.desk.cabinet.versions.history(COHORT_FILE)[0]
    assert (newest.how, newest.state, newest.who) == (How.PULLED, State.IN_FORCE, OFFICER.mail)
    assert newest.account


async def test_a_second_look_fetches_nothing(folder: Folder) -> None:
    before = len(folder.office.world.asked("/content"))

    assert await folder.pull() is None
    assert len(folder.office.world.asked("/content")) == before
    assert folder.last.at and not folder.last.why


@pytest.mark.parametrize("file", ["config/schedule.yaml", "config/cohorts/R7/materials/powerbi/extra.pdf"])
async def test_a_file_that_comes_and_goes_there_comes_and_goes_here(folder: Folder, file: str) -> None:
    await folder.saves(file, b"collect: {when: weekdays 09:00}\n")
    await folder.pull()
    there = (folder.desk.cabinet.instance / file).exists()
    await folder.takes_away(file)

    await folder.pull()

    assert there and not (folder.desk.cabinet.instance / file).exists()


async def test_no_settings_are_fetched(folder: Folder) -> None:
    await folder.saves("config/settings.toml", b"[tenant]")

    assert await folder.pull() is None
    assert not (folder.desk.cabinet.instance / "config/settings.toml").exists()


async def test_a_folder_that_is_lost_changes_nothing_and_is_told(folder: Folder) -> None:
    before = folder.desk.lies("config/programme.yaml")
    await folder.takes_away("")

    with pytest.raises(M365BotError, match=r"programme\.yaml が見つかりません"):
        await folder.pull()

    assert folder.desk.lies("config/programme.yaml") == before
    assert "見つかりません" in folder.last.why and folder.last.at


async def test_what_somebody_saves_meanwhile_is_left_for_the_next_look(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folder.desk.lies(COHORT_FILE)
    await folder.saves(COHORT_FILE, COHORT.replace("Power BI", "Power BI 入門", 1).encode())
    fetched = Pull._fetched

    async def then_saved(*given: Any) -> Any:
        found = await fetched(*given)
        await folder.saves(PEOPLE_FILE, folder.desk.lies(PEOPLE_FILE).encode() + b"\n")
        return found

    monkeypatch.setattr(Pull, "_fetched", then_saved)
    with pytest.raises(Temporary):
        await folder.pull()
    assert folder.desk.lies(COHORT_FILE) == before

    monkeypatch.undo()
    await folder.pull()
    assert "入門" in folder.desk.lies(COHORT_FILE)


async def test_a_file_that_somebody_holds_open_is_read_the_next_time(folder: Folder) -> None:
    await folder.saves(COHORT_FILE, COHORT.replace("Power BI", "Power BI 入門", 1).encode())
    folder.office.world.fails("GET */content", 423)

    with pytest.raises(NotReady, match=r"cohort\.yaml.*開いている"):
        await folder.pull()
    await folder.pull()

    assert "入門" in folder.desk.lies(COHORT_FILE) and not folder.last.why


async def test_a_file_over_the_limit_is_not_fetched(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("m365bot.editing.folder.MOST", 8)
    await folder.saves(COHORT_FILE, COHORT.encode() + b"\n")

    with pytest.raises(M365BotError, match="大きすぎます"):
        await folder.pull()


async def test_another_team_than_the_officers_own_is_refused(folder: Folder) -> None:
    folder.source = Source.of("site:別のチーム/設定")

    with pytest.raises(ConfigError, match="別のチーム"):
        await folder.pull()


@pytest.mark.parametrize(
    ("written", "team", "path"),
    [
        ("site:研修運営/設定", "研修運営", "設定"),
        ("site: 研修運営 / 設定/R7/ ", "研修運営", "設定/R7"),
        ("site:研修運営", "研修運営", ""),
    ],
)
def test_where_it_lies_is_said_in_one_line(written: str, team: str, path: str) -> None:
    assert Source.of(written) == Source(team, path)


def test_before_the_first_try_nothing_is_known_of_it() -> None:
    assert Last.of({}) == Last()
