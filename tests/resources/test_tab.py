"""A website tab: known by app and name, opening an address or the channel's own folder."""

from dataclasses import replace
from typing import Any

import pytest

from m365bot.errors import Doubtful, NotReady
from m365bot.programme.channels import PLAN, STUDY, TabSpec
from m365bot.resources import Channel, ChannelFolder, Page, Tab, Team
from m365bot.resources.seen import Seen
from tests.resources.world import OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,))
CHANNEL = Channel(TEAM, "R7 全体")
TAB = Tab(CHANNEL, "受講の手引", "https://example.jp/guide")
FOLDER = Tab(CHANNEL, "資料")


@pytest.fixture
async def tabs(world: World) -> str:
    """The address of the channel's tabs."""
    team = (await world.make(TEAM)).id
    return f"/teams/{team}/channels/{(await world.make(CHANNEL)).id}/tabs"


async def test_a_tab_is_made_once_and_opens_its_address(world: World, tabs: str) -> None:
    nothing = await world.see(TAB)
    made = await world.write(TAB)
    seen = await world.see(TAB)

    (found,) = await world.there(tabs)
    assert nothing is None
    assert made == Seen(found["id"])
    assert found["displayName"] == "受講の手引"
    assert found["configuration"] == {
        "entityId": None,
        "contentUrl": TAB.url,
        "removeUrl": None,
        "websiteUrl": TAB.url,
    }
    assert seen == Seen(found["id"], facts={"opens": TAB.url})
    assert seen.facts == TAB.facts


async def test_another_address_edits_the_same_tab(world: World, tabs: str) -> None:
    made = await world.make(TAB)

    again = await world.make(replace(TAB, url="https://example.jp/new"))

    (found,) = await world.there(tabs)
    assert again == Seen(made.id)
    assert found["configuration"]["websiteUrl"] == "https://example.jp/new"


@pytest.mark.parametrize("written", ["Guide", "\uff27\uff35\uff29\uff24\uff25"])
async def test_names_are_one_whatever_their_width_and_case(world: World, tabs: str, written: str) -> None:
    await world.make(replace(TAB, display_name=written))
    world.forgets(*[key for key in world.memory if "tab:" in key])

    assert await world.see(replace(TAB, display_name="guide")) is not None
    assert await world.see(replace(TAB, display_name="guide 2")) is None


async def test_a_tab_of_another_app_is_another_tab(world: World, tabs: str) -> None:
    await world.make(TAB)
    channel = world.app.tenant.channel(world.memory[CHANNEL.key]["id"])[1]
    (tab,) = channel.tabs.values()
    tab.app = "com.microsoft.teamspace.tab.planner"

    assert await world.see(TAB) is None


async def test_of_two_of_one_name_the_first_counts(world: World, tabs: str) -> None:
    first = await world.make(TAB)
    await world.write(TAB)

    assert (await world.see(TAB)).id == first.id


async def test_a_tab_without_a_configuration_opens_nothing(world: World, tabs: str) -> None:
    row: dict[str, Any] = {"id": "t", "displayName": TAB.display_name, "configuration": None}
    row["teamsApp"] = {"id": "com.microsoft.teamspace.tab.web"}
    world.fails("GET */tabs", {"status": 200, "body": {"value": [row]}})

    assert await world.see(TAB) == Seen("t", facts={"opens": ""})


async def test_all_tabs_of_a_channel_are_looked_at_in_one_request(world: World, tabs: str) -> None:
    view, before = world.view(), len(world.asked())

    await view.seen(TAB)
    await view.seen(replace(TAB, display_name="予定"))

    assert len(world.asked()[before:]) == 1


async def test_c73_a_tab_that_a_person_renamed_is_not_made_beside_itself(world: World, tabs: str) -> None:
    made = await world.make(TAB)
    await world.hand("PATCH", f"{tabs}/{made.id}", {"displayName": "図書館"})

    seen = await world.see(TAB)

    assert seen.id == made.id
    assert "Teamsで『図書館』という名前に変わっています" in seen.withheld


async def test_r10_a_tab_without_an_app_breaks_none_of_the_others(world: World, tabs: str) -> None:
    made = await world.make(TAB)
    odd = {"id": "odd", "displayName": TAB.display_name, "teamsApp": None, "configuration": None}
    (row,) = await world.there(tabs)
    row["teamsApp"] = {"id": "com.microsoft.teamspace.tab.web"}
    world.fails("GET */tabs", {"status": 200, "body": {"value": [odd, row]}})

    assert (await world.see(TAB)).id == made.id


async def test_r10_a_tab_that_was_made_in_spite_of_a_400_is_not_made_again(world: World, tabs: str) -> None:
    world.fails("POST */tabs", 400, after_commit=True)

    error = await world.refuses(TAB)

    assert isinstance(error, Doubtful)
    assert (await world.see(TAB)).facts == TAB.facts


# the channel's own folder


async def test_without_an_address_it_opens_the_channels_folder(world: World, tabs: str) -> None:
    await world.make(FOLDER)
    seen = await world.see(FOLDER)

    (found,) = await world.there(tabs)
    assert found["configuration"]["websiteUrl"] == world.memory[ChannelFolder(CHANNEL).key]["web_url"]
    assert seen.facts == FOLDER.facts == {"opens": "folder"}


async def test_what_opens_elsewhere_is_set_back_to_the_folder(world: World, tabs: str) -> None:
    await world.make(replace(FOLDER, url="https://example.jp/else"))
    was = await world.see(FOLDER)

    await world.write(FOLDER, was)

    assert was.facts == {"opens": "https://example.jp/else"}
    assert (await world.see(FOLDER)).facts == {"opens": "folder"}


async def test_the_folders_address_written_out_stays_an_address(world: World, tabs: str) -> None:
    await world.make(FOLDER)
    url = world.memory[ChannelFolder(CHANNEL).key]["web_url"]

    assert (await world.see(replace(FOLDER, url=url))).facts == {"opens": url}


async def test_where_the_folder_is_not_there_yet_the_tab_waits_for_it(world: World) -> None:
    world.app.tenant.settings.delays.standard_folder = (5.0, 5.0)
    await world.make(TEAM)
    await world.make(CHANNEL)
    before = world.intents

    error = await world.refuses(FOLDER)
    intents = world.intents
    world.app.tenant.clock.advance(6)
    made = await world.write(FOLDER)

    assert isinstance(error, NotReady)
    assert error.after == 3
    assert str(error) == "タブ『資料』(R7 全体)が開くフォルダーがまだありません。"
    assert intents == before
    assert made.id


async def test_a_tab_can_be_seen_while_the_folder_is_not_there(world: World) -> None:
    world.app.tenant.settings.delays.standard_folder = (5.0, 5.0)
    await world.make(TEAM)
    await world.make(CHANNEL)
    await world.make(replace(FOLDER, url="https://example.jp/else"))

    assert (await world.see(FOLDER)).facts == {"opens": "https://example.jp/else"}


def test_its_words() -> None:
    assert TAB.key == f"{CHANNEL.key}/tab:受講の手引"
    assert TAB.title == "タブ『受講の手引』(R7 全体)"
    assert TAB.parent == CHANNEL


def test_tabs_come_with_the_pages_that_they_open_and_leave_others_to_their_jobs() -> None:
    specs = (
        TabSpec("自習", page=STUDY),
        TabSpec("計画", page=PLAN),
        TabSpec("手引", "https://example.jp/guide"),
        TabSpec("昔", page="昔のページ"),
    )

    page, plan, guide, old = Tab.each_of(CHANNEL, specs, {PLAN: ("<p>日程</p>",)})

    assert page == Page(TEAM, PLAN, ("<p>日程</p>",))
    assert plan == Tab(CHANNEL, "計画", None, page)
    assert list(plan.after) == [page]
    assert guide == Tab(CHANNEL, "手引", "https://example.jp/guide")
    assert (old, list(old.after)) == (Tab(CHANNEL, "昔"), []), "it opens the channel's folder"
