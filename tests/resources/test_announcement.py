"""A post that tells of files waits until they are there; and one to the office remembers what it told."""

from dataclasses import replace
from pathlib import Path

import pytest

from m365bot.resources import Announcement, Channel, ChannelFolder, File, Team
from m365bot.resources.kinds.notice import Notice
from tests.resources.world import ACCOUNT, OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
CHANNEL = Channel(TEAM, "R7 全体")


@pytest.fixture
async def files(world: World, tmp_path: Path) -> tuple[File, File]:
    """Neither is there yet."""
    await world.make(TEAM)
    await world.make(CHANNEL)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("資料", "utf-8")
    first, second = (File.of(ChannelFolder(CHANNEL), name, tmp_path / name) for name in ("a.txt", "b.txt"))
    return first, second


async def test_it_is_withheld_until_all_its_files_are_there(world: World, files: tuple[File, File]) -> None:
    post = Announcement(CHANNEL, "materials-R7-a", "資料", "<p>本文</p>", ACCOUNT, files=files)

    neither = await world.see(post)
    await world.make(files[0])
    one = await world.see(post)
    await world.make(files[1])

    assert [each.title in neither.withheld for each in files] == [True, True]
    assert [each.title in one.withheld for each in files] == [False, True]
    assert await world.see(post) is None


async def test_once_it_is_posted_its_files_may_go(world: World, files: tuple[File, File]) -> None:
    post = Announcement(CHANNEL, "materials-R7-a", "資料", "<p>本文</p>", ACCOUNT)
    await world.make(post)

    seen = await world.see(replace(post, files=files))

    assert (seen.withheld, seen.facts) == ("", post.facts)


async def test_a_notice_remembers_what_it_tells_and_what_is_over(world: World) -> None:
    await world.make(TEAM)
    await world.make(CHANNEL)
    notice = Notice(CHANNEL, "run-1", "実行", "<p>本文</p>", ACCOUNT, tells=("a 題",), resolves=("b",))

    nothing = await world.see(notice)
    made = await world.write(notice)
    world.forgets(notice.key)
    seen = await world.see(notice)

    assert nothing is None
    for found in (made, seen):
        assert (found.memo["tells"], found.memo["resolves"]) == (["a 題"], ["b"])
        assert found.memo["digest"] == notice.fingerprint
