"""The index of back issues: what the site shows as published, with pictures, the newest first, kept up to date."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from m365bot.content.issue.page import Placed
from m365bot.errors import NotReady
from m365bot.resources.codec import Decoder, Encoder
from m365bot.resources.kinds.back_issues import BackIssues
from m365bot.resources.kinds.news_page import NewsPage
from m365bot.resources.seen import differs
from m365bot.sandbox.control import pages
from m365bot.sandbox.sharepoint.site_pages import canvas
from tests.resources.test_news_page import CORRECTED, ISSUE, SITE
from tests.resources.test_news_pictures import issue, picture
from tests.resources.world import OFFICER, World

TOKYO = ZoneInfo("Asia/Tokyo")
NEXT = replace(ISSUE, page_key="dx-013", page_title="DX通信 第13号 <b>貸出</b>", description="7月の号")


def day(month: int) -> datetime:
    return datetime(2025, month, 2, 9, 0, tzinfo=TOKYO)


INDEX = BackIssues(SITE, "dx-archive", "DX通信 バックナンバー", (("dx-012", day(6)), ("dx-013", day(7))))


@pytest.fixture
def index() -> BackIssues:
    return INDEX


@pytest.fixture
def pictured(tmp_path: Path) -> NewsPage:
    first = picture(tmp_path)
    return issue(Placed(0, first), banner=first)


def stored(world: World):
    return next(each for each in world.app.tenant.sites.pages.values() if each.name == "dx-archive.aspx")


def words(world: World) -> str:
    return "".join(part.get("innerHtml", "") for part in canvas.parts_of(stored(world).published.canvas))


async def test_it_lists_what_is_out_with_day_and_first_words(world: World, index: BackIssues) -> None:
    await world.make(ISSUE)
    await world.make(NEXT.draft)

    await world.make(index)

    assert "現場から生まれた施設点検アプリ" in words(world) and "2025年6月2日(月)" in words(world)
    assert "令和7年度" in words(world) and ISSUE.description in words(world)
    assert "第13号" not in words(world)  # a draft is no issue
    layouts = [one["layout"] for one in stored(world).published.canvas["horizontalSections"]]
    assert layouts == ["oneColumn", "oneColumn"]
    assert stored(world).published.promotion == "page"


async def test_before_the_first_issue_there_is_no_index(world: World, index: BackIssues) -> None:
    seen = await world.see(index)

    assert seen and not differs(index.facts, seen.facts)
    assert world.writes == []


async def test_an_issue_that_comes_out_is_added_and_a_second_look_writes_nothing(
    world: World, index: BackIssues
) -> None:
    await world.make(ISSUE)
    await world.make(index)
    await world.make(NEXT)
    await world.make(index)
    before = len(world.writes)

    await world.make(index)

    assert len(world.writes) == before and stored(world).version == "2.0"
    assert words(world).index("第13号") < words(world).index("第12号")
    assert "<b>" not in words(world)  # a title is a title


async def test_a_corrected_title_is_corrected_here_too(world: World, index: BackIssues) -> None:
    await world.make(ISSUE)
    await world.make(index)
    await world.make(replace(CORRECTED, page_title="DX通信 第12号 訂正した題"))

    await world.make(index)

    assert "訂正した題" in words(world)


async def test_the_picture_beside_an_issues_title_stands_beside_it_here_too(
    world: World, pictured: NewsPage
) -> None:
    await world.make(pictured)

    await world.make(INDEX)

    layouts = [one["layout"] for one in stored(world).published.canvas["horizontalSections"]]
    assert layouts == ["oneColumn", "oneThirdLeftColumn"]
    shown = [one for one in canvas.parts_of(stored(world).published.canvas) if "webPartType" in one]
    assert [one["data"]["properties"]["altText"] for one in shown] == ["点検のようす"]


async def test_a_picture_that_waits_for_approval_is_not_put_by_the_index(
    world: World, pictured: NewsPage, tmp_path: Path
) -> None:
    await world.make(pictured)
    await world.make(INDEX)
    before = len(world.writes)
    newer = picture(tmp_path, "teal")
    assert await world.see(issue(Placed(0, newer), banner=newer))  # it would be a correction, and asks

    await world.make(INDEX)

    assert len(world.writes) == before


async def test_what_a_person_is_still_writing_in_an_issue_is_on_no_index(world: World) -> None:
    await world.make(ISSUE)
    await world.make(INDEX)
    by = {"site": SITE, "page": "dx-012.aspx", "by": "kenshu@example.jp"}
    pages.act(world.app.tenant, {**by, "title": "まだ内緒の題", "publish": False})
    await world.make(NEXT)

    await world.make(INDEX)

    assert "まだ内緒" not in words(world) and ISSUE.page_title in words(world) and "第13号" in words(world)


@pytest.mark.parametrize("which", ["POST */pages", "POST */publish"])
async def test_an_answer_that_was_lost_doubles_nothing(world: World, index: BackIssues, which: str) -> None:
    await world.make(ISSUE)
    world.fails(which, 504, after_commit=True)
    await world.refuses(index)

    await world.make(index)

    assert stored(world).version == "1.0" and len(world.app.tenant.sites.pages) == 2


@pytest.mark.parametrize("which", ["POST */pages", "PATCH */pages/*", "POST */publish"])
async def test_what_was_written_when_an_answer_was_lost_is_no_persons_edit_where_the_service_names_nobody(
    world: World, index: BackIssues, which: str
) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"uploads_name_app": False}})
    await world.make(ISSUE)
    if which.startswith("PATCH"):
        await world.make(index)
        await world.make(NEXT)
    world.fails(which, 504, after_commit=True)
    await world.refuses(index, await world.see(index))

    seen = await world.see(index)
    await world.make(index)

    assert seen and seen.withheld == ""
    assert stored(world).version == ("2.0" if which.startswith("PATCH") else "1.0")
    assert ("第13号" in words(world)) is which.startswith("PATCH")


async def test_a_publishing_that_may_land_yet_is_not_asked_for_again(world: World, index: BackIssues) -> None:
    await world.make(ISSUE)
    world.fails("POST */publish", {"delay_commit_s": 3, "drop": "before"})
    await world.refuses(index)
    world.landing[index.key] = 117.0

    error = await world.refuses(index, await world.see(index))
    world.app.tenant.clock.advance(3)
    await world.make(index)

    assert isinstance(error, NotReady)
    assert stored(world).version == "1.0"


async def test_without_memory_it_is_written_once_more_at_most(world: World, index: BackIssues) -> None:
    await world.make(ISSUE)
    await world.make(index)
    world.forgets(index.key)

    await world.make(index)
    before = len(world.writes)
    await world.make(index)

    assert len(world.writes) == before and len(world.app.tenant.sites.pages) == 2


async def test_what_a_person_wrote_on_it_is_left_alone(world: World, index: BackIssues) -> None:
    await world.make(ISSUE)
    await world.make(index)
    by = {"site": SITE, "page": "dx-archive.aspx", "by": "kenshu@example.jp", "text": "<p>人の追記</p>"}
    pages.act(world.app.tenant, by)
    await world.make(NEXT)

    seen = await world.see(index)

    assert seen and "人がサイトで編集したページです" in seen.withheld


async def test_an_issue_whose_manuscript_is_gone_stays(world: World, index: BackIssues) -> None:
    await world.make(ISSUE)

    await world.make(replace(index, issues=()))

    assert "現場から生まれた施設点検アプリ" in words(world)


def test_a_plan_keeps_it(index: BackIssues) -> None:
    encoder = Encoder()
    encoder.add(index)

    assert Decoder(encoder.resources, lambda key: OFFICER).resource(index.key) == index
