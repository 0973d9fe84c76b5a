"""A large file goes up in pieces: every byte right, gone on with after whatever broke off, never half there."""

import json
from pathlib import Path

import pytest

from m365bot.errors import Changed, Conflict, Locked, OutcomeUnknown, Permanent, Temporary
from m365bot.graph import pieces, retry
from m365bot.graph.limits import Limits
from m365bot.resources import File
from m365bot.resources.seen import Seen
from tests.resources.test_file import BASE, TEAM, changed_by, stored
from tests.resources.world import World

PIECE = pieces.QUANTUM
CONTENT = b"".join(bytes([number % 251]) * 1000 for number in range(1300))  # four pieces, the last one short
PUT = "PUT /_upload/*"
BUSY = {"status": 503, "retry_after": "none"}


@pytest.fixture(autouse=True)
def quick(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large begins at 100 KB; no busy machine runs out of patience."""
    monkeypatch.setattr(retry, "FIRST", 0.001)
    monkeypatch.setattr(world.graph, "figures", Limits(simple_upload=100_000))
    monkeypatch.setattr(world.graph, "patience_s", 20.0)


@pytest.fixture
def impatient(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing goes on for ever: given up at once."""
    monkeypatch.setattr(world.graph, "patience_s", 0.05)


@pytest.fixture
async def place(world: World) -> str:
    """The address of the channel's folder."""
    await world.make(TEAM)
    await world.make(BASE.channel)
    seen = await world.see(BASE)
    assert seen
    return f"/drives/{world.memory[BASE.key]['drive']}/items/{seen.id}"


@pytest.fixture
def wanted(tmp_path: Path) -> File:
    source = tmp_path / "講義.bin"
    source.write_bytes(CONTENT)
    return File.of(BASE, "講義.bin", source)


def sent(world: World) -> int:
    """Bytes that went to upload addresses."""
    return sum(row.received for row in world.app.gateway.log.rows if row.path.startswith("/_upload/"))


def sessions(world: World) -> int:
    return len(world.asked("POST", "createUploadSession"))


def under_way(world: World) -> dict[str, object]:
    return dict(world.app.tenant.sites.uploads)


@pytest.mark.usefixtures("place")
async def test_it_arrives_in_pieces_and_its_intent_is_noted_once_before_the_last(
    world: World, wanted: File
) -> None:
    before = world.intents

    seen = await world.make(wanted)

    assert stored(world, seen.id) == CONTENT
    assert [len(world.asked(*words)) for words in (["PUT", "_upload"], ["content"])] == [4, 0]
    assert (sessions(world), sent(world), world.intents - before) == (1, len(CONTENT), 1)
    assert (await world.see(wanted)).facts == wanted.facts
    assert under_way(world) == {} and world.memory[f"upload:{wanted.key}"]["url"] == ""


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("then", [{"receive": 1000}, {"drop": "before"}, {"drop": "after"}, BUSY])
async def test_what_breaks_off_in_the_middle_is_gone_on_with(
    world: World, wanted: File, then: object
) -> None:
    world.fails(PUT, then, nth=2)

    seen = await world.make(wanted)

    assert stored(world, seen.id) == CONTENT
    assert (sessions(world), len(world.asked("GET", "_upload"))) == (1, 1)
    assert sent(world) <= len(CONTENT) + PIECE


@pytest.mark.usefixtures("place", "impatient")
async def test_a_run_that_died_is_gone_on_with_by_the_next(world: World, wanted: File) -> None:
    before = world.intents
    world.fails(PUT, {"drop": "before"}, nth=[3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    world.fails("GET /_upload/*", {"drop": "before"}, nth="all")
    error = await world.refuses(wanted)
    kept = json.dumps(world.memory[f"upload:{wanted.key}"])  # as a database would
    world.app.gateway.faults.rules.clear()

    world.memory[f"upload:{wanted.key}"] = json.loads(kept)
    seen = await world.make(wanted)

    assert isinstance(error, Temporary) and "続きから" in str(error)
    assert stored(world, seen.id) == CONTENT
    assert (sessions(world), world.intents - before) == (1, 1)
    assert world.memory[f"upload:{wanted.key}"]["position"] == 3 * PIECE


@pytest.mark.usefixtures("place")
async def test_the_address_is_kept_before_any_byte_leaves_it(world: World, wanted: File) -> None:
    world.fails(PUT, {"status": 400})

    kept: list[str] = []
    keep = world._keep
    world._keep = lambda learned: (kept.append(str(learned)), keep(learned))[1]  # type: ignore[method-assign,func-returns-value]  # a witness
    await world.refuses(wanted)

    first = world.app.gateway.log.rows[[row.method for row in world.app.gateway.log.rows].index("PUT")]
    assert first.path.rpartition("/")[2] in kept[0]


@pytest.mark.usefixtures("place")
async def test_an_expired_session_begins_anew(world: World, wanted: File) -> None:
    world.fails(PUT, {"status": 404, "code": "itemNotFound"}, nth=3)

    seen = await world.make(wanted)

    assert (stored(world, seen.id), sessions(world)) == (CONTENT, 2)


@pytest.mark.usefixtures("place", "impatient")
async def test_a_session_known_to_be_over_is_not_asked(world: World, wanted: File) -> None:
    await leave_half(world, wanted)
    world.memory[f"upload:{wanted.key}"]["expires"] = "2020-01-01T00:00:00Z"

    await world.make(wanted)

    assert sessions(world) == 2


@pytest.mark.usefixtures("place")
async def test_a_service_that_asks_for_a_long_wait_is_left_alone_and_gone_on_with_later(
    world: World, wanted: File
) -> None:
    world.fails(PUT, {"status": 429, "retry_after": 600}, nth=2)

    error = await world.refuses(wanted)
    seen = await world.make(wanted)

    assert isinstance(error, Temporary) and error.after == 600
    assert (stored(world, seen.id), sessions(world)) == (CONTENT, 1)


async def leave_half(world: World, wanted: File) -> None:
    world.fails(PUT, {"drop": "before"}, nth="all")
    await world.refuses(wanted)
    world.app.gateway.faults.rules.clear()


@pytest.mark.usefixtures("place")
async def test_what_is_left_over_of_a_file_nobody_wants_is_forgotten_once_it_ended(
    world: World, wanted: File
) -> None:
    over = {"url": "https://opens.example/x", "expires": "2020-01-01T00:00:00Z"}
    world.memory |= {"upload:gone": over, "upload:odd": {**over, "expires": "?"}}
    world.memory["upload:alive"] = {**over, "expires": "2999-01-01T00:00:00Z"}

    await world.make(wanted)

    kept = {key: memo["url"] for key, memo in world.memory.items() if key.startswith("upload:")}
    assert [kept[f"upload:{name}"] != "" for name in ("gone", "odd", "alive")] == [False, True, True]


@pytest.mark.usefixtures("place", "impatient")
async def test_a_source_that_changed_ends_the_left_over_session(world: World, wanted: File) -> None:
    await leave_half(world, wanted)
    wanted.source.write_bytes(CONTENT[::-1])

    seen = await world.make(File.of(BASE, wanted.file_name, wanted.source))

    assert stored(world, seen.id) == CONTENT[::-1]
    assert len(world.asked("DELETE", "_upload")) == 1 and under_way(world) == {}


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("at", ["before", "meanwhile"])
async def test_a_source_that_changes_while_it_is_sent_is_told_and_nothing_half_remains(
    world: World, wanted: File, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    read = pieces.Pieces.at

    async def changing(self: pieces.Pieces, first: int) -> bytes:
        if first == 2 * PIECE:
            wanted.source.write_bytes(CONTENT[::-1])
        return await read(self, first)

    if at == "before":
        wanted.source.write_bytes(CONTENT + b"more")
    monkeypatch.setattr(pieces.Pieces, "at", changing)

    error = await world.refuses(wanted)

    assert isinstance(error, Permanent) and "変わりました" in str(error)
    assert await world.see(wanted) is None
    assert under_way(world) == {}


@pytest.mark.usefixtures("place")
async def test_a_source_that_is_gone_is_told(world: World, wanted: File) -> None:
    wanted.source.unlink()

    assert "読み込めません" in str(await world.refuses(wanted))
    assert sessions(world) == 0


async def test_a_name_taken_meanwhile_is_a_conflict_and_nobodys_file_is_lost(
    world: World,
    place: str,
    wanted: File,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = pieces.Pieces.at

    async def meeting(self: pieces.Pieces, first: int) -> bytes:
        if first == 3 * PIECE:
            await world.hand("PUT", f"{place}:/講義.bin:/content", b"a person's")
        return await read(self, first)

    monkeypatch.setattr(pieces.Pieces, "at", meeting)

    assert isinstance(await world.refuses(wanted), Conflict)
    assert under_way(world) == {}
    assert (await world.see(wanted)).withheld


@pytest.mark.usefixtures("place")
async def test_a_lost_answer_at_the_end_is_looked_for_and_found(world: World, wanted: File) -> None:
    world.fails(PUT, {"drop": "after"}, nth=4)

    error = await world.refuses(wanted)
    seen = await world.see(wanted)

    assert isinstance(error, OutcomeUnknown)
    assert seen is not None and seen.facts == wanted.facts and not seen.withheld


async def replaced(world: World, wanted: File) -> tuple[File, Seen]:
    """The file is there, and its source has changed since."""
    await world.make(wanted)
    wanted.source.write_bytes(CONTENT[::-1])
    later = File.of(BASE, wanted.file_name, wanted.source)
    seen = await world.see(later)
    assert seen is not None
    return later, seen


@pytest.mark.usefixtures("place")
async def test_a_replacement_keeps_its_id(world: World, wanted: File) -> None:
    later, seen = await replaced(world, wanted)

    again = await world.write(later, seen)

    assert (again.id, stored(world, seen.id)) == (seen.id, CONTENT[::-1])


async def test_an_edit_by_a_person_while_it_goes_up_is_not_overwritten(
    world: World,
    place: str,
    wanted: File,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later, seen = await replaced(world, wanted)
    read = pieces.Pieces.at

    async def meeting(self: pieces.Pieces, first: int) -> bytes:
        if first == 3 * PIECE:
            await changed_by(world, place, seen.id, b"a person's")
        return await read(self, first)

    monkeypatch.setattr(pieces.Pieces, "at", meeting)
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"if_match_honoured": False}})

    assert isinstance(await world.refuses(later, seen), Changed)
    assert stored(world, seen.id) == b"a person's"
    assert under_way(world) == {}


@pytest.mark.usefixtures("place")
async def test_a_right_etag_that_is_refused_is_looked_at_and_done_without(world: World, wanted: File) -> None:
    later, seen = await replaced(world, wanted)
    world.fails("POST *createUploadSession", {"status": 412, "code": "resourceModified"})

    await world.write(later, seen)

    assert stored(world, seen.id) == CONTENT[::-1]


@pytest.mark.usefixtures("place")
async def test_a_locked_file_is_told(world: World, wanted: File) -> None:
    later, seen = await replaced(world, wanted)
    (item,) = (
        drive.items[seen.id] for drive in world.app.tenant.sites.drives.values() if seen.id in drive.items
    )
    item.locked = True

    assert isinstance(await world.refuses(later, seen), Locked)


@pytest.mark.usefixtures("place")
async def test_who_has_checked_a_file_out_is_told_where_graph_says_so(world: World, wanted: File) -> None:
    later, seen = await replaced(world, wanted)
    (item,) = (
        drive.items[seen.id] for drive in world.app.tenant.sites.drives.values() if seen.id in drive.items
    )
    item.locked, item.checked_out_by = True, {"user": {"id": "somebody", "displayName": "山田 葵"}}

    error = await world.refuses(later, seen)
    removing = world.acting(lambda tenant: later.remove(tenant, seen))
    with pytest.raises(Locked, match="チェックアウト"):
        await removing

    assert isinstance(error, Locked) and "チェックアウトしています" in str(error)
    assert "山田" not in str(error)  # what is stored of people is told by opaque id


@pytest.mark.usefixtures("place")
async def test_a_full_library_is_told_in_words(world: World, wanted: File) -> None:
    world.app.tenant.sites.settings.quota_bytes = len(CONTENT) - 1
    try:
        error = await world.refuses(wanted)
    finally:
        world.app.tenant.sites.settings.quota_bytes = 10**12

    assert "空き容量" in str(error) and under_way(world) == {}


@pytest.mark.usefixtures("place")
async def test_without_leave_for_sessions_it_goes_in_one_request(world: World, wanted: File) -> None:
    world.fails("POST *createUploadSession", {"status": 403, "code": "accessDenied"})

    seen = await world.make(wanted)

    assert stored(world, seen.id) == CONTENT
    assert len(world.asked("PUT", "/content")) == 1


@pytest.mark.usefixtures("place")
async def test_an_empty_file_and_a_small_one_go_in_one_request(world: World, tmp_path: Path) -> None:
    for size in (0, 99_999):
        source = tmp_path / f"{size}.txt"
        source.write_bytes(b"x" * size)
        seen = await world.make(File.of(BASE, source.name, source))
        assert stored(world, seen.id) == b"x" * size

    assert sessions(world) == 0
