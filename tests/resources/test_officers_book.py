"""The officers' workbook: what the records say as it is written, once; and never over what a person did."""

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from m365bot.errors import Changed, OutcomeUnknown
from m365bot.records import Records
from m365bot.records.overview import Overview
from m365bot.resources import ChannelFolder, General, OfficersBook, Team
from m365bot.resources.seen import Seen, differs
from tests.records.test_ledger import AFTER, School
from tests.resources.world import OFFICER, World

FOLDER = ChannelFolder(General(Team("研修運営", "dx-office", owners=(OFFICER,))))


@dataclass
class Kept:
    """Who attended, as the records know it at that moment. asked: of which cohort and when."""

    school: School = field(default_factory=School)
    asked: list[tuple[str, datetime]] = field(default_factory=list)

    def attended(self, *marks: tuple[int, str, str, None]) -> None:
        self.school = School(*marks)

    def overview(self, cohort: str, at: datetime) -> Overview:
        self.asked.append((cohort, at))
        records = Records.of(())
        return Overview(
            records.hours(self.school.cohort, self.school.programme, at), records, self.school.programme
        )

    @property
    def wanted(self) -> OfficersBook:
        """As a job yields it of what it was told."""
        return OfficersBook.to(FOLDER, self.overview("R7", AFTER))


@pytest.fixture
async def records(world: World) -> Kept:
    for each in (FOLDER.channel.team, FOLDER):
        await world.make(each)
    world.records = Kept()
    return world.records  # type: ignore[no-any-return]  # which is what we gave it


def books(world: World) -> list[Any]:
    items = (item for drive in world.app.tenant.sites.drives.values() for item in drive.items.values())
    return [item for item in items if not item.folder and not item.deleted]


def hours(world: World) -> object:
    """Of the first trainee, in the only workbook there is."""
    (book,) = books(world)
    return load_workbook(io.BytesIO(world.app.tenant.sites.blobs[book.blob]))["一覧 R7"]["F2"].value


def is_as_wanted(book: OfficersBook, seen: Seen | None) -> bool:
    return seen is not None and not seen.withheld and not differs(book.facts, seen.facts)


def nobody_is_named(world: World) -> None:
    """By the service, for what this app uploads."""
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"uploads_name_app": False}})


async def edited(world: World, content: bytes = b"theirs") -> None:
    (drive, item) = next(
        (drive_id, item.id)
        for drive_id, drive in world.app.tenant.sites.drives.items()
        for item in drive.items.values()
        if not item.folder
    )
    await world.hand("PUT", f"/drives/{drive}/items/{item}/content", content, who=OFFICER.mail)


async def test_it_is_put_there_once(world: World, records: Kept) -> None:
    await world.make(records.wanted)
    writes = len(world.writes)

    await world.make(records.wanted)

    assert len(world.writes) == writes
    assert [book.name for book in books(world)] == ["R7 研修記録.xlsx"]


async def test_what_came_since_the_plan_is_in_it_and_the_next_look_knows_that(
    world: World, records: Kept
) -> None:
    planned = records.wanted
    records.attended((0, "powerbi-1", "○", None))

    await world.make(planned)

    assert hours(world) == 3
    assert records.asked[-1] == ("R7", AFTER)
    assert is_as_wanted(records.wanted, await world.see(records.wanted))


async def test_other_records_are_another_workbook_in_the_same_place(world: World, records: Kept) -> None:
    await world.make(records.wanted)
    (before,) = books(world)
    records.attended((0, "powerbi-1", "○", None))

    stale = await world.see(records.wanted)
    await world.make(records.wanted)

    assert not is_as_wanted(records.wanted, stale)
    assert [book.id for book in books(world)] == [before.id]
    assert hours(world) == 3


async def test_a_plan_tells_of_nobody(world: World, records: Kept) -> None:
    records.attended((0, "powerbi-1", "○", None))
    book = records.wanted

    told = f"{book} {book.facts} {book.title}"

    assert set(book.facts) == {"source"}
    assert not [person.name for person in records.school.people if person.name in told]


async def test_what_a_person_wrote_stays(world: World, records: Kept) -> None:
    await world.make(records.wanted)
    await edited(world)
    records.attended((0, "powerbi-1", "○", None))

    seen = await world.see(records.wanted)

    assert seen is not None
    assert seen.withheld.startswith("人が手を入れた一覧表です。上書きしません。")
    assert "別の名前で保存してから、このファイルを削除" in seen.withheld


async def test_what_a_person_wrote_between_the_look_and_the_write_stays(world: World, records: Kept) -> None:
    await world.make(records.wanted)
    records.attended((0, "powerbi-1", "○", None))
    was = await world.see(records.wanted)
    await edited(world)

    assert isinstance(await world.refuses(records.wanted, was), Changed)
    assert [world.app.tenant.sites.blobs[book.blob][:6] for book in books(world)] == [b"theirs"]


@pytest.mark.parametrize("named", [True, False])
async def test_one_whose_answer_was_lost_is_not_taken_for_a_persons(
    world: World, records: Kept, *, named: bool
) -> None:
    if not named:
        nobody_is_named(world)
    await world.make(records.wanted)
    records.attended((0, "powerbi-1", "○", None))
    was = await world.see(records.wanted)
    world.fails("PUT */content", 504, after_commit=True)

    error = await world.refuses(records.wanted, was)
    seen = await world.see(records.wanted)
    await world.make(records.wanted)

    assert isinstance(error, OutcomeUnknown)
    assert seen is not None and not seen.withheld
    assert hours(world) == 3
    assert len(books(world)) == 1


async def test_the_first_one_too_where_the_service_names_nobody(world: World, records: Kept) -> None:
    """The service rewrites what is uploaded, and nothing but what was sent is remembered of it."""
    nobody_is_named(world)
    world.fails("PUT */content", 504, after_commit=True)

    await world.refuses(records.wanted)

    assert is_as_wanted(records.wanted, await world.see(records.wanted))


async def test_an_edit_where_the_service_names_nobody_is_still_a_persons(world: World, records: Kept) -> None:
    nobody_is_named(world)
    await world.make(records.wanted)
    other = io.BytesIO()
    book = load_workbook(io.BytesIO(world.app.tenant.sites.blobs[books(world)[0].blob]))
    book["一覧 R7"]["F2"] = 99
    book.save(other)
    await edited(world, other.getvalue())

    seen = await world.see(records.wanted)

    assert seen is not None
    assert seen.withheld.startswith("人が手を入れた一覧表です")


async def test_without_memory_it_is_ours_where_this_app_wrote_it_last_and_is_made_anew_in_its_place(
    world: World, records: Kept
) -> None:
    await world.make(records.wanted)
    (before,) = books(world)
    world.forgets(records.wanted.key, f"sent:{records.wanted.key}")

    await world.make(records.wanted)

    assert [book.id for book in books(world)] == [before.id]
    assert is_as_wanted(records.wanted, await world.see(records.wanted))


async def test_without_memory_one_that_somebody_else_wrote_last_is_left_alone(
    world: World, records: Kept
) -> None:
    await world.make(records.wanted)
    world.forgets(records.wanted.key, f"sent:{records.wanted.key}")
    await edited(world)

    seen = await world.see(records.wanted)

    assert seen is not None
    assert seen.withheld.startswith("同じ名前の別のファイルがあります。")


async def test_what_a_person_saved_unchanged_is_still_ours(world: World, records: Kept) -> None:
    """By its parts: the service stores other bytes for the same workbook. An older version remembered no more."""
    nobody_is_named(world)
    await world.make(records.wanted)
    await world.see(records.wanted)
    world.forgets(f"sent:{records.wanted.key}")
    await edited(world, world.app.tenant.sites.blobs[books(world)[0].blob])

    assert is_as_wanted(records.wanted, await world.see(records.wanted))
