"""Where files lie: a channel's own folder, which comes in its time, and folders below it."""

from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from m365bot.errors import Conflict, NotReady
from m365bot.resources import Channel, ChannelFolder, Folder, General, Team
from m365bot.resources.kinds import folder as folders
from m365bot.resources.seen import Seen
from tests.resources.world import ACCOUNT, OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
CHANNEL = Channel(TEAM, "R7 全体")
BASE = ChannelFolder(CHANNEL)
BELOW = Folder(Folder(BASE, "資料"), "第1回")


@pytest.fixture
async def channel(world: World) -> str:
    await world.make(TEAM)
    return (await world.make(CHANNEL)).id


async def test_a_channels_folder_is_asked_for_once_and_then_remembered(world: World, channel: str) -> None:
    seen = await world.see(BASE)
    again = await world.see(BASE)

    drive = next(iter(world.app.tenant.sites.folders.values()))
    place = world.app.tenant.sites.folders[channel]
    assert seen == again == Seen(place[1])
    assert world.memory[BASE.key]["drive"] == drive[0] == place[0]
    assert world.memory[BASE.key]["channel"] == channel
    assert PurePosixPath(world.memory[BASE.key]["web_url"]).name == "R7%20%E5%85%A8%E4%BD%93"
    assert len(world.asked("filesFolder")) == 1


async def test_a_channel_made_anew_under_its_name_has_a_folder_of_its_own(world: World, channel: str) -> None:
    first = await world.see(BASE)
    world.app.tenant.settings.deleted_days = 0
    team = world.memory[TEAM.key]["id"]
    await world.hand("DELETE", f"/teams/{team}/channels/{channel}")
    await world.see(CHANNEL)
    await world.make(CHANNEL)

    second = await world.see(BASE)

    assert first is not None
    assert second is not None
    assert world.memory[BASE.key]["channel"] != channel
    assert len(world.asked("filesFolder")) == 2


async def test_a_folder_that_is_not_provisioned_yet_is_waited_for(world: World) -> None:
    world.app.tenant.settings.delays.standard_folder = (5.0, 5.0)
    await world.make(TEAM)
    await world.make(CHANNEL)

    with pytest.raises(NotReady) as raised:
        await world.see(BASE)
    error = await world.refuses(BASE)
    world.app.tenant.clock.advance(6)
    made = await world.write(BASE)

    assert raised.value.after == 3
    assert str(raised.value) == "チャネル『R7 全体』のファイルの場所がまだ用意されていません。"
    assert isinstance(error, NotReady)
    assert made == await world.see(BASE)


async def test_r7_whoever_waits_for_a_channels_folder_asks_for_that_of_general_too(world: World) -> None:
    """A private channel's site may come only after it (docs/facts.md 127)."""
    world.app.tenant.settings.delays.standard_folder = (5.0, 5.0)
    await world.make(TEAM)
    made = await world.make(CHANNEL)

    error = await world.refuses(BASE)

    asked = [line for line in world.asked("filesFolder") if made.id not in line]
    assert isinstance(error, NotReady)
    assert error.patience == 300
    assert len(asked) == 1


async def test_the_primary_channel_has_a_folder_too(world: World, channel: str) -> None:
    assert (await world.see(ChannelFolder(General(TEAM)))) is not None


async def test_a_folder_is_made_below_another(world: World, channel: str) -> None:
    outer = await world.make(BELOW.within)
    made = await world.make(BELOW)
    seen = await world.see(BELOW)

    drive, base = world.app.tenant.sites.folders[channel]
    path = world.app.tenant.sites.drives[drive].path(world.app.tenant.sites.drives[drive].get(made.id))
    assert path[-2:] == ["資料", "第1回"]
    assert world.app.tenant.sites.drives[drive].get(outer.id).parent == base
    assert seen == Seen(made.id, memo={"parent": outer.id})


async def test_without_memory_a_folder_is_found_where_it_lies_in_whatever_case(
    world: World, channel: str
) -> None:
    made = await world.make(Folder(BASE, "Guide"))
    world.forgets()

    assert await world.see(Folder(BASE, "guide")) == made
    assert await world.see(Folder(BASE, "other")) is None


async def test_a_folder_that_is_there_already_is_a_conflict_and_none_is_made_beside(
    world: World, channel: str
) -> None:
    await world.make(Folder(BASE, "資料"))

    error = await world.refuses(Folder(BASE, "資料"))

    drive, base = world.app.tenant.sites.folders[channel]
    held = world.app.tenant.sites.drives[drive]
    assert isinstance(error, Conflict)
    assert [one.name for one in held.children(held.get(base))] == ["資料"]


async def test_in_a_folder_that_is_not_provisioned_there_is_nothing(world: World) -> None:
    world.app.tenant.settings.delays.standard_folder = (5.0, 5.0)
    await world.make(TEAM)
    await world.make(CHANNEL)

    assert await world.see(Folder(BASE, "資料")) is None


async def test_folders_share_one_reading_of_the_drive(world: World, channel: str) -> None:
    await world.see(BASE)
    view, before = world.view(), len(world.asked())

    for name in ("資料", "録画", "予定"):
        await view.seen(Folder(BASE, name))

    assert len(world.asked()[before:]) == 1


def test_its_words() -> None:
    assert BASE.key == "team:dx-leader-R7/channel:R7 全体/channelfolder:files"
    assert BASE.title == "チャネル『R7 全体』のファイルの場所"
    assert BELOW.key == f"{BASE.key}/folder:資料/folder:第1回"
    assert BELOW.title == "フォルダー『資料/第1回』"
    assert (BELOW.parent, BASE.parent) == (BELOW.within, CHANNEL)
    assert folders.base_of(BELOW) == BASE
    assert folders.path_of(BASE) == ()
    assert replace(BASE, channel=General(TEAM)).title == "チャネル『研修 R7/一般』のファイルの場所"
