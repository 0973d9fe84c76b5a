"""A page of a team's site: made as a draft, published, kept up to date, and left alone where people wrote in it."""

from dataclasses import replace

import pytest

from m365bot.errors import Changed, Conflict, Locked, NotReady
from m365bot.resources import Page, Team
from m365bot.resources.seen import differs
from m365bot.resources.view import ParentAbsent
from m365bot.sandbox.control import pages
from tests.resources.world import OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,))
PAGE = Page(TEAM, "研修計画", ("<h3>6月</h3>\n<p>髙橋 & 﨑山 <strong>㈱𠮷</strong></p>", "<p>二つ目</p>"))
NEWER = replace(PAGE, texts=("<p>新しい計画</p>",))
OFFICERS = "kenshu@example.jp"


@pytest.fixture
async def there(world: World) -> World:
    await world.make(TEAM)
    return world


def stored(world: World):
    (page,) = world.app.tenant.sites.pages.values()
    return page


def said(world: World) -> str:
    edition = stored(world).published
    return str(edition.canvas) if edition else ""


def writes(world: World) -> list[str]:
    return [line for line in world.writes if "/pages" in line]


def by_hand(world: World, **what: object) -> None:
    pages.act(world.app.tenant, {"site": TEAM.display_name, "page": "研修計画", "by": OFFICERS, **what})


async def is_as_wanted(world: World, page: Page = PAGE) -> bool:
    seen = await world.see(page)
    return seen is not None and not seen.withheld and not differs(page.facts, seen.facts)


async def test_a_page_is_made_and_published_and_the_second_look_writes_nothing(there: World) -> None:
    assert await there.see(PAGE) is None

    await there.make(PAGE)
    before = len(writes(there))

    assert await is_as_wanted(there)
    await there.make(PAGE)
    assert len(writes(there)) == before == 2
    assert stored(there).name == "研修計画.aspx" and stored(there).version == "1.0"
    assert "㈱𠮷" in said(there) and "髙橋 &amp; 﨑山" in said(there)


async def test_where_the_site_is_not_there_yet_the_page_is_planned_and_waits_for_it(world: World) -> None:
    """A run that was cut may have made the team a moment ago: its page is not left to a later run (docs/facts.md 20)."""
    world.app.tenant.settings.delays.group_site = (5.0, 5.0)
    await world.make(TEAM)

    seen = await world.see(PAGE)
    error = await world.refuses(PAGE, seen)
    world.app.tenant.clock.advance(6)
    await world.write(PAGE, seen)

    assert seen is None
    assert isinstance(error, NotReady)
    assert (error.after, error.patience) == (20, 300)
    assert stored(world).version == "1.0"


async def test_of_a_team_that_is_gone_no_page_is_planned(there: World) -> None:
    await there.hand("DELETE", f"/groups/{there.memory[TEAM.key]['id']}")

    with pytest.raises(ParentAbsent):
        await there.see(PAGE)


async def test_a_page_that_is_there_though_its_site_was_hidden_for_a_moment_is_found_and_not_doubled(
    there: World,
) -> None:
    made = await there.make(PAGE)
    there.forgets(PAGE.key, f"site:{TEAM.key}")
    there.fails("GET */sites/root*", 404)

    hidden = await there.see(PAGE)
    refused = await there.refuses(PAGE, hidden)

    assert hidden is None
    assert isinstance(refused, Conflict)  # which is looked at before it counts
    again = await there.see(PAGE)
    assert again is not None and again.id == made.id
    assert len(there.app.tenant.sites.pages) == 1


async def test_a_page_that_no_list_shows_yet_is_not_made_a_second_time(there: World) -> None:
    await there.make(PAGE)
    stored(there).listed_at = there.app.tenant.clock.timestamp() + 3600
    before = len(writes(there))

    await there.make(PAGE)

    assert len(writes(there)) == before


async def test_a_page_that_somebody_deleted_is_made_anew(there: World) -> None:
    await there.make(PAGE)
    there.app.tenant.sites.pages.clear()

    await there.make(PAGE)

    assert stored(there).version == "1.0"


async def test_other_content_edits_the_same_page_and_is_published(there: World) -> None:
    first = await there.make(PAGE)

    again = await there.make(NEWER)

    assert again.id == first.id
    assert "新しい計画" in said(there) and "二つ目" not in said(there)
    assert stored(there).version == "2.0"
    assert await is_as_wanted(there, NEWER)


async def test_a_page_that_was_made_and_not_published_is_finished(there: World) -> None:
    there.fails("POST */publish", 503)
    await there.refuses(PAGE)

    assert said(there) == ""
    await there.make(PAGE)

    assert stored(there).version == "1.0"
    assert len([line for line in writes(there) if line.endswith("/pages")]) == 1


async def test_an_update_that_was_not_published_is_invisible_and_finished(there: World) -> None:
    await there.make(PAGE)
    there.fails("POST */publish", 503)
    await there.refuses(NEWER, await there.see(NEWER))

    assert "二つ目" in said(there)
    await there.make(NEWER)
    assert "新しい計画" in said(there)


@pytest.mark.parametrize("which", ["POST */pages", "POST */publish"])
async def test_an_answer_that_was_lost_doubles_nothing(there: World, which: str) -> None:
    there.fails(which, 504, after_commit=True)
    await there.refuses(PAGE)

    await there.make(PAGE)

    assert stored(there).version == "1.0"
    assert await is_as_wanted(there)


async def test_a_publishing_that_may_land_yet_is_not_asked_for_again(there: World) -> None:
    there.fails("POST */publish", {"delay_commit_s": 3, "drop": "before"})
    await there.refuses(PAGE)
    there.landing[PAGE.key] = 117.0

    error = await there.refuses(PAGE, await there.see(PAGE))
    there.app.tenant.clock.advance(3)
    await there.make(PAGE)

    assert isinstance(error, NotReady)
    assert stored(there).version == "1.0"


@pytest.mark.parametrize("names_app", [True, False])
async def test_without_memory_our_page_is_adopted_and_nothing_written(there: World, names_app: bool) -> None:
    there.app.tenant.weather = there.app.tenant.weather.changed({"set": {"uploads_name_app": names_app}})
    await there.make(PAGE)
    there.forgets(PAGE.key)
    before = len(writes(there))

    assert await is_as_wanted(there)
    assert len(writes(there)) == before


async def test_without_memory_our_older_page_is_brought_up_to_date(there: World) -> None:
    await there.make(PAGE)
    there.forgets(PAGE.key)

    await there.make(NEWER)

    assert "新しい計画" in said(there)


@pytest.mark.parametrize("forgotten", [False, True])
async def test_what_a_person_wrote_is_withheld_and_not_overwritten(there: World, forgotten: bool) -> None:
    await there.make(PAGE)
    by_hand(there, text="<p>人の追記</p>")
    if forgotten:
        there.forgets(PAGE.key)

    seen = await there.see(NEWER)

    assert "人がサイトで編集したページです" in seen.withheld
    assert "人の追記" in said(there)


async def test_what_only_the_service_touched_is_still_ours(there: World) -> None:
    await there.make(PAGE)
    stored(there).etag += 1

    assert await is_as_wanted(there)


async def test_a_page_of_somebody_elses_is_left_alone(there: World) -> None:
    site = next(iter(await there.there(f"/groups/{there.memory[TEAM.key]['id']}/drives")))["id"]
    assert site
    group = there.memory[TEAM.key]["id"]
    root = await there.hand("GET", f"/groups/{group}/sites/root")
    body = {"@odata.type": "#microsoft.graph.sitePage", "name": "研修計画.aspx", "title": "研修計画"}
    await there.hand("POST", f"/sites/{root['id']}/pages", body)

    seen = await there.see(PAGE)

    assert "同じ名前のページ" in seen.withheld


async def test_while_a_person_writes_it_waits_and_says_so(there: World) -> None:
    await there.make(PAGE)
    by_hand(there, text="<p>下書き</p>", publish=False)

    seen = await there.see(NEWER)

    assert "編集しています" in seen.withheld


async def test_a_page_that_somebody_has_open_is_tried_next_time(there: World) -> None:
    await there.make(PAGE)
    by_hand(there, editing=True)

    error = await there.refuses(NEWER, await there.see(NEWER))

    assert isinstance(error, Locked) and "次の実行でもう一度" in str(error)
    assert "新しい計画" not in said(there)
    by_hand(there, editing=False)
    await there.make(NEWER)
    assert "新しい計画" in said(there)


async def test_an_edit_between_plan_and_write_is_not_overwritten(there: World) -> None:
    await there.make(PAGE)
    was = await there.see(NEWER)
    by_hand(there, text="<p>いまの追記</p>")
    before = len(writes(there))

    error = await there.refuses(NEWER, was)

    assert isinstance(error, Changed)
    assert "いまの追記" in said(there)
    assert len(writes(there)) == before, "whether If-Match counts stands on no page"


async def test_a_tenant_that_wants_it_read_before_publishing_is_content(there: World) -> None:
    there.app.tenant.weather = there.app.tenant.weather.changed({"set": {"page_published_unread": False}})

    await there.make(PAGE)

    assert stored(there).version == "1.0"


async def test_titles_that_are_no_names_of_files_make_pages_all_the_same(there: World) -> None:
    await there.make(replace(PAGE, page_title="R7/計画: 100%?"))

    assert stored(there).name == "R7-計画- 100--.aspx"
    assert stored(there).draft.title == "R7/計画: 100%?"
