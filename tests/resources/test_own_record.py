"""What one person reads of their own: the order never leaks, and what is wider than meant stays empty."""

import contextlib
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from m365bot.errors import OutcomeUnknown, Permanent
from m365bot.resources import ChannelFolder, Folder, General, OwnRecord, PrivateFolder, Team
from m365bot.resources.seen import differs
from m365bot.resources.shared import readers
from tests.resources.world import ENDO, OFFICER, YAMADA, World

OFFICE = Team("研修運営", "dx-office", owners=(OFFICER,))
EVERY = Folder(ChannelFolder(General(OFFICE)), "個人記録")
HERE = Folder(EVERY, "R7")
FOLDER = PrivateFolder(HERE, YAMADA)
RECORD = OwnRecord(
    FOLDER, (("R7 研修の記録",), (), ("合計", "12", "100"), ("=1+1", "𠮷 﨑 ㈱ 髙"), ("a\x0bb\u202ec",))
)
NEWER = replace(RECORD, rows=(("R7 研修の記録",), ("合計", "15", "100")))
OTHERS = ("a.endo@example.jp", "m.hayashi@example.jp")


@pytest.fixture
async def there(world: World) -> World:
    await world.make(OFFICE)
    for folder in (ChannelFolder(General(OFFICE)), EVERY, HERE):
        await world.make(folder)
    return world


def weather(world: World, way: str) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"invite_inherited": way}})


def items(world: World):
    return [item for drive in world.app.tenant.sites.drives.values() for item in drive.items.values()]


def files(world: World) -> list[str]:
    return [item.name for item in items(world) if not item.folder and not item.deleted]


def content(world: World) -> bytes:
    (file,) = [item for item in items(world) if not item.folder and not item.deleted]
    return world.app.tenant.sites.blobs[file.blob]


def as_wanted(resource, seen) -> bool:
    return bool(seen) and not seen.withheld and not differs(resource.facts, seen.facts)


async def test_the_folder_is_closed_while_it_is_empty_and_only_then_the_file_comes(there: World) -> None:
    before = len(there.asked())

    await there.make(FOLDER)
    await there.make(RECORD)

    steps = [
        line.split(" ")[0] + " " + line.rpartition("/")[2].partition("?")[0]
        for line in there.asked()[before:]
        if "/children" in line or "/invite" in line or "permissions" in line or "/content" in line
    ]
    assert steps == ["POST children", "POST invite", "GET permissions", "GET permissions", "PUT content"]
    assert there.sent[-2]["retainInheritedPermissions"] is False


async def test_the_person_and_the_owner_read_it_and_nobody_else(there: World) -> None:
    await there.make(FOLDER)
    await there.make(RECORD)
    (file,) = [item for item in items(there) if not item.folder]
    drive = next(key for key, one in there.app.tenant.sites.drives.items() if file.id in one.items)
    where = f"/drives/{drive}/items/{file.id}"

    for who in (YAMADA.mail, OFFICER.mail):
        assert (await there.hand("GET", where, who=who))["id"] == file.id
    for who in (*OTHERS, "dx-tsushin@example.jp"):
        with pytest.raises(AssertionError, match="403"):
            await there.hand("GET", where, who=who)


async def test_no_name_stands_where_others_could_see_it(there: World) -> None:
    await there.make(FOLDER)
    await there.make(RECORD)

    names = " ".join(item.name for item in items(there)) + str(there.sent)
    assert not [word for word in ("山田", "yamada", YAMADA.id) if word in names]
    assert len({item.name for item in items(there) if item.folder and len(item.name) == 16}) == 1


async def test_a_second_run_writes_nothing_with_or_without_memory(there: World) -> None:
    await there.make(FOLDER)
    await there.make(RECORD)
    writes = len(there.writes)

    assert as_wanted(FOLDER, await there.see(FOLDER)) and as_wanted(RECORD, await there.see(RECORD))
    there.forgets(FOLDER.key, RECORD.key)

    assert as_wanted(FOLDER, await there.see(FOLDER)) and as_wanted(RECORD, await there.see(RECORD))
    assert len(there.writes) == writes


async def test_other_hours_replace_the_file(there: World) -> None:
    await there.make(FOLDER)
    await there.make(RECORD)

    await there.make(NEWER)

    sheet = load_workbook(io.BytesIO(content(there))).active
    assert [[cell.value for cell in row if cell.value] for row in sheet.iter_rows()] == [
        ["R7 研修の記録"],
        ["合計", "15", "100"],
    ]


async def test_cells_are_text_and_letters_are_right(there: World) -> None:
    await there.make(FOLDER)
    await there.make(RECORD)

    cells = [cell for row in load_workbook(io.BytesIO(content(there))).active.iter_rows() for cell in row]
    formula = next(cell for cell in cells if cell.value == "=1+1")
    assert formula.data_type == "s"
    assert "a\x0bb\u202ec" not in [cell.value for cell in cells]
    assert "𠮷 﨑 ㈱ 髙" in [cell.value for cell in cells]


@pytest.mark.parametrize("way", ["kept", "refused"])
async def test_where_the_tenant_keeps_inherited_access_nothing_is_uploaded_and_it_is_told(
    there: World, way: str
) -> None:
    weather(there, way)

    made = await there.write(FOLDER)
    error = await there.refuses(RECORD)

    assert "本人だけが読めるフォルダーにできませんでした" in made.remark
    assert isinstance(error, Permanent)
    assert files(there) == []
    assert (await there.see(FOLDER)).withheld and (await there.see(RECORD)).withheld
    assert "PUT" not in " ".join(there.writes[-3:])


async def test_what_is_opened_wider_later_gets_no_newer_record(there: World) -> None:
    await there.make(FOLDER)
    await there.make(RECORD)
    folder = next(item for item in items(there) if len(item.name) == 16)
    was = await there.see(NEWER)
    folder.inherits = True

    error = await there.refuses(NEWER, was)

    assert isinstance(error, Permanent)
    assert (await there.see(NEWER)).withheld


async def test_a_folder_that_was_made_and_not_closed_is_finished(there: World) -> None:
    there.fails("POST */invite", 503)
    await there.refuses(FOLDER)

    await there.make(FOLDER)

    assert as_wanted(FOLDER, await there.see(FOLDER))
    assert len([item for item in items(there) if len(item.name) == 16]) == 1


@pytest.mark.parametrize("which", ["POST */children", "POST */invite", "PUT */content"])
async def test_an_answer_that_was_lost_doubles_nothing(there: World, which: str) -> None:
    there.fails(which, 504, after_commit=True)
    for resource in (FOLDER, RECORD):
        with contextlib.suppress(OutcomeUnknown):
            await there.make(resource)
        await there.make(resource)

    assert as_wanted(FOLDER, await there.see(FOLDER)) and as_wanted(RECORD, await there.see(RECORD))
    assert files(there) == ["研修の記録.xlsx"]
    assert len([item for item in items(there) if len(item.name) == 16]) == 1


@pytest.mark.parametrize("status", [403, 404, 503])
async def test_where_the_permissions_cannot_be_read_back_nothing_is_uploaded(
    there: World, status: int
) -> None:
    await there.make(FOLDER)
    there.fails("GET */permissions", status)

    await there.refuses(RECORD)

    assert files(there) == []


async def test_two_people_have_two_folders(there: World) -> None:
    await there.make(FOLDER)
    await there.make(PrivateFolder(HERE, ENDO))

    assert len({item.name for item in items(there) if len(item.name) == 16}) == 2


async def test_what_an_officer_wrote_into_it_is_left_alone(there: World) -> None:
    await there.make(FOLDER)
    await there.make(RECORD)
    (file,) = [item for item in items(there) if not item.folder]
    drive = next(key for key, one in there.app.tenant.sites.drives.items() if file.id in one.items)
    await there.hand("PUT", f"/drives/{drive}/items/{file.id}/content", b"x", who=OFFICER.mail)

    assert "人が書き換えた記録" in (await there.see(NEWER)).withheld


USER = {"grantedToV2": {"user": {"id": "u"}}, "roles": ["read"]}
OWNERS = {"grantedToV2": {"siteGroup": {"displayName": "所有者"}}, "roles": ["owner"]}


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([OWNERS, USER], readers.ALONE),
        ([OWNERS], readers.OPEN),
        ([], readers.OPEN),
        ([OWNERS, USER, {**OWNERS, "roles": ["write"]}], readers.WIDER),
        ([OWNERS, USER, {"link": {"scope": "organization"}, "roles": ["read"]}], readers.WIDER),
        ([OWNERS, USER, {"grantedToV2": {"user": {"id": "x"}}, "roles": ["read"]}], readers.WIDER),
        ([OWNERS, USER, {"roles": ["read"]}], readers.WIDER),
        ([OWNERS, {**USER, "roles": ["write"]}], readers.WIDER),
        ([OWNERS, USER, {"grantedToV2": {"group": {"id": "everyone"}}, "roles": ["read"]}], readers.WIDER),
        ([OWNERS, USER, {"grantedToV2": {"application": {"id": "app"}}, "roles": ["owner"]}], readers.ALONE),
        (
            [OWNERS, USER, {"grantedToV2": {"application": {"id": "other"}}, "roles": ["owner"]}],
            readers.WIDER,
        ),
    ],
)
def test_who_reads_it_is_judged_by_what_is_meant(rows, wanted) -> None:
    assert readers.judged(rows, "u", "app") == wanted
