"""msgraph-sdk with typed models: a team's files by id and by path, delta, ETags."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from msgraph import GraphServiceClient
from msgraph.generated.drives.item.items.item.children.children_request_builder import ChildrenRequestBuilder
from msgraph.generated.models.drive_item import DriveItem
from msgraph.generated.models.folder import Folder
from msgraph.generated.models.o_data_errors.o_data_error import ODataError

from tests.foreign import sdk
from tests.foreign.served import Served

Children = ChildrenRequestBuilder.ChildrenRequestBuilderGetQueryParameters
_numbers = count(1)


@pytest.fixture
async def graph(served: Served) -> AsyncIterator[GraphServiceClient]:
    async with sdk.as_app(served, served.app("files")) as client:
        yield client


@dataclass(frozen=True)
class Library:
    """The builder of a drive and the id of its root."""

    drive: Any
    root: str

    def item(self, item_id: str) -> Any:
        return self.drive.items.by_drive_item_id(item_id)

    def at(self, path: str) -> Any:
        """The way by path that the SDK's typed builders leave open."""
        return self.item(f"root:/{path}:")

    async def folder(self, name: str, inside: str = "") -> DriveItem:
        wanted = DriveItem(
            name=name, folder=Folder(), additional_data={"@microsoft.graph.conflictBehavior": "fail"}
        )
        made: DriveItem = await self.item(inside or self.root).children.post(wanted)
        return made


@pytest.fixture
async def library(graph: GraphServiceClient, served: Served) -> Library:
    name = f"files-{next(_numbers)}"
    served.seed(groups=[{"displayName": name, "mailNickname": name, "owners": [served.account]}])
    group = next(
        i for i, each in served.control("GET", "/state")["groups"].items() if each["mail_nickname"] == name
    )
    drive = await graph.groups.by_group_id(group).drive.get()
    assert drive and drive.id and drive.web_url
    root = await graph.drives.by_drive_id(drive.id).root.get()
    assert root and root.id and root.root
    return Library(graph.drives.by_drive_id(drive.id), root.id)


async def test_a_file_goes_up_and_comes_down_by_path(library: Library) -> None:
    path, content = "講義/第01回 資料#1 100%.txt", "内容".encode() * 1000

    made = await library.at(path).content.put(content)
    again = await library.at(path).get()
    inside = await library.at("講義").children.get()

    assert made.name == "第01回 資料#1 100%.txt" and made.size == len(content)
    assert made.file.hashes.quick_xor_hash and made.file.mime_type == "text/plain"
    assert again.id == made.id and again.e_tag == made.e_tag
    assert [each.id for each in inside.value] == [made.id]
    assert await library.at(path).content.get() == content
    assert await library.item(made.id).content.get() == content


async def test_folders_are_made_listed_renamed_and_deleted(library: Library) -> None:
    made = [await library.folder(f"第{n}回") for n in range(1, 6)]
    with pytest.raises(ODataError) as twice:
        await library.folder("第1回")

    first = await library.item("root").children.get(sdk.asking(Children(top=2, select=["id", "name"])))
    listed = await sdk.every(first, library.item("root").children.with_url)
    renamed = await library.item(made[0].id or "").patch(DriveItem(name="第1回 演習"))
    await library.item(made[1].id or "").delete()
    with pytest.raises(ODataError) as gone:
        await library.item(made[1].id or "").get()

    assert sdk.code_of(twice.value) == (409, "nameAlreadyExists")
    assert first.odata_next_link and len(first.value) == 2
    assert {each.name for each in listed} == {each.name for each in made}
    assert renamed.name == "第1回 演習" and renamed.folder.child_count == 0
    assert sdk.code_of(gone.value) == (404, "itemNotFound")


async def test_an_update_with_an_old_etag_is_refused(library: Library) -> None:
    made = await library.at("a.txt").content.put(b"1")
    newer = await library.item(made.id).content.put(b"2", sdk.asking(If_Match=made.e_tag))

    with pytest.raises(ODataError) as stale:
        await library.item(made.id).content.put(b"3", sdk.asking(If_Match=made.e_tag))
    versions = await library.item(made.id).versions.get()

    assert newer.id == made.id and newer.e_tag != made.e_tag and newer.c_tag != made.c_tag
    assert stale.value.response_status_code == 412
    assert await library.item(made.id).content.get() == b"2"
    assert len(versions.value) == 2


async def test_changes_are_followed_page_by_page(library: Library) -> None:
    folder = await library.folder("資料")
    for n in range(5):
        await library.at(f"資料/{n}.txt").content.put(b"x")

    first = await library.item(library.root).delta.get()
    seen, page = list(first.value), first
    while page.odata_next_link:
        page = await library.item(library.root).delta.with_url(page.odata_next_link).get()
        seen += page.value
    one = next(each for each in seen if each.name == "0.txt")
    await library.item(one.id).delete()
    await library.at("資料/後.txt").content.put(b"y")
    changed = await library.item(library.root).delta.with_url(page.odata_delta_link).get()

    assert {each.name for each in seen} >= {"資料", "0.txt", "4.txt"}
    assert folder.id in {each.id for each in seen}
    assert one.id in {each.id for each in changed.value if each.deleted}
    assert "後.txt" in {each.name for each in changed.value}


async def test_a_file_under_a_folder_by_its_id_goes_up(library: Library) -> None:
    folder = await library.folder("提出")

    made = await library.item(f"{folder.id}:/課題.txt:").content.put(b"z")

    assert made.parent_reference.id == folder.id
