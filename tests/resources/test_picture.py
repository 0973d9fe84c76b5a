"""A chart of figures as a picture in the team's library, and on the page above the text that says the same."""

from dataclasses import replace

import pytest

from m365bot.content import drawing
from m365bot.content.chart import Chart, bar
from m365bot.resources import ChannelFolder, Folder, General, Page, Picture, Team
from m365bot.resources.codec import Decoder, Encoder
from m365bot.resources.seen import differs
from m365bot.sandbox.sharepoint.site_pages import canvas
from tests.resources.world import OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,))
FOLDER = Folder(ChannelFolder(General(TEAM)), "みんなの進捗")
CHART = Chart("提出した人数", "提出した人数", (bar("髙橋 & <㈱𠮷>", 18, 20, "18人(対象 20人)"),))
LATER = replace(CHART, bars=(bar("髙橋 & <㈱𠮷>", 19, 20, "19人(対象 20人)"),))
PICTURE = Picture.to(FOLDER, CHART)
PAGE = Page(TEAM, "みんなの進捗", ("<p>進捗</p>", "<table><tr><td>18人</td></tr></table>"), ((1, PICTURE),))
NEWER = Picture.to(FOLDER, LATER)
NEWER_PAGE = replace(PAGE, pictures=((1, NEWER),))


@pytest.fixture
async def there(world: World) -> World:
    await world.make(TEAM)
    for folder in (ChannelFolder(General(TEAM)), FOLDER):
        await world.make(folder)
    return world


async def made(world: World, picture: Picture = PICTURE, page: Page = PAGE) -> None:
    """As a run does: both are looked at, then the picture is written, then the page."""
    seen_picture, seen_page = await world.see(picture), await world.see(page)
    for resource, seen in ((picture, seen_picture), (page, seen_page)):
        if seen is None or (not seen.withheld and differs(resource.facts, seen.facts)):
            await world.write(resource, seen)


def item(world: World):
    drives = world.app.tenant.sites.drives.values()
    (found,) = [
        item for drive in drives for item in drive.items.values() if not item.folder and not item.deleted
    ]
    return found


def parts(world: World):
    (page,) = world.app.tenant.sites.pages.values()
    return list(canvas.parts_of(page.published.canvas))


async def test_the_picture_stands_above_its_text_with_its_words_and_the_second_run_writes_nothing(
    there: World,
) -> None:
    await made(there)
    before = len(there.writes)

    await made(there)

    assert len(there.writes) == before
    _, picture, text = parts(there)
    said = picture["data"]["properties"]
    assert said["altText"] == "提出した人数。髙橋 & <㈱𠮷> 18人(対象 20人)"
    assert said["uniqueid"] == item(there).guid.lower() and said["imgWidth"] == drawing.WIDTH
    assert "18人" in text["innerHtml"]
    assert there.app.tenant.sites.blobs[item(there).blob] == drawing.png(CHART)


async def test_new_figures_replace_the_picture_and_the_words_in_place(there: World) -> None:
    await made(there)
    first = item(there).id

    await made(there, NEWER, NEWER_PAGE)

    assert item(there).id == first
    assert "19人(対象 20人)" in str(parts(there)) and "18人(対象 20人)" not in str(parts(there))
    assert there.app.tenant.sites.blobs[item(there).blob] == drawing.png(LATER)


@pytest.mark.parametrize("names_app", [True, False])
async def test_without_memory_both_are_known_again_and_nothing_is_written(
    there: World, names_app: bool
) -> None:
    there.app.tenant.weather = there.app.tenant.weather.changed({"set": {"uploads_name_app": names_app}})
    await made(there)
    there.forgets(PICTURE.key, PAGE.key)
    before = len(there.writes)

    await made(there)

    assert len(there.writes) == before


async def test_a_picture_that_somebody_deleted_comes_back_on_the_page_too(there: World) -> None:
    await made(there)
    drive = await there.hand("GET", f"/groups/{(await there.see(TEAM)).id}/drive")
    await there.hand("DELETE", f"/drives/{drive['id']}/items/{item(there).id}")

    await made(there)

    assert parts(there)[1]["data"]["properties"]["uniqueid"] == item(there).guid.lower()


async def test_a_picture_that_somebody_replaced_is_left_alone_and_told(there: World) -> None:
    await made(there)
    drive = await there.hand("GET", f"/groups/{(await there.see(TEAM)).id}/drive")
    place = f"/drives/{drive['id']}/items/{item(there).id}/content"
    await there.hand("PUT", place, b"another", who="kenshu@example.jp")

    seen = await there.see(NEWER)
    await made(there, NEWER, NEWER_PAGE)
    before = len(there.writes)
    await made(there, NEWER, NEWER_PAGE)

    assert "人が手を入れた図です" in seen.withheld
    assert len(parts(there)) == 2  # it stands on our page no more
    assert len(there.writes) == before


async def test_another_s_file_in_a_picture_s_place_never_stands_on_the_page(there: World) -> None:
    drive = await there.hand("GET", f"/groups/{(await there.see(TEAM)).id}/drive")
    place = f"/drives/{drive['id']}/root:/General/みんなの進捗/提出した人数.png:/content"
    await there.hand("PUT", place, b"rude", who="kenshu@example.jp")

    await made(there)

    assert len(parts(there)) == 2 and "18人" in str(parts(there))


async def test_a_tenant_that_takes_no_pictures_gets_the_page_without_and_is_not_asked_each_week(
    there: World,
) -> None:
    await there.make(PICTURE)
    there.fails("POST */pages", 400)

    seen = await there.write(PAGE)
    before = len(there.writes)
    await made(there)

    assert "図を受け付けなかった" in seen.remark
    assert len(parts(there)) == 2 and "18人" in str(parts(there))
    assert len(there.writes) == before


async def test_a_picture_that_a_person_put_on_the_page_is_noticed(there: World) -> None:
    await made(there)
    (page,) = there.app.tenant.sites.pages.values()
    page.draft.canvas["horizontalSections"][0]["columns"][0]["webparts"].append(dict(parts(there)[1]))
    by = {"user": {"id": OFFICER.id, "displayName": "研修担当"}}
    page.written("2025-07-01T00:00:00Z", by)
    page.publish("2025-07-01T00:00:00Z", by)

    seen = await there.see(NEWER_PAGE)

    assert "人がサイトで編集した" in seen.withheld


def test_a_plan_keeps_the_chart_and_gives_it_back() -> None:
    encoder = Encoder()
    encoder.add(PAGE)

    again = Decoder(encoder.resources, lambda _: OFFICER).resource(PAGE.key)

    assert again == PAGE
