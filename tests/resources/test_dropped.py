"""Answers in files that were dropped into a folder: of the instance, or of a team's documents."""

from pathlib import Path

import pytest

from m365bot.errors import NotReady, Permanent
from m365bot.records.sources import workbook
from m365bot.resources import Responses
from tests.records.sources.sheets import HEADER, SOUGHT, book, line
from tests.resources.test_responses import TEAM
from tests.resources.test_workbook import Shelf
from tests.resources.world import World

THERE = Responses(TEAM, "回答/R7", "R7", "after", "powerbi-1", read_as="drop")
CSV = (",".join(HEADER) + "\n1,2025/6/19 9:00,2025/6/19 9:03,b@example.jp,,,5,川\n").encode("cp932")


@pytest.fixture
async def shelf(world: World) -> Shelf:
    await world.make(TEAM)
    made = Shelf(world)
    made.ledger.asks = SOUGHT
    return made


@pytest.fixture
def here(tmp_path: Path) -> Responses:
    folder = tmp_path / "回答"
    folder.mkdir()
    return Responses(
        TEAM, "回答/", "R7", "after", "powerbi-1", read_as="drop", folder=folder, within=tmp_path
    )


async def test_files_of_the_instance_are_read_without_asking_anybody(shelf: Shelf, here: Responses) -> None:
    assert here.folder
    (here.folder / "a.xlsx").write_bytes(book(HEADER, line(1), line(2, "c@example.jp")))
    (here.folder / "b.csv").write_bytes(CSV)
    (here.folder / "~$a.xlsx").write_bytes(b"x")
    (here.folder / "c.xlsx").write_bytes(b"PK broken")
    before = shelf.asked()

    found = await shelf.reading(here)
    shelf.ledger.at[here.asked] = found.link

    assert [(item.part, item.cells["研修の満足度"]) for item in found.items] == [
        ("a.xlsx", 4),
        ("a.xlsx", 4),
        ("b.csv", "5"),
    ]
    assert found.parts == {"a.xlsx", "b.csv"}
    assert "『c.xlsx』は読みませんでした" in found.remarks[0]
    assert found.fresh_until is not None
    assert shelf.asked() == before


async def test_files_that_did_not_change_are_not_read_again(shelf: Shelf, here: Responses) -> None:
    assert here.folder
    (here.folder / "b.csv").write_bytes(CSV)
    first = await shelf.reading(here)
    shelf.ledger.at[here.asked] = first.link

    again = await shelf.reading(here)

    assert (len(first.items), len(again.items), again.parts) == (1, 0, frozenset())
    assert again.fresh_until == first.fresh_until


async def test_files_of_a_team_are_read_likewise(shelf: Shelf) -> None:
    await shelf.put(CSV, "回答/R7/b.csv")
    first = await shelf.reading(THERE)
    shelf.ledger.at[THERE.asked] = first.link
    before = shelf.asked()

    again = await shelf.reading(THERE)

    assert ([item.part for item in first.items], len(again.items)) == (["b.csv"], 0)
    assert not [one for one in shelf.world.asked()[before:] if "content" in one]


async def test_an_empty_folder_is_told_once(shelf: Shelf, here: Responses) -> None:
    with pytest.raises(NotReady, match="回答のファイルがまだありません"):
        await shelf.see(here)

    assert await shelf.see(here)


async def test_what_is_no_sheet_or_too_large_or_open_elsewhere_is_told_and_the_rest_read(
    shelf: Shelf, here: Responses, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here.folder
    (here.folder / "a.csv").write_bytes(CSV)
    (here.folder / "b.pdf").write_bytes(b"%PDF")
    (here.folder / "c.csv").write_bytes(CSV + CSV)
    (here.folder / "d.csv").symlink_to(here.folder / "a.csv")
    monkeypatch.setattr(workbook, "LARGEST", len(CSV))

    found = await shelf.reading(here)

    assert found.parts == {"a.csv"}
    assert ["『b.pdf』" in found.remarks[0], "『c.csv』" in found.remarks[1], len(found.remarks)] == [
        True,
        True,
        2,
    ]
    assert "大きすぎます" in found.remarks[1]


async def test_a_folder_that_is_not_there_yet_is_an_empty_one(shelf: Shelf, here: Responses) -> None:
    assert here.folder
    here.folder.rmdir()

    with pytest.raises(NotReady, match="回答のファイルがまだありません"):
        await shelf.see(here)


async def test_what_stands_in_the_place_of_a_folder_is_told(shelf: Shelf, here: Responses) -> None:
    assert here.folder
    here.folder.rmdir()
    here.folder.write_bytes(b"x")

    with pytest.raises(Permanent, match="を読めません"):
        await shelf.see(here)
