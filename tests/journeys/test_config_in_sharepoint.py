"""config/ in a SharePoint folder of the officers' team: edited there, fetched whole, and last good where it is not."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.hand import Hand
from tests.journeys.conftest import Desk
from tests.sight import Sight

COHORT, PROGRAMME = "cohorts/R7/cohort.yaml", "programme.yaml"
OFFICER = "kenshu@example.jp"


@dataclass
class Folder:
    """設定 in the officers' documents, as an officer has it open in a browser."""

    hand: Hand
    drive: str

    def saves(self, name: str, content: bytes) -> None:
        self.hand.does("PUT", f"{self.drive}/root:/設定/{name}:/content", content)

    def takes_away(self, name: str) -> None:
        item = self.hand.does("GET", f"{self.drive}/root:/設定/{name}")
        self.hand.does("DELETE", f"{self.drive}/items/{item['id']}")


@pytest.fixture
def folder(bot: Bot, tenant: Sandbox, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """All of config/ that has versions lies there, and was fetched once."""
    bot.run("provision", at="2025-05-07T06:30")
    team = Sight(tenant).team("dx-office")
    drive = f"/drives/{Sight(tenant).get(f'/groups/{team.id}/drive')['id']}"
    made = Folder(Hand(tenant, OFFICER), drive)
    for name in (COHORT, PROGRAMME, "cohorts/R7/people.csv", "schedule.yaml"):
        made.saves(name, desk.path(name).read_bytes())
    monkeypatch.setenv("M365BOT_CONFIG_SOURCE", "site:研修運営/設定")
    said = bot.says("config", "pull")
    assert said.exit == 0, said.err
    yield made


def test_what_an_officer_saves_there_is_in_force_here_with_their_name(
    bot: Bot, desk: Desk, folder: Folder
) -> None:
    text = desk.path(COHORT).read_text("utf-8").replace("title: Power BI 演習", "title: Power BI 入門")
    folder.saves(COHORT, text.encode())

    said = bot.says("config", "pull")
    again = bot.says("config", "pull", "--json")

    assert said.exit == 0, said.err
    assert desk.path(COHORT).read_text("utf-8") == text
    (newest, *_) = bot.says("config", "history", COHORT, "--json").document
    assert (newest["how"], newest["state"], newest["who"]) == ("pulled", "in_force", OFFICER)
    assert again.document["outcome"] == "same"


def test_what_is_broken_there_is_held_and_the_rest_taken(bot: Bot, desk: Desk, folder: Folder) -> None:
    before = desk.path(COHORT).read_text("utf-8")
    people = desk.path("cohorts/R7/people.csv").read_bytes().replace(b"000", b"001", 1)
    folder.saves(COHORT, before.replace("channels:", "chanels:").encode())
    folder.saves("cohorts/R7/people.csv", people)

    said = bot.says("config", "pull")

    assert said.exit == 2
    assert "chanels" in said.err
    assert desk.path(COHORT).read_text("utf-8") == before
    assert desk.path("cohorts/R7/people.csv").read_bytes() == people


def test_materials_and_pictures_come_with_it(bot: Bot, desk: Desk, folder: Folder) -> None:
    folder.saves("newsletter/chart.png", b"png")
    folder.saves("cohorts/R7/materials/powerbi/extra.pdf", b"%PDF")
    folder.saves("settings.toml", b"[tenant]")
    bot.says("config", "pull")
    there = [
        desk.path(name).exists()
        for name in ("newsletter/chart.png", "cohorts/R7/materials/powerbi/extra.pdf")
    ]
    folder.takes_away("newsletter/chart.png")

    said = bot.says("config", "pull")

    assert said.exit == 0, said.err
    assert (there, desk.path("newsletter/chart.png").exists()) == ([True, True], False)
    assert desk.path("settings.toml").read_bytes() != b"[tenant]"


def test_a_folder_that_is_lost_is_told_and_changes_nothing(bot: Bot, desk: Desk, folder: Folder) -> None:
    before = desk.path(PROGRAMME).read_bytes()
    folder.takes_away("")

    said = bot.says("config", "pull")

    assert said.exit == 1
    assert "programme.yaml が見つかりません" in said.err
    assert desk.path(PROGRAMME).read_bytes() == before


def test_a_file_taken_away_there_goes_here_where_nothing_needs_it(
    bot: Bot, desk: Desk, folder: Folder
) -> None:
    folder.takes_away("schedule.yaml")

    said = bot.says("config", "pull")

    assert said.exit == 0, said.err
    assert not desk.path("schedule.yaml").exists()


def test_who_may_approve_is_not_changed_from_there(bot: Bot, desk: Desk, folder: Folder) -> None:
    before = desk.path(PROGRAMME).read_text("utf-8")
    folder.saves(PROGRAMME, before.replace("single_officer: false", "single_officer: true").encode())

    said = bot.says("config", "pull")

    assert (said.exit, "single_officer" in said.err) == (2, True)
    assert desk.path(PROGRAMME).read_text("utf-8") == before


def test_here_nothing_is_edited_beside_it(bot: Bot, folder: Folder) -> None:
    said = bot.says("config", "undo", COHORT, "1")

    assert said.exit == 2
    assert "研修運営/設定" in said.err
