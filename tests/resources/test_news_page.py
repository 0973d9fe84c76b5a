"""An issue as a news page of the newsletter's own site: a draft first, out once at its minute, corrected in place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from m365bot.errors import Changed, NotFound, NotReady, Permanent
from m365bot.resources import Team, Window
from m365bot.resources.codec import Decoder, Encoder
from m365bot.resources.kinds.news_page import NewsPage
from m365bot.resources.seen import differs
from m365bot.sandbox.control import pages
from m365bot.sandbox.sharepoint.sites import initial
from tests.resources.world import OFFICER, World

SITE = "https://example.sharepoint.com/sites/dx"
ISSUE = NewsPage(
    SITE,
    "dx-012",
    "DX通信 第12号 現場から生まれた施設点検アプリ",
    "修了生が「施設点検アプリ」を作りました。",
    ("<p>髙橋 & 﨑山 <strong>㈱𠮷</strong></p>", "<table><tr><td>90分</td></tr></table>"),
)
CORRECTED = replace(ISSUE, texts=("<p>訂正した本文</p>",))
OFFICERS = "kenshu@example.jp"


def stored(world: World):
    (page,) = world.app.tenant.sites.pages.values()
    return page


def said(world: World) -> str:
    edition = stored(world).published
    return str(edition.canvas) if edition else ""


def writes(world: World) -> list[str]:
    return [line for line in world.writes if "/pages" in line]


def by_hand(world: World, **what: object) -> None:
    pages.act(world.app.tenant, {"site": SITE, "page": "dx-012.aspx", "by": OFFICERS, **what})


async def is_as_wanted(world: World, issue: NewsPage = ISSUE) -> bool:
    seen = await world.see(issue)
    return seen is not None and not seen.withheld and not differs(issue.facts, seen.facts)


async def test_an_issue_is_published_as_news_and_the_second_look_writes_nothing(world: World) -> None:
    assert await world.see(ISSUE) is None

    await world.make(ISSUE)

    assert len(writes(world)) == 2
    assert stored(world).name == "dx-012.aspx" and stored(world).version == "1.0"
    assert stored(world).published.promotion == "newsPost"
    assert stored(world).published.description == ISSUE.description
    assert "㈱𠮷" in said(world) and "90分" in said(world)
    assert await is_as_wanted(world)
    await world.make(ISSUE)
    assert len(writes(world)) == 2


async def test_before_its_minute_there_is_a_draft_that_no_reader_sees_and_it_counts_as_absent(
    world: World,
) -> None:
    await world.make(ISSUE.draft)

    mine = await world.hand("GET", f"/sites/{stored(world).site_id}/pages", who="a.yamada@example.jp")

    assert mine["value"] == [] and stored(world).published is None
    assert await world.see(ISSUE) is None
    await world.make(ISSUE.draft)
    assert len(writes(world)) == 1


async def test_once_its_time_is_over_no_draft_is_made_any_more(world: World) -> None:
    now = world.graph.service_now()
    late = replace(ISSUE, window_=Window(now - timedelta(hours=5), now - timedelta(hours=1)))

    seen = await world.see(late.draft)

    assert seen and not differs(late.draft.facts, seen.facts)
    assert await world.see(late) is None  # the window says that it is not published


async def test_the_draft_is_what_gets_published(world: World) -> None:
    first = await world.make(ISSUE.draft)

    out = await world.make(ISSUE)

    assert out.id == first.id and stored(world).version == "1.0"
    assert len(writes(world)) == 3  # made, written once more to the letter as it was approved, published


async def test_a_draft_follows_its_manuscript_until_it_is_out(world: World) -> None:
    await world.make(ISSUE.draft)

    await world.make(CORRECTED.draft)
    await world.make(CORRECTED)

    assert "訂正した本文" in said(world) and "㈱𠮷" not in said(world)
    assert not differs(
        ISSUE.draft.facts, (await world.see(ISSUE.draft)).facts
    )  # it is out: no draft is wanted


async def test_a_correction_changes_the_same_page(world: World) -> None:
    first = await world.make(ISSUE)

    again = await world.make(CORRECTED)

    assert again.id == first.id and stored(world).version == "2.0"
    assert "訂正した本文" in said(world)
    assert await is_as_wanted(world, CORRECTED)


async def test_a_correction_that_was_not_published_yet_is_invisible_and_then_finished(world: World) -> None:
    await world.make(ISSUE)
    world.fails("POST */publish", 503)
    await world.refuses(CORRECTED, await world.see(CORRECTED))

    assert "㈱𠮷" in said(world)
    await world.make(CORRECTED)
    assert "訂正した本文" in said(world) and stored(world).version == "2.0"


@pytest.mark.parametrize(
    "lost", [{"then": 504, "after_commit": True}, {"then": {"drop": "after"}}, {"then": {"drop": "before"}}]
)
@pytest.mark.parametrize("which", ["POST */pages", "POST */publish"])
async def test_an_answer_that_was_lost_doubles_nothing(world: World, which: str, lost: dict) -> None:
    world.fails(which, **lost)
    await world.refuses(ISSUE)

    await world.make(ISSUE)

    assert stored(world).version == "1.0"
    assert await is_as_wanted(world)


@pytest.mark.parametrize("which", ["PATCH *", "POST */publish"])
async def test_a_correction_whose_answer_was_lost_is_published_once(world: World, which: str) -> None:
    await world.make(ISSUE)
    world.fails(which, 504, after_commit=True)
    await world.refuses(CORRECTED, await world.see(CORRECTED))

    await world.make(CORRECTED)

    assert stored(world).version == "2.0" and "訂正した本文" in said(world)
    assert await is_as_wanted(world, CORRECTED)


@pytest.mark.parametrize("which", ["PATCH *", "POST */publish"])
@pytest.mark.parametrize(("issue", "version"), [(ISSUE, "1.0"), (CORRECTED, "2.0")])
async def test_what_may_land_yet_is_not_asked_for_again(
    world: World, which: str, issue: NewsPage, version: str
) -> None:
    await (world.make(ISSUE.draft) if issue is ISSUE else world.make(ISSUE))
    world.fails(which, {"delay_commit_s": 3, "drop": "before"})
    await world.refuses(issue, await world.see(issue))
    world.landing[issue.key] = 117.0
    sent = writes(world)

    error = await world.refuses(issue, await world.see(issue))

    assert isinstance(error, NotReady) and error.after == 117.0
    assert writes(world) == sent
    world.app.tenant.clock.advance(3)
    await world.make(issue)
    assert stored(world).version == version
    assert await is_as_wanted(world, issue)


async def test_what_was_refused_in_words_is_asked_for_again_at_once(world: World) -> None:
    await world.make(ISSUE.draft)
    world.fails("POST */publish", 409)
    await world.refuses(ISSUE, await world.see(ISSUE))
    world.landing[ISSUE.key] = 117.0

    await world.make(ISSUE)

    assert stored(world).version == "1.0"


@pytest.mark.parametrize("names_app", [True, False])
async def test_without_memory_our_page_is_adopted_and_nothing_written(world: World, names_app: bool) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"uploads_name_app": names_app}})
    await world.make(ISSUE)
    world.forgets()
    before = len(writes(world))

    assert await is_as_wanted(world)
    assert len(writes(world)) == before


async def test_without_memory_our_draft_is_published_and_not_made_again(world: World) -> None:
    await world.make(ISSUE.draft)
    world.forgets()

    await world.make(ISSUE)

    assert stored(world).version == "1.0"


async def test_a_page_that_no_list_shows_yet_is_not_made_a_second_time(world: World) -> None:
    await world.make(ISSUE.draft)
    stored(world).listed_at = world.app.tenant.clock.timestamp() + 3600

    await world.make(ISSUE)

    assert stored(world).version == "1.0"


async def test_a_name_that_is_taken_by_what_no_list_shows_yet_is_waited_for(world: World) -> None:
    await world.make(ISSUE.draft)
    stored(world).listed_at = world.app.tenant.clock.timestamp() + 20
    world.forgets()

    error = await world.refuses(ISSUE)

    assert isinstance(error, NotReady) and "一覧にはまだ出ていません" in str(error)
    world.app.tenant.clock.advance(30)
    await world.make(ISSUE)
    assert stored(world).version == "1.0"


async def test_what_a_person_wrote_in_it_is_withheld_and_not_overwritten(world: World) -> None:
    await world.make(ISSUE)
    by_hand(world, text="<p>人の追記</p>")

    seen = await world.see(CORRECTED)

    assert "人がサイトで編集したページです" in seen.withheld
    assert "人の追記" in said(world)


async def test_a_draft_that_a_person_works_on_is_neither_overwritten_nor_published(world: World) -> None:
    await world.make(ISSUE.draft)
    by_hand(world, text="<p>人の下書き</p>", publish=False)

    withheld = [(await world.see(one)).withheld for one in (ISSUE, ISSUE.draft)]

    assert all("編集しています" in words for words in withheld)
    assert stored(world).published is None


async def test_what_was_put_back_to_what_we_wrote_is_ours_again(world: World) -> None:
    await world.make(ISSUE)
    ours = stored(world).published
    by_hand(world, text="<p>人の追記</p>")
    stored(world).draft = stored(world).published = ours

    assert await is_as_wanted(world)


async def test_a_page_that_somebody_took_away_does_not_come_back(world: World) -> None:
    await world.make(ISSUE)
    world.app.tenant.sites.pages.clear()

    first, second = await world.see(ISSUE), await world.see(ISSUE)

    assert first and second and "人がサイトから削除したか" in second.withheld


async def test_a_page_of_somebody_elses_is_left_alone(world: World) -> None:
    site = initial.add_sites(world.app.tenant, [{"path": "dx"}])[0]
    body = {"@odata.type": "#microsoft.graph.sitePage", "name": "dx-012.aspx", "title": "別のページ"}
    page = await world.hand("POST", f"/sites/{site.id}/pages", body, who=OFFICERS)
    await world.hand(
        "POST", f"/sites/{site.id}/pages/{page['id']}/microsoft.graph.sitePage/publish", who=OFFICERS
    )

    seen = await world.see(ISSUE)

    assert "もう公開されています" in seen.withheld
    world.app.tenant.sites.pages.clear()
    assert await world.see(ISSUE) is None  # once it is gone, ours may come


async def test_a_page_that_somebody_has_open_is_tried_again(world: World) -> None:
    await world.make(ISSUE)
    by_hand(world, editing=True)

    error = await world.refuses(CORRECTED, await world.see(CORRECTED))

    assert isinstance(error, NotReady) and "編集が終わるのを待ちます" in str(error)
    assert error.patience is not None and 300 <= error.patience <= 900
    by_hand(world, editing=False)
    await world.make(CORRECTED)
    assert "訂正した本文" in said(world)


@pytest.mark.parametrize("forgets", [False, True])
async def test_a_draft_that_somebody_merely_has_open_is_waited_for_and_then_published(
    world: World, *, forgets: bool
) -> None:
    await world.make(ISSUE.draft)
    by_hand(world, editing=True)
    if forgets:
        world.forgets()

    seen = await world.see(ISSUE)
    error = await world.refuses(ISSUE, seen)
    by_hand(world, editing=False)
    await world.make(ISSUE)

    assert seen is None
    assert isinstance(error, NotReady)
    assert await is_as_wanted(world)


async def test_nobody_waits_for_whoever_has_a_draft_open_that_is_not_due(world: World) -> None:
    await world.make(ISSUE.draft)
    by_hand(world, editing=True)

    error = await world.refuses(CORRECTED.draft, await world.see(CORRECTED.draft))

    assert isinstance(error, NotReady) and error.patience == 0


async def test_an_edit_between_plan_and_write_is_not_overwritten(world: World) -> None:
    await world.make(ISSUE)
    was = await world.see(CORRECTED)
    by_hand(world, text="<p>いまの追記</p>")

    error = await world.refuses(CORRECTED, was)

    assert isinstance(error, Changed)
    assert "いまの追記" in said(world)


async def test_a_tenant_that_wants_it_read_before_publishing_is_content(world: World) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"page_published_unread": False}})

    await world.make(ISSUE)

    assert stored(world).version == "1.0"


async def test_what_only_the_service_touched_is_still_ours(world: World) -> None:
    await world.make(ISSUE)
    stored(world).etag += 1

    assert await is_as_wanted(world)


async def test_a_site_that_is_not_there_is_told_with_a_way_on(world: World) -> None:
    with pytest.raises(NotFound) as missing:
        await world.see(replace(ISSUE, site="https://example.sharepoint.com/sites/nowhere"))

    assert "newsletter_site" in str(missing.value) and "Sites.Selected" in str(missing.value)


async def test_a_site_that_was_taken_away_is_looked_for_anew(world: World) -> None:
    await world.make(ISSUE)
    tenant = world.app.tenant
    gone = tenant.sites.site_at("sites/dx")
    gone.removed = True

    with pytest.raises(NotFound):
        await world.view().seen(ISSUE)
    gone.removed = False
    assert await is_as_wanted(world)


async def test_a_teams_site_is_no_newsletters(world: World) -> None:
    team = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,))
    made = await world.make(team)
    site = await world.hand("GET", f"/groups/{made.id}/sites/root")
    world.memory[f"site:{team.key}"] = {"id": site["id"]}

    with pytest.raises(Permanent, match="全職員が読める"):
        await world.see(replace(ISSUE, site=site["webUrl"]))


def test_a_plan_keeps_all_of_it() -> None:
    encoder = Encoder()
    encoder.add(ISSUE)

    again = Decoder(encoder.resources, lambda key: OFFICER).resource(ISSUE.key)

    assert again == ISSUE and again.fingerprint == ISSUE.fingerprint
