"""How many read an issue: looked up once a day, told as unavailable where Graph gives nothing, and no run fails for it."""

import pytest

from m365bot.journal.readership import AWAY, NOTHING, REFUSED, Readership
from m365bot.resources import General, Post, Team
from m365bot.resources.kinds.readers import Readers
from m365bot.sandbox.control import pages
from tests.resources.test_news_page import ISSUE, SITE
from tests.resources.world import ACCOUNT, OFFICER, World

TEAM = Team("リーダー", "dx-leaders", owners=(OFFICER,))
READERS = Readers("dx-012", ISSUE)


def opened(world: World, *who: str) -> None:
    for each in who:
        said = {"site": SITE, "page": "dx-012.aspx", "by": each, "read": True, "like": True}
        pages.act(world.app.tenant, said)


async def figures(world: World) -> dict:
    await world.see(READERS)
    return world.memory[READERS.key].get("page", {})


async def test_views_readers_likes_and_comments_are_remembered(world: World) -> None:
    await world.make(ISSUE)
    opened(world, "a.yamada@example.jp", "a.yamada@example.jp", "a.endo@example.jp")

    assert await figures(world) == {"views": 3, "readers": 2, "likes": 2, "comments": 0}


async def test_what_is_remembered_is_told_in_a_line_with_its_day(world: World) -> None:
    await world.make(ISSUE)
    opened(world, "a.yamada@example.jp")
    await figures(world)

    told = Readership.from_memo(world.memory[READERS.key])

    assert told and "閲覧 1回(1人)、いいね 1、コメント 0" in told.words and "現在" in told.words
    assert told.to_json()["views"] == 1 and told.to_json()["reactions"] is None


def test_what_is_not_given_is_said_to_be_so() -> None:
    memo = {"at": "2025-06-09T09:00:00+09:00", "page": {"why": NOTHING}, "posts": {"why": AWAY}}

    told = Readership.from_memo(memo)

    assert told and "得られません" in told.words and "次の実行でもう一度" in told.words
    assert Readership.from_memo({}) is None


async def test_once_a_day_is_enough(world: World) -> None:
    await world.make(ISSUE)
    await figures(world)
    before = len(world.asked())
    opened(world, "a.yamada@example.jp")

    same = await figures(world)
    assert len(world.asked()) == before and same["views"] == 0

    world.app.tenant.clock.advance(86_400)
    assert (await figures(world))["views"] == 1


async def test_of_what_is_not_out_nobody_asks(world: World) -> None:
    await world.make(ISSUE.draft)
    before = len(world.asked())

    assert await figures(world) == {}
    assert len(world.asked()) == before and world.writes[1:] == []


async def test_a_tenant_that_tells_none_is_told_as_such_and_likes_are_kept(world: World) -> None:
    await world.make(ISSUE)
    opened(world, "a.yamada@example.jp")
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"page_views": False}})

    assert await figures(world) == {"likes": 1, "comments": 0, "why": NOTHING}


@pytest.mark.parametrize(("status", "why"), [(403, REFUSED), (404, NOTHING), (503, AWAY)])
async def test_a_refusal_is_remembered_and_no_error(world: World, status: int, why: str) -> None:
    await world.make(ISSUE)
    world.fails("GET */analytics/allTime", status, nth="all")

    assert await figures(world) == {"why": why}


async def test_reactions_to_its_posts_are_counted(world: World) -> None:
    await world.make(TEAM)
    post = Post(General(TEAM), "dx-012", "DX通信 第12号", "<p>本文</p>", ACCOUNT)
    await world.hand("POST", f"/teams/{world.memory[TEAM.key]['id']}/members", member(ACCOUNT.mail))
    made = await world.make(post)
    channel = (await world.hand("GET", f"/teams/{world.memory[TEAM.key]['id']}/primaryChannel"))["id"]
    place = f"/teams/{world.memory[TEAM.key]['id']}/channels/{channel}/messages/{made.id}/setReaction"
    await world.hand("POST", place, {"reactionType": "👍"}, who=ACCOUNT.mail)

    await world.see(Readers("dx-012", posts=(post,)))

    assert world.memory["readers:dx-012"]["posts"] == {"reactions": 1}


def member(mail: str) -> dict:
    kind = "#microsoft.graph.aadUserConversationMember"
    bind = f"https://graph.microsoft.com/v1.0/users('{mail}')"
    return {"@odata.type": kind, "roles": [], "user@odata.bind": bind}
