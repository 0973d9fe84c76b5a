"""An issue as a file for a place outside Microsoft 365: put once, brought up to date, never over what a person wrote."""

from dataclasses import replace
from pathlib import Path

import pytest

from m365bot.content.issue import export
from m365bot.content.issue.export import ExportFace
from m365bot.errors import ConfigError
from m365bot.resources import ChannelFolder, Folder, General, IssueFile, Team
from m365bot.resources.codec import Decoder, Encoder
from m365bot.resources.seen import differs
from tests.content.issue.proofs import HEAD, whole
from tests.resources.world import OFFICER, World

OFFICE = Team("研修運営", "dx-office", owners=(OFFICER,))
FOLDER = Folder(ChannelFolder(General(OFFICE)), "DX通信")


@pytest.fixture
async def there(world: World) -> World:
    await world.make(OFFICE)
    for folder in (FOLDER.within, FOLDER):
        await world.make(folder)
    return world


@pytest.fixture
def face(tmp_path: Path) -> ExportFace:
    return export.of(whole(tmp_path), HEAD)


@pytest.fixture
def wanted(face: ExportFace) -> IssueFile:
    return IssueFile.to(FOLDER, "012", face)


def corrected(face: ExportFace) -> IssueFile:
    return IssueFile.to(FOLDER, "012", replace(face, head=replace(face.head, title="訂正した題")))


def stored(world: World) -> list[tuple[str, bytes]]:
    drives = world.app.tenant.sites.drives.values()
    found = [
        item for drive in drives for item in drive.items.values() if not item.folder and not item.deleted
    ]
    return [(item.name, world.app.tenant.sites.blobs[item.blob]) for item in found]


async def changed_by(world: World, wanted: IssueFile, content: bytes, who: str) -> None:
    where = (
        f"/drives/{world.memory[FOLDER.within.key]['drive']}/items/{world.memory[wanted.key]['id']}/content"
    )
    await world.hand("PUT", where, content, who=who)


async def test_the_whole_issue_lies_in_one_file_and_a_second_look_writes_nothing(
    there: World, wanted: IssueFile, face: ExportFace
) -> None:
    await there.make(wanted)
    before = len(there.writes)

    await there.make(wanted)

    assert stored(there) == [("012.html", face.html.encode())]
    assert len(there.writes) == before


async def test_a_corrected_issue_is_put_in_place_of_the_earlier(
    there: World, wanted: IssueFile, face: ExportFace
) -> None:
    first = await there.make(wanted)

    second = await there.make(corrected(face))

    assert second.id == first.id
    ((_, content),) = stored(there)
    assert "訂正した題" in content.decode()


async def test_what_a_person_wrote_into_it_stays_and_the_way_on_is_told(
    there: World, wanted: IssueFile, face: ExportFace
) -> None:
    await there.make(wanted)
    await changed_by(there, wanted, b"<p>by hand</p>", OFFICER.mail)

    seen = await there.see(corrected(face))

    assert "上書きしません" in seen.withheld and "原稿に書き" in seen.withheld
    assert [content for _, content in stored(there)] == [b"<p>by hand</p>"]


async def test_after_a_lost_database_the_same_file_is_known_again(there: World, wanted: IssueFile) -> None:
    await there.make(wanted)
    there.forgets(wanted.key)

    seen = await there.see(wanted)

    assert not differs(wanted.facts, seen.facts) and not seen.withheld


async def test_after_a_lost_database_our_own_earlier_one_is_brought_up_to_date(
    there: World, wanted: IssueFile, face: ExportFace
) -> None:
    first = await there.make(wanted)
    there.forgets(wanted.key)

    second = await there.make(corrected(face))

    assert second.id == first.id
    assert ["訂正した題" in content.decode() for _, content in stored(there)] == [True]


async def test_after_a_lost_database_another_hands_file_of_that_name_is_left(
    there: World, wanted: IssueFile
) -> None:
    await there.make(wanted)
    await changed_by(there, wanted, b"<p>by hand</p>", OFFICER.mail)
    there.forgets(wanted.key)

    seen = await there.see(wanted)

    assert "同じ名前の別のファイル" in seen.withheld


async def test_a_picture_that_is_another_since_the_plan_is_not_put(there: World, tmp_path: Path) -> None:
    face = export.of(whole(tmp_path), HEAD)
    (tmp_path / "screen.png").write_bytes(b"another")

    error = await there.refuses(IssueFile.to(FOLDER, "012", face))

    assert isinstance(error, ConfigError)
    assert stored(there) == []


def test_a_plan_keeps_what_it_is_made_of(wanted: IssueFile, face: ExportFace) -> None:
    encoder = Encoder()
    encoder.add(wanted)

    read = Decoder(encoder.resources, lambda key: OFFICER).resource(wanted.key)

    assert read == wanted
    assert (read.face.html, read.as_read, read.matter) == (face.html, face.html, "012")
    assert read.title == "グループウェア用の書き出し『012.html』"
    assert read.preview.startswith(HEAD.subject)


def test_another_text_or_picture_is_another_file(wanted: IssueFile, face: ExportFace) -> None:
    others = [
        corrected(face),
        IssueFile.to(FOLDER, "012", replace(face, body=face.body + "<p>もう一つ</p>")),
        IssueFile.to(FOLDER, "012", replace(face, pictures=tuple(reversed(face.pictures)))),
    ]

    assert len({each.sha256 for each in (wanted, *others)}) == 4
