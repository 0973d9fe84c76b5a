"""The pictures of an issue on its page: put with the approved page, once, shown with their words, and never without need."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Library

from m365bot.content.chart import Chart, bar
from m365bot.content.issue import page
from m365bot.content.issue.images import Drawing
from m365bot.content.issue.page import PageFace, Placed
from m365bot.programme.pictures import Image
from m365bot.resources.codec import Decoder, Encoder
from m365bot.resources.kinds.news_page import NewsPage
from m365bot.resources.seen import differs
from m365bot.resources.shared.news_pictures import FOLDER
from m365bot.sandbox.sharepoint.site_pages import canvas
from tests.resources.test_news_page import SITE, by_hand, is_as_wanted, said, stored
from tests.resources.world import OFFICER, World

CHART = Drawing(Chart("提出", "提出した人数", (bar("R7", 18, 20, "18人(対象 20人)"),)))


def picture(
    folder: Path, colour: str = "navy", size: tuple[int, int] = (120, 60), alt: str = "点検のようす"
) -> Image:
    path = folder / f"{colour}.png"
    Library.new("RGB", size, colour).save(path)
    data = path.read_bytes()
    return Image(path.name, path, hashlib.sha256(data).hexdigest(), alt, *size, size=len(data), below=folder)


def issue(*placed: Placed, banner: Image | None = None) -> NewsPage:
    face = PageFace("DX通信 第12号", "作りました", ("<p>一</p>", "<p>二</p>"), placed, banner)
    return NewsPage.of(face, site=SITE, page_key="dx-012")


@pytest.fixture
def shown(tmp_path: Path) -> NewsPage:
    first = picture(tmp_path)
    return issue(Placed(1, first, "6月の点検"), Placed(2, CHART), banner=first)


def files(world: World) -> list[str]:
    drives = world.app.tenant.sites.drives.values()
    found = [item for drive in drives for item in drive.items.values()]
    return sorted(item.name for item in found if not item.folder and not item.deleted)


def parts(world: World) -> list[dict]:
    return list(canvas.parts_of(stored(world).published.canvas))


async def test_pictures_stand_in_their_places_with_words_and_caption_and_one_beside_the_title(
    world: World, shown: NewsPage
) -> None:
    await world.make(shown)

    one, first, two, chart = parts(world)
    assert "一" in one["innerHtml"] and "二" in two["innerHtml"]
    assert first["data"]["properties"]["altText"] == "点検のようす"
    assert first["data"]["properties"]["captionText"] == "6月の点検"
    assert "18人(対象 20人)" in chart["data"]["properties"]["altText"]
    area = stored(world).published.title_area
    assert area["layout"] == "imageAndTitle" and area["alternativeText"] == "点検のようす"
    assert area["imageWebUrl"].endswith(".png") and stored(world).published.thumbnail.startswith("https://")


async def test_before_approval_no_picture_is_anywhere(world: World, shown: NewsPage) -> None:
    await world.make(shown.draft)

    assert files(world) == []
    assert "点検のようす" not in str(stored(world).draft.canvas)


async def test_the_second_look_writes_nothing_and_a_draft_is_finished_with_its_pictures(
    world: World, shown: NewsPage
) -> None:
    await world.make(shown.draft)
    await world.make(shown)
    before = len(world.writes)

    await world.make(shown)
    await world.make(shown.draft)

    assert len(world.writes) == before
    assert len(files(world)) == 2 and await is_as_wanted(world, shown)


@pytest.mark.parametrize("which", ["PUT *", "POST */pages", "PATCH *", "POST */publish"])
async def test_an_answer_that_was_lost_puts_nothing_twice(world: World, shown: NewsPage, which: str) -> None:
    if which == "PATCH *":
        await world.make(shown.draft)
    world.fails(which, 504, after_commit=True)
    await world.refuses(shown)

    await world.make(shown)

    assert stored(world).version == "1.0"
    assert len(files(world)) == 2 and await is_as_wanted(world, shown)


async def test_another_picture_is_another_file_and_asks_for_a_correction(
    world: World, shown: NewsPage, tmp_path: Path
) -> None:
    await world.make(shown)
    newer = issue(Placed(1, picture(tmp_path, "teal"), "6月の点検"), Placed(2, CHART))

    seen = await world.see(newer)
    await world.make(newer)

    assert seen and differs(newer.facts, seen.facts)
    assert len(files(world)) == 3 and stored(world).version == "2.0"
    assert await is_as_wanted(world, newer)


async def test_without_memory_page_and_pictures_are_known_again(world: World, shown: NewsPage) -> None:
    await world.make(shown)
    world.forgets()
    before = len(world.writes)

    assert await is_as_wanted(world, shown)
    await world.make(shown)
    assert len(world.writes) == before


async def test_a_site_that_takes_no_pictures_gets_their_words_and_the_officer_is_told(
    world: World, shown: NewsPage
) -> None:
    world.fails("POST */pages", 400)

    made = await world.make(shown)

    assert "図の説明は文章で" in made.remark
    assert "【図: 点検のようす】" in said(world) and "【図: 提出した人数" in said(world)
    assert await is_as_wanted(world, shown)


async def test_a_picture_that_a_person_took_off_the_page_is_noticed(world: World, shown: NewsPage) -> None:
    await world.make(shown)
    by_hand(world, text="<p>図を外しました</p>")

    seen = await world.see(shown)

    assert seen and "人がサイトで編集したページです" in seen.withheld


async def test_a_picture_that_changed_on_disk_after_the_plan_is_not_published(
    world: World, shown: NewsPage, tmp_path: Path
) -> None:
    (tmp_path / "navy.png").write_bytes(b"another")

    error = await world.refuses(shown)

    assert "変わりました" in str(error)
    assert files(world) == [] and not world.app.tenant.sites.pages


async def test_what_a_person_put_under_a_pictures_name_is_not_shown_and_not_overwritten(
    world: World, shown: NewsPage
) -> None:
    drive = next(one.id for one in world.app.tenant.sites.drives.values() if one.site_id == site_id(world))
    name = next(iter(shown._files))
    await world.hand("PUT", f"/drives/{drive}/root:/{FOLDER}/{name}:/content", b"another picture")

    await world.make(shown)

    ids = {item.guid.lower(): item.name for item in world.app.tenant.sites.drives[drive].items.values()}
    names = [ids[one["data"]["properties"]["uniqueid"]] for one in parts(world) if "webPartType" in one]
    assert name not in names and len(files(world)) == 3
    assert await is_as_wanted(world, shown)


def site_id(world: World) -> str:
    found = world.app.tenant.sites.site_at("sites/dx")
    assert found
    return found.id


def test_what_is_approved_names_every_picture_and_its_words(shown: NewsPage, tmp_path: Path) -> None:
    other_words = issue(Placed(1, replace(picture(tmp_path), alt="別の説明"), "6月の点検"), Placed(2, CHART))

    assert all(words in shown.preview for words in ("点検のようす", "6月の点検", "navy.png"))
    assert shown.fingerprint != other_words.fingerprint


def test_a_plan_keeps_the_pictures(shown: NewsPage) -> None:
    encoder = Encoder()
    encoder.add(shown)

    again = Decoder(encoder.resources, lambda key: OFFICER).resource(shown.key)

    assert again == shown and page.clean("<p onclick=x>a</p><script>b</script>") == "<p>a</p>"
