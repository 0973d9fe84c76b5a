"""A mirror of a drive: brought up to date by one delta, known by id and parent."""

from typing import Any

import pytest

from m365bot.programme.names import file_fold
from m365bot.resources import Channel, ChannelFolder, Folder, Team
from m365bot.resources.shared import drive
from tests.resources.world import OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,))
BASE = ChannelFolder(Channel(TEAM, "R7 全体"))


@pytest.fixture
async def place(world: World) -> tuple[str, str]:
    """Drive and item of a channel's folder."""
    await world.make(TEAM)
    await world.make(BASE.channel)
    seen = await world.see(BASE)
    return world.memory[BASE.key]["drive"], seen.id


async def read(world: World, drive_id: str) -> drive.Tree:
    view = world.view()
    tree = await drive.tree(view, drive_id)
    world.memory.update(view.learned)
    return tree


async def test_the_first_reading_holds_everything(world: World, place: tuple[str, str]) -> None:
    made = await world.make(Folder(BASE, "資料"))

    tree = await read(world, place[0])

    item = tree.at(place[1], ["資料"])
    assert item is not None
    assert (item["id"], item["name"], item["parent"], item["folder"]) == (made.id, "資料", place[1], True)
    assert tree.at(place[1], []) == {"id": place[1]}
    assert tree.at(place[1], ["資料", "ない"]) is None
    assert tree.at(place[1], ["ない", "資料"]) is None


async def test_later_ones_ask_only_for_what_changed(world: World, place: tuple[str, str]) -> None:
    await world.make(Folder(BASE, "資料"))
    await read(world, place[0])
    await world.write(Folder(BASE, "録画"))
    before = len(world.asked())

    tree = await read(world, place[0])

    (asked,) = world.asked()[before:]
    assert "token" in asked
    assert tree.at(place[1], ["資料"]) is not None
    assert tree.at(place[1], ["録画"]) is not None


async def test_what_was_deleted_or_renamed_is_no_longer_where_it_was(
    world: World, place: tuple[str, str]
) -> None:
    one, two = await world.make(Folder(BASE, "資料")), await world.make(Folder(BASE, "録画"))
    await read(world, place[0])
    await world.hand("DELETE", f"/drives/{place[0]}/items/{one.id}")
    await world.hand("PATCH", f"/drives/{place[0]}/items/{two.id}", {"name": "動画"})

    tree = await read(world, place[0])

    assert tree.at(place[1], ["資料"]) is None
    assert tree.at(place[1], ["録画"]) is None
    assert tree.at(place[1], ["動画"])["id"] == two.id


async def test_where_the_link_is_no_longer_good_nothing_old_stays(
    world: World, place: tuple[str, str]
) -> None:
    await read(world, place[0])
    world.memory[f"drive:{place[0]}"]["items"]["ghost"] = {"id": "ghost", "name": "幽霊", "parent": place[1]}
    world.fails("GET */delta*", {"status": 410, "code": "resyncRequired"})

    tree = await read(world, place[0])

    assert tree.at(place[1], ["幽霊"]) is None
    assert "ghost" not in world.memory[f"drive:{place[0]}"]["items"]


async def test_what_is_known_is_not_changed_in_place(world: World, place: tuple[str, str]) -> None:
    await read(world, place[0])
    known = world.memory[f"drive:{place[0]}"]["items"]
    count = len(known)
    await world.write(Folder(BASE, "録画"))

    await read(world, place[0])

    assert len(known) == count


async def test_a_drive_is_read_once_a_look(world: World, place: tuple[str, str]) -> None:
    view, before = world.view(), len(world.asked())

    await drive.tree(view, place[0])
    await drive.tree(view, place[0])

    assert len(world.asked()[before:]) == 1


@pytest.mark.parametrize("written", ["GUIDE.PDF", "guide.pdf", "カ\u3099イド.pdf"])
def test_names_are_compared_as_sharepoint_does(written: str) -> None:
    item = {"id": "1", "name": "Guide.pdf" if "uid" in written.lower() else "\u30ac\u30a4\u30c9.pdf"}
    tree = drive.Tree({}, {("root", file_fold(item["name"])): item})

    assert tree.at("root", [written]) == item


def test_width_makes_another_file() -> None:
    tree = drive.Tree({}, {("root", file_fold("A.pdf")): {"id": "1"}})

    assert tree.at("root", ["\uff21.pdf"]) is None


FULL: dict[str, Any] = {
    "id": "01",
    "name": "a.txt",
    "parentReference": {"id": "02", "driveId": "d"},
    "file": {"hashes": {"quickXorHash": "xor"}},
    "size": 5,
    "eTag": "e1",
    "cTag": "c1",
    "lastModifiedBy": {"user": {"id": "u1"}, "application": {"id": "a1"}},
    "lastModifiedDateTime": "2025-07-01T00:00:00Z",
}


def test_of_an_item_a_few_things_are_kept() -> None:
    assert drive.mirrored(FULL) == {
        "id": "01",
        "name": "a.txt",
        "parent": "02",
        "folder": False,
        "hash": "xor",
        "size": 5,
        "etag": "e1",
        "app": "",
        "by": "u1",
        "at": "2025-07-01T00:00:00Z",
    }


def test_what_the_service_leaves_out_is_empty() -> None:
    assert drive.mirrored({"id": "01", "name": "root", "folder": {}}) == {
        "id": "01",
        "name": "root",
        "parent": "",
        "folder": True,
        "hash": "",
        "size": 0,
        "etag": "",
        "app": "",
        "by": "",
        "at": "",
    }


@pytest.mark.parametrize(
    ("by", "app"),
    [
        ({"user": {"email": "a@example.jp"}, "application": {"id": "a"}}, ""),
        ({"user": {"id": "u"}, "application": {"id": "a"}}, ""),
        ({"user": {"displayName": "ゲスト"}}, ""),
        ({"user": {"displayName": "SharePoint アプリ"}, "application": {"id": "a"}}, "a"),
        ({"application": {"id": "a"}}, "a"),
        ({"application": {"displayName": "a"}}, ""),
        (None, ""),
    ],
)
def test_r12_an_app_is_named_only_where_it_changed_it_by_itself(by: Any, app: str) -> None:
    assert drive.mirrored({**FULL, "lastModifiedBy": by})["app"] == app
