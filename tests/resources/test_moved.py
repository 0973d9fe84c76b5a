"""Files and folders that people moved or renamed in Teams: known by their ids, told, and never put a second time."""

from pathlib import Path
from typing import Any

import pytest

from m365bot.resources import Channel, ChannelFolder, File, Folder, Team
from m365bot.resources.seen import Seen
from tests.resources.world import ACCOUNT, OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
BASE = ChannelFolder(Channel(TEAM, "R7 全体"))
WITHIN = Folder(BASE, "第1回")


@pytest.fixture
async def items(world: World) -> str:
    """The address of the drive's items; the folder is there."""
    await world.make(TEAM)
    await world.make(BASE.channel)
    await world.make(WITHIN)
    return f"/drives/{world.memory[BASE.key]['drive']}/items"


def file(folder: Path, name: str = "手引.txt", content: bytes = b"text", within: Folder = WITHIN) -> File:
    source = folder / name
    source.write_bytes(content)
    return File.of(within, name, source)


async def moves(world: World, items: str, item: str, **change: Any) -> None:
    """As an officer does it in Teams."""
    body = {"parentReference": {"id": change["into"]}} if "into" in change else {"name": change["name"]}
    await world.hand("PATCH", f"{items}/{item}", body, who=OFFICER.mail)


async def sees(world: World, wanted: File | Folder) -> Seen:
    found = await world.see(wanted)
    assert found is not None
    return found


async def test_a_renamed_file_is_told_with_its_new_name_and_who_and_not_put_again(
    world: World, items: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path)
    made = await world.make(wanted)
    await moves(world, items, made.id, name="01_手引.txt")
    world.memory["person:officer"] = {"id": world.app.tenant.user(OFFICER.mail).id}

    seen = await sees(world, wanted)

    assert seen.id == made.id
    assert "いまは『R7 全体/第1回/01_手引.txt』" in seen.withheld
    assert "最後の変更は officer、" in seen.withheld
    assert (await sees(world, wanted)).withheld == seen.withheld  # also at the next look


async def test_a_file_moved_to_another_folder_is_told_with_its_place(
    world: World, items: str, tmp_path: Path
) -> None:
    kept = await world.make(Folder(BASE, "保管"))
    wanted = file(tmp_path)
    made = await world.make(wanted)
    await moves(world, items, made.id, into=kept.id)

    assert "いまは『R7 全体/保管/手引.txt』" in (await sees(world, wanted)).withheld


async def test_a_file_that_is_put_back_is_looked_after_again(
    world: World, items: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path)
    made = await world.make(wanted)
    await moves(world, items, made.id, name="別名.txt")
    await sees(world, wanted)
    await moves(world, items, made.id, name="手引.txt")

    seen = await sees(world, wanted)

    assert (seen.id, seen.withheld, seen.facts) == (made.id, "", wanted.facts)


async def test_a_moved_file_that_is_deleted_is_put_again(world: World, items: str, tmp_path: Path) -> None:
    wanted = file(tmp_path)
    made = await world.make(wanted)
    await moves(world, items, made.id, name="別名.txt")
    await sees(world, wanted)
    await world.hand("DELETE", f"{items}/{made.id}")

    assert await world.see(wanted) is None


async def test_config_that_follows_the_new_name_takes_the_file_as_it_is(
    world: World, items: str, tmp_path: Path
) -> None:
    old = file(tmp_path)
    made = await world.make(old)
    await moves(world, items, made.id, name="01_手引.txt")
    new = file(tmp_path, "01_手引.txt")

    seen = await sees(world, new)

    assert (seen.id, seen.withheld, seen.facts) == (made.id, "", new.facts)


async def test_somebody_elses_file_in_its_old_place_is_judged_as_any(
    world: World, items: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path)
    made = await world.make(wanted)
    await moves(world, items, made.id, name="別名.txt")
    folder = world.memory[WITHIN.key]["id"]
    await world.hand("PUT", f"{items}/{folder}:/手引.txt:/content", b"another", who=OFFICER.mail)

    seen = await sees(world, wanted)

    assert seen.id != made.id
    assert "編集した" in seen.withheld


@pytest.mark.parametrize("how", ["renamed", "moved"])
async def test_what_lies_in_a_moved_folder_is_looked_after_there(
    how: str, world: World, items: str, tmp_path: Path
) -> None:
    kept = await world.make(Folder(BASE, "保管"))
    first = file(tmp_path)
    made, folder = await world.make(first), world.memory[WITHIN.key]["id"]
    change = {"name": "第1回(済)"} if how == "renamed" else {"into": kept.id}
    await moves(world, items, folder, **change)

    seen = await sees(world, WITHIN)
    again = await sees(world, file(tmp_path, content=b"corrected"))
    second = await world.make(file(tmp_path, "次.txt"))

    assert seen.id == folder
    assert f"いまは『R7 全体/{'第1回(済)' if how == 'renamed' else '保管/第1回'}』" in seen.withheld
    assert (again.id, again.withheld) == (made.id, "")
    assert {one["id"] for one in await world.there(f"{items}/{folder}/children")} == {made.id, second.id}


async def test_a_file_in_a_renamed_folder_whose_old_name_another_has_is_not_put_into_that(
    world: World, items: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path)
    await world.make(wanted)
    await moves(world, items, world.memory[WITHIN.key]["id"], name="旧")
    base = world.memory[BASE.key]["id"]
    await world.hand("POST", f"{items}/{base}/children", {"name": "第1回", "folder": {}})

    assert (await sees(world, WITHIN)).withheld == ""
    assert "いまは『R7 全体/旧/手引.txt』" in (await sees(world, wanted)).withheld


async def test_what_a_channel_left_behind_that_was_made_anew_was_not_moved(
    world: World, items: str, tmp_path: Path
) -> None:
    """Its folder stays in the team's library with all it holds, and the new one has another."""
    wanted = file(tmp_path)
    await world.make(wanted)
    another = await world.hand("POST", f"{items}/root/children", {"name": "R7 全体 2", "folder": {}})
    world.remembers(BASE.key, id=another["id"])

    assert await world.see(WITHIN) is None
    assert await world.see(wanted) is None


@pytest.mark.parametrize("noted", [True, False])
async def test_a_file_moved_out_of_the_channels_folder_is_told_where_it_is_known_to_have_lain_there(
    noted: bool, world: World, items: str, tmp_path: Path
) -> None:
    """An earlier version did not note where it put a file; one look since then has."""
    wanted = file(tmp_path)
    made = await world.make(wanted)
    another = await world.hand("POST", f"{items}/root/children", {"name": "運営", "folder": {}})
    await moves(world, items, made.id, into=another["id"])
    if not noted:
        del world.memory[wanted.key]["parent"]

    seen = await world.see(wanted)

    assert (seen.withheld if seen else "").startswith("人がTeams側で移したか") is noted
