"""A file: equal to its source, never over what a person did, known again without memory."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from m365bot.errors import Changed, ConfigError, Conflict, NotFound, Permanent
from m365bot.resources import Channel, ChannelFolder, File, Folder, Team
from m365bot.resources.seen import Seen, differs
from m365bot.resources.shared import quickxor
from tests.resources.world import ACCOUNT, OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
BASE = ChannelFolder(Channel(TEAM, "R7 全体"))
EDITED = "人がTeams側で編集したファイルです。上書きしません。"
ANOTHER = "同じ名前の別のファイルがあります。上書きしません。"


@pytest.fixture
async def place(world: World) -> str:
    """The address of the channel's folder."""
    await world.make(TEAM)
    await world.make(BASE.channel)
    seen = await world.see(BASE)
    return f"/drives/{world.memory[BASE.key]['drive']}/items/{seen.id}"


def file(
    folder: Path, content: bytes = b"text", name: str = "手引.txt", within: Folder | ChannelFolder = BASE
) -> File:
    source = folder / name
    source.write_bytes(content)
    return File.of(within, name, source)


def package(**parts: str) -> bytes:
    """A document as an office programme writes it."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types></Types>")
        archive.writestr("_rels/.rels", "<Relationships></Relationships>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return stored.getvalue()


def stored(world: World, item: str) -> bytes:
    (found,) = [drive.items[item] for drive in world.app.tenant.sites.drives.values() if item in drive.items]
    return world.app.tenant.sites.blobs[found.blob]


async def changed_by(world: World, place: str, item: str, content: bytes, who: str = "") -> None:
    await world.hand("PUT", f"{place.rpartition('/')[0]}/{item}/content", content, who=who)


async def test_a_file_is_put_into_its_folder_once(world: World, place: str, tmp_path: Path) -> None:
    wanted = file(tmp_path, b"content")
    nothing = await world.see(wanted)
    made = await world.write(wanted)
    seen = await world.see(wanted)

    assert nothing is None
    assert stored(world, made.id) == b"content"
    assert made.memo["source"] == hashlib.sha256(b"content").hexdigest()
    assert made.memo["stored"] == quickxor.of(b"content")
    assert made.memo["size"] == 7
    assert seen.id == made.id
    assert not differs(wanted.facts, seen.facts)
    assert seen.kept == {"etag": made.memo["etag"]}
    assert seen.withheld == ""


async def test_names_that_an_address_would_break_reach_it(world: World, place: str, tmp_path: Path) -> None:
    wanted = file(tmp_path, name="100% #1 資料.txt")

    made = await world.make(wanted)

    assert (await world.see(wanted)).id == made.id
    assert [one["name"] for one in await world.there(f"{place}/children")] == ["100% #1 資料.txt"]


async def test_a_file_lies_below_its_folders(world: World, place: str, tmp_path: Path) -> None:
    within = Folder(BASE, "資料")
    await world.make(within)

    made = await world.make(file(tmp_path, within=within))

    (folder,) = await world.there(f"{place}/children")
    (found,) = await world.there(f"{place.rpartition('/')[0]}/{folder['id']}/children")
    assert found["id"] == made.id
    assert (await world.see(file(tmp_path, within=within))).id == made.id
    assert await world.see(file(tmp_path)) is None


async def test_a_changed_source_is_put_over_what_was_stored(world: World, place: str, tmp_path: Path) -> None:
    made = await world.make(file(tmp_path, b"one"))
    wanted = file(tmp_path, b"two!")
    was = await world.see(wanted)
    again = await world.write(wanted, was)

    assert differs(wanted.facts, was.facts) == {
        "source": (hashlib.sha256(b"one").hexdigest(), hashlib.sha256(b"two!").hexdigest())
    }
    assert again.id == made.id
    assert stored(world, made.id) == b"two!"
    assert not differs(wanted.facts, (await world.see(wanted)).facts)


async def test_a_look_at_a_changed_source_does_not_take_it_for_stored(
    world: World, place: str, tmp_path: Path
) -> None:
    await world.make(file(tmp_path, b"one"))
    wanted = file(tmp_path, b"two")

    first = await world.see(wanted)
    again = await world.see(wanted)

    assert first.memo["source"] == hashlib.sha256(b"one").hexdigest()
    assert differs(wanted.facts, again.facts)


async def test_what_somebody_changed_in_between_is_not_overwritten(
    world: World, place: str, tmp_path: Path
) -> None:
    made = await world.make(file(tmp_path, b"one"))
    wanted = file(tmp_path, b"two")
    was = await world.see(wanted)
    await changed_by(world, place, made.id, b"theirs", OFFICER.mail)

    error = await world.refuses(wanted, was)

    assert isinstance(error, Changed)
    assert stored(world, made.id) == b"theirs"


async def test_a_creation_never_overwrites(world: World, place: str, tmp_path: Path) -> None:
    await world.see(file(tmp_path, b"ours"))
    await world.hand("PUT", f"{place}:/手引.txt:/content", b"theirs")

    error = await world.refuses(file(tmp_path, b"ours"))

    (found,) = await world.there(f"{place}/children")
    assert isinstance(error, Conflict)
    assert stored(world, found["id"]) == b"theirs"


@pytest.mark.parametrize("edited", [True, False])
async def test_c52_a_file_of_ours_that_had_no_hash_yet_is_known_to_be_ours(
    world: World, place: str, tmp_path: Path, edited: bool
) -> None:
    """Hashes may come a minute late (the harsh weather's `hashes_late_s`); its source has changed since, too."""
    made = await world.make(file(tmp_path, b"one"))
    world.memory[file(tmp_path, b"one").key]["stored"] = ""
    if edited:
        await changed_by(world, place, made.id, b"theirs!", OFFICER.mail)

    seen = await world.see(file(tmp_path, b"two"))

    assert seen.withheld.startswith(EDITED) is edited
    assert bool(seen.withheld) is edited


@pytest.mark.parametrize("remembered", ["", "the lost memory"])
async def test_c52_a_file_that_got_its_hash_after_the_delta_told_of_it_is_ours(
    world: World, place: str, tmp_path: Path, remembered: str
) -> None:
    """The service names nobody (`uploads_name_app`) and tells of no hash again: neither makes it a person's edit."""
    late = {"uploads_name_app": False, "hashes_late_s": 60.0}
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": late})
    wanted = file(tmp_path, b"one")
    await world.make(wanted)
    early = await world.see(wanted)
    world.app.tenant.clock.advance(120)
    if remembered:
        world.forgets(wanted.key)

    seen = await world.see(wanted)

    assert early.withheld == seen.withheld == ""
    assert not differs(wanted.facts, seen.facts)


@pytest.mark.parametrize("content", [b"one", b"eno"])
async def test_a_file_that_has_no_hash_yet_and_no_memory_is_known_by_its_content(
    world: World, place: str, tmp_path: Path, content: bytes
) -> None:
    """Who wrote it died before the answer, and whoever goes on looks within the minute."""
    late = {"uploads_name_app": False, "hashes_late_s": 60.0}
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": late})
    await world.make(file(tmp_path, b"one"))
    world.forgets(file(tmp_path, b"one").key)

    seen = await world.see(file(tmp_path, content))

    assert seen.withheld.startswith(ANOTHER) is (content != b"one")
    assert bool(differs(file(tmp_path, content).facts, seen.facts)) is (content != b"one")


async def test_a_persons_edit_is_left_alone(world: World, place: str, tmp_path: Path) -> None:
    wanted = file(tmp_path)
    made = await world.make(wanted)
    await changed_by(world, place, made.id, b"theirs!", OFFICER.mail)

    seen = await world.see(wanted)

    assert seen.withheld.startswith(EDITED)
    assert seen.facts == {"source": ""}
    assert seen.id == made.id


async def test_o5_a_persons_edit_is_told_with_whose_and_when(
    world: World, place: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path)
    made = await world.make(wanted)
    await changed_by(world, place, made.id, b"theirs!", OFFICER.mail)
    world.memory.pop(f"person:{OFFICER.id}", None)
    stranger = (await world.see(wanted)).withheld
    world.memory[f"person:{OFFICER.id}"] = {"id": world.app.tenant.user(OFFICER.mail).id, "upn": OFFICER.mail}

    words = (await world.see(wanted)).withheld

    assert "最後の変更は 設定にない人、20" in stranger
    assert f"最後の変更は {OFFICER.id}、20" in words
    assert "materials/ の元のファイルと置き換えて" in words


async def test_o5_the_way_out_works_a_source_made_equal_is_no_difference_any_more(
    world: World, place: str, tmp_path: Path
) -> None:
    made = await world.make(file(tmp_path))
    await changed_by(world, place, made.id, b"theirs!", OFFICER.mail)
    taken_over = file(tmp_path, b"theirs!")

    seen = await world.see(taken_over)

    assert seen.withheld == ""
    assert seen.facts == taken_over.facts
    world.remembers(taken_over.key, **seen.memo)
    later = file(tmp_path, b"ours again")
    assert (await world.see(later)).withheld == ""


async def test_a_persons_edit_of_the_same_length_is_one_too(world: World, place: str, tmp_path: Path) -> None:
    wanted = file(tmp_path, b"ours")
    made = await world.make(wanted)
    await changed_by(world, place, made.id, b"them", OFFICER.mail)

    assert (await world.see(wanted)).withheld.startswith(EDITED)


async def test_what_a_person_saved_unchanged_is_ours_still(world: World, place: str, tmp_path: Path) -> None:
    wanted = file(tmp_path, b"ours")
    made = await world.make(wanted)
    await changed_by(world, place, made.id, b"ours", OFFICER.mail)

    seen = await world.see(wanted)

    assert seen.withheld == ""
    assert not differs(wanted.facts, seen.facts)
    assert seen.kept["etag"] != made.memo["etag"]


async def test_what_the_service_made_of_it_is_ours_still(world: World, place: str, tmp_path: Path) -> None:
    """C52: enriched, replaced, another id."""
    wanted = file(tmp_path, b"ours")
    made = await world.make(wanted)
    await world.hand("DELETE", f"{place.rpartition('/')[0]}/{made.id}")
    where = f"{place}:/手引.txt:/content"
    await world.graph.write("PUT", where, b"ours, enriched", leaving=lambda: None)

    seen = await world.see(wanted)

    assert seen.id != made.id
    assert seen.withheld == ""
    assert not differs(wanted.facts, seen.facts)
    assert seen.memo["stored"] == quickxor.of(b"ours, enriched")
    assert seen.memo["size"] == 14
    assert seen.memo["source"] == wanted.sha256


async def test_r12_what_another_app_wrote_is_left_alone(world: World, place: str, tmp_path: Path) -> None:
    wanted = file(tmp_path, b"ours")
    made = await world.make(wanted)
    await changed_by(world, place, made.id, b"theirs", "")

    assert (await world.see(wanted)).withheld.startswith(EDITED)


@pytest.mark.parametrize(("content", "edited"), [(b"ours", False), (b"anybody's", True)])
async def test_r12_where_nobody_is_named_only_what_we_stored_is_ours(
    world: World, place: str, tmp_path: Path, content: bytes, edited: bool
) -> None:
    """An edit through an anonymous link; and an upload of ours in a tenant that names no app."""
    wanted = file(tmp_path, b"ours")
    made = await world.make(wanted)
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"uploads_name_app": False}})
    await changed_by(world, place, made.id, content, "")
    world.memory[wanted.key]["size"] = 0  # what is stored is not what was

    assert bool((await world.see(wanted)).withheld) is edited


async def test_an_office_file_is_rewritten_on_its_way_and_ours_still(
    world: World, place: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path, package(document="text"), "手引.docx")
    made = await world.make(wanted)

    world.app.tenant.clock.advance(60)

    seen = await world.see(wanted)
    assert stored(world, made.id) != wanted.source.read_bytes()
    assert not differs(wanted.facts, seen.facts)
    assert seen.withheld == ""


# without memory


async def test_without_memory_a_file_is_known_by_its_hash(world: World, place: str, tmp_path: Path) -> None:
    wanted = file(tmp_path, b"ours")
    made = await world.make(wanted)
    world.forgets(wanted.key)

    seen = await world.see(wanted)

    assert seen.id == made.id
    assert seen.facts == wanted.facts
    assert seen.memo == made.memo
    assert seen.withheld == ""
    assert world.asked("GET", "content") == []


async def test_without_memory_an_office_file_is_known_by_its_parts(
    world: World, place: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path, package(document="text"), "手引.DOCX")
    made = await world.make(wanted)
    world.forgets(wanted.key)

    seen = await world.see(wanted)

    assert seen.id == made.id
    assert not differs(wanted.facts, seen.facts)
    assert seen.memo["stored"] != quickxor.of(wanted.source.read_bytes())


async def test_an_office_file_with_another_text_is_another(world: World, place: str, tmp_path: Path) -> None:
    await world.make(file(tmp_path, package(document="text"), "手引.docx"))
    changed = file(tmp_path, package(document="another text"), "手引.docx")
    world.forgets(changed.key)

    seen = await world.see(changed)

    assert seen.withheld.startswith(ANOTHER)
    assert seen.facts == {"source": ""}


async def test_without_memory_another_file_of_the_name_is_withheld(
    world: World, place: str, tmp_path: Path
) -> None:
    await world.hand("PUT", f"{place}:/手引.txt:/content", b"theirs")

    seen = await world.see(file(tmp_path, b"ours"))

    assert seen.withheld.startswith(ANOTHER)
    assert seen.facts == {"source": ""}
    assert seen.memo == {}


async def test_of_a_plain_file_nothing_is_downloaded(world: World, place: str, tmp_path: Path) -> None:
    await world.hand("PUT", f"{place}:/手引.txt:/content", package(document="text"))

    seen = await world.see(file(tmp_path, package(document="text") + b" "))

    assert seen.withheld.startswith(ANOTHER)
    assert world.asked("GET", "content") == []


async def test_s7_an_office_file_far_larger_than_any_of_ours_is_not_downloaded(
    world: World, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = file(tmp_path, package(document="text"), "手引.docx")
    await world.hand("PUT", f"{place}:/手引.docx:/content", package(document="another text"))
    monkeypatch.setattr("m365bot.resources.kinds.file.MORE_STORED", -10_000)

    seen = await world.see(wanted)

    assert seen.withheld.startswith(ANOTHER)
    assert world.asked("GET", "content") == []


async def test_a_source_that_is_gone_since_the_plan_is_equal_to_nothing(
    world: World, place: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path, b"ours")
    await world.make(wanted)
    world.forgets(wanted.key)
    wanted.source.unlink()

    assert (await world.see(wanted)).withheld.startswith(ANOTHER)


async def test_a_source_that_changed_since_the_plan_is_not_sent(
    world: World, place: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path, b"ours")
    await world.see(wanted)
    wanted.source.write_bytes(b"else")
    before = world.intents

    error = await world.refuses(wanted)

    assert type(error) is Permanent
    assert world.intents == before


# places that are not there


async def test_in_a_folder_that_is_not_provisioned_there_is_no_file(world: World, tmp_path: Path) -> None:
    world.app.tenant.settings.delays.standard_folder = (5.0, 5.0)
    await world.make(TEAM)
    await world.make(BASE.channel)

    assert await world.see(file(tmp_path)) is None


async def test_all_files_are_looked_at_in_one_request(world: World, place: str, tmp_path: Path) -> None:
    view, before = world.view(), len(world.asked())

    for number in range(3):
        await view.seen(file(tmp_path, name=f"{number}.txt"))

    assert len(world.asked()[before:]) == 1


async def test_an_item_that_vanished_before_its_update_is_not_found(
    world: World, place: str, tmp_path: Path
) -> None:
    made = await world.make(file(tmp_path, b"one"))
    was = await world.see(file(tmp_path, b"two"))
    await world.hand("DELETE", f"{place.rpartition('/')[0]}/{made.id}")

    assert isinstance(await world.refuses(file(tmp_path, b"two"), was), NotFound)


# words


def test_a_file_as_it_is_on_disk(tmp_path: Path) -> None:
    made = file(tmp_path, b"content")

    assert (made.size, made.sha256) == (7, hashlib.sha256(b"content").hexdigest())
    assert made.source == tmp_path / "手引.txt"
    with pytest.raises(ConfigError, match=r"資料『none.txt』を読めません\(No such file"):
        File.of(BASE, "none.txt", tmp_path / "none.txt")


def test_its_words(tmp_path: Path) -> None:
    plain, below = file(tmp_path), file(tmp_path, within=Folder(Folder(BASE, "資料"), "第1回"))

    assert plain.key == f"{BASE.key}/file:手引.txt"
    assert plain.title == "ファイル『R7 全体/手引.txt』"
    assert below.title == "ファイル『R7 全体/資料/第1回/手引.txt』"
    assert plain.outdated == "資料が変わりました。"
    assert plain.counted_as == plain.key
    assert plain.facts == {"source": plain.sha256}
    assert plain.parent == BASE


def test_two_files_of_one_name_count_as_two(tmp_path: Path) -> None:
    assert file(tmp_path).counted_as != file(tmp_path, within=Folder(BASE, "資料")).counted_as


async def test_a_seen_file_is_a_value(world: World, place: str, tmp_path: Path) -> None:
    wanted = file(tmp_path)
    await world.make(wanted)

    assert await world.see(wanted) == await world.see(wanted)
    assert isinstance(await world.see(wanted), Seen)


async def test_a_file_is_taken_away_only_while_it_is_the_one_that_was_seen(
    world: World, place: str, tmp_path: Path
) -> None:
    wanted = file(tmp_path)
    await world.make(wanted)
    seen = await world.see(wanted)
    await changed_by(world, place, seen.id, b"a person's")

    with pytest.raises(Changed):
        await world.acting(lambda tenant: wanted.remove(tenant, seen))
    await changed_by(world, place, seen.id, b"text")
    await world.acting(lambda tenant: wanted.remove(tenant, Seen(seen.id, kept={"etag": "*"})))

    assert await world.see(wanted) is None
