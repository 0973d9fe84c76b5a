"""A post: made exactly once, found again by its marker, edited in place, never remade."""

import re
from dataclasses import replace
from datetime import timedelta
from html import escape
from typing import Any

import pytest

from m365bot.content import post as content
from m365bot.errors import MissingPermission
from m365bot.programme import Person
from m365bot.resources import Channel, General, Post, Team, Window
from m365bot.resources.seen import Seen
from tests.resources.world import ACCOUNT, OFFICER, YAMADA, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
CHANNEL = Channel(TEAM, "R7 全体")
POST = Post(CHANNEL, "dx-012", "第12号", "<p>本文</p>", ACCOUNT)
EDITED = replace(POST, html="<p>訂正</p>")


@pytest.fixture
async def messages(world: World) -> str:
    team = (await world.make(TEAM)).id
    return f"/teams/{team}/channels/{(await world.make(CHANNEL)).id}/messages"


def in_it(world: World) -> list[Any]:
    """The messages of the channel as they are stored."""
    return list(world.app.tenant.channel(world.memory[CHANNEL.key]["id"])[1].messages.values())


async def says(world: World, messages: str, html: str, who: Person) -> dict[str, Any]:
    body = {"body": {"contentType": "html", "content": html}}
    found: dict[str, Any] = await world.hand("POST", messages, body, who=who.mail)
    return found


def as_posted(post: Post, *, link: str = "https://teams.microsoft.com/l/channel/x") -> str:
    return content.render(post.subject, post.html, marker=f"{post.post_key}.{post.digest}", link=link)


async def test_a_post_is_made_once_by_the_service_account(world: World, messages: str) -> None:
    nothing = await world.see(POST)
    made = await world.write(POST)
    seen = await world.see(POST)

    (message,) = in_it(world)
    assert nothing is None
    assert made.id == seen.id == message.id
    assert message.author == world.app.tenant.user(ACCOUNT.mail).id
    assert message.content_type == "html"
    assert "第12号" in message.content
    assert "<p>本文</p>" in message.content
    assert made.memo == {"digest": POST.fingerprint, "channel": world.memory[CHANNEL.key]["id"]}
    assert seen.facts == POST.facts


async def test_it_carries_its_marker_in_a_link_to_the_channel(world: World, messages: str) -> None:
    await world.make(POST)

    (message,) = in_it(world)
    assert content.marker_of(message.content) == f"dx-012.{POST.digest}"
    assert f'href="{escape(world.memory[CHANNEL.key]["web_url"])}#' in message.content


async def test_what_is_remembered_needs_no_look(world: World, messages: str) -> None:
    await world.make(POST)
    before = len(world.asked())

    assert (await world.see(POST)).facts == POST.facts
    assert world.asked()[before:] == []


async def test_without_memory_it_is_found_by_its_marker(world: World, messages: str) -> None:
    made = await world.make(POST)
    world.forgets(POST.key)

    seen = await world.see(POST)

    assert seen == Seen(made.id, POST.facts, made.memo, kept={"text": POST.preview})


async def test_of_another_key_or_without_a_marker_it_is_another(world: World, messages: str) -> None:
    await says(world, messages, "<p>第12号</p>", ACCOUNT)
    await says(world, messages, as_posted(replace(POST, post_key="dx-0120")), ACCOUNT)

    assert await world.see(POST) is None


async def test_a_key_may_hold_dots(world: World, messages: str) -> None:
    dotted = replace(POST, post_key="results.2025.w26")
    made = await world.make(dotted)
    world.forgets(dotted.key)

    assert (await world.see(dotted)).id == made.id


async def test_anothers_message_that_quotes_the_marker_is_not_ours(world: World, messages: str) -> None:
    await world.hand("POST", messages.partition("/channels")[0] + "/members", _member(YAMADA))
    await says(world, messages, as_posted(POST), YAMADA)

    assert await world.see(POST) is None


def _member(person: Person) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        "roles": [],
        "user@odata.bind": f"https://graph.microsoft.com/v1.0/users('{person.mail}')",
    }


async def test_a_message_of_nobody_is_not_ours(world: World, messages: str) -> None:
    row = {"id": "1", "body": {"content": as_posted(POST)}, "from": None}
    world.fails("GET */messages", {"status": 200, "body": {"value": [row, {**row, "from": {"user": None}}]}})

    assert await world.see(POST) is None


async def test_a_message_without_a_text_is_passed_over(world: World, messages: str) -> None:
    row = {"id": "1", "body": {"content": None}, "from": None}
    world.fails("GET */messages", {"status": 200, "body": {"value": [row]}})

    assert await world.see(POST) is None


async def test_all_pages_are_looked_through(world: World, messages: str) -> None:
    made = await world.make(POST)
    for number in range(60):
        await says(world, messages, f"<p>{number}</p>", ACCOUNT)
    world.forgets(POST.key)

    assert (await world.see(POST)).id == made.id
    assert len(world.asked("GET", "/messages")) == 3


async def test_an_edited_text_edits_the_same_post(world: World, messages: str) -> None:
    made = await world.make(POST)
    was = await world.see(EDITED)
    again = await world.write(EDITED, was)

    (message,) = in_it(world)
    assert was.facts == POST.facts != EDITED.facts
    assert again == Seen(made.id, memo={"digest": EDITED.fingerprint, "channel": made.memo["channel"]})
    assert "訂正" in message.content
    assert content.marker_of(message.content) == f"dx-012.{EDITED.digest}"
    assert (await world.see(EDITED)).facts == EDITED.facts


async def test_s5_a_text_that_only_begins_like_another_ones_digest_is_another_text(
    world: World, messages: str
) -> None:
    """Two texts of 48 equal bits are found in minutes; nobody has approved the second."""
    assert len(POST.facts["digest"]) == 64
    assert POST.facts["digest"].startswith(POST.digest)
    collides = POST.digest + "0" * 52
    await world.make(POST)
    world.remembers(POST.key, digest=collides)

    assert (await world.see(POST)).facts == {"digest": collides}


async def test_s5_a_post_of_an_earlier_version_is_not_edited_for_its_short_digest(
    world: World, messages: str
) -> None:
    await world.make(POST)
    world.remembers(POST.key, digest=POST.digest)

    seen = await world.see(POST)

    assert seen.facts == POST.facts
    assert seen.memo == {"digest": POST.fingerprint}


async def test_before_an_edit_it_is_looked_at_once(world: World, messages: str) -> None:
    made = await world.make(POST)
    before = len(world.asked())

    seen = await world.see(EDITED)

    assert seen.withheld == ""
    (asked,) = world.asked()[before:]
    assert asked.endswith(f"/messages/{made.id}")


@pytest.mark.parametrize("gone", ["emptied", "404"])
async def test_a_post_that_a_person_deleted_is_neither_edited_nor_remade(
    world: World, messages: str, gone: str
) -> None:
    made = await world.make(POST)
    if gone == "404":
        world.fails(f"GET */messages/{made.id}", 404)
    else:
        await world.hand("POST", f"{messages}/{made.id}/softDelete", who=ACCOUNT.mail)

    seen = await world.see(EDITED)

    assert seen.id == made.id
    assert seen.withheld == "投稿を人が削除しています。訂正も再投稿もしません。"
    assert (await world.see(POST)).withheld == ""


async def test_a_channel_made_anew_has_no_post_yet(world: World, messages: str) -> None:
    await world.make(POST)
    world.memory[POST.key]["channel"] = "19:of-before"
    await world.hand("POST", f"{messages}/{world.memory[POST.key]['id']}/softDelete", who=ACCOUNT.mail)

    assert await world.see(POST) is None


async def test_after_an_unclear_write_only_what_changed_since_is_looked_through(
    world: World, messages: str
) -> None:
    world.fails("POST */messages", 504, after_commit=True)
    world.written_before[POST.key] = world.graph.service_now()
    await world.refuses(POST)
    before = len(world.asked())

    seen = await world.see(POST)

    since = (world.written_before[POST.key] - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    reads = [line for line in world.asked()[before:] if "/messages" in line]
    assert seen.id == in_it(world)[0].id
    assert len(reads) == 1
    assert f"/messages/delta()?$filter=lastModifiedDateTime gt {since}" in reads[0]


async def test_it_goes_to_the_primary_channel_too(world: World, messages: str) -> None:
    made = await world.make(replace(POST, channel=General(TEAM)))

    assert in_it(world) == []
    assert (await world.see(replace(POST, channel=General(TEAM)))).id == made.id


async def test_the_channels_address_is_read_where_it_is_not_remembered(world: World, messages: str) -> None:
    address = world.memory[CHANNEL.key].pop("web_url")

    await world.make(POST)

    (message,) = in_it(world)
    assert escape(address) in message.content
    assert world.memory[CHANNEL.key]["web_url"] == address


async def test_posts_of_a_channel_share_one_reading(world: World, messages: str) -> None:
    view, before = world.view(), len(world.asked("GET", "/messages"))

    await view.seen(POST)
    await view.seen(replace(POST, post_key="dx-013"))

    assert len(world.asked("GET", "/messages")[before:]) == 1


async def test_a_refusal_names_the_accounts_permission(world: World, messages: str) -> None:
    world.fails("POST */messages", {"status": 403, "code": "accessDenied"})

    error = await world.refuses(POST)

    assert isinstance(error, MissingPermission)
    assert error.identity == "account"


# docs/facts.md 97: what a tenant may make of the link


def loses(world: World, what: str) -> None:
    """What is in the channel has no addresses any more, or no fragments, or no links."""
    for message in in_it(world):
        message.content = re.sub(what, "", message.content)


@pytest.mark.parametrize("lost", [r' href="[^"]*"', r'#[^"]*', r"<a [^>]*>|</a>"])
@pytest.mark.parametrize("known", ["after its intent", "by a lost database"])
async def test_r8_a_post_without_its_marker_is_known_by_subject_and_words(
    world: World, messages: str, lost: str, known: str
) -> None:
    world.fails("POST */messages", 504, after_commit=True)
    sent = world.graph.service_now()
    await world.refuses(POST)
    loses(world, lost)
    if known == "after its intent":
        world.written_before[POST.key] = sent

    seen = await world.see(POST)

    assert (seen.id, seen.facts) == (in_it(world)[0].id, POST.facts)
    assert "目印" in seen.remark


async def test_r8_a_post_that_the_service_rewrote_is_edited_and_not_sent_again(
    world: World, messages: str
) -> None:
    world.written_before[POST.key] = world.graph.service_now()
    by_hand = {"subject": POST.subject, "body": {"content": "…"}}
    await world.hand("POST", messages, by_hand, who=ACCOUNT.mail)

    was = await world.see(POST)
    await world.write(POST, was)

    (message,) = in_it(world)
    assert was.facts != POST.facts
    assert "本文" in message.content


async def test_r8_a_message_of_the_same_title_that_nobody_noted_is_left_alone_and_told(
    world: World, messages: str
) -> None:
    by_hand = {"subject": POST.subject, "body": {"content": "手で"}}
    await world.hand("POST", messages, by_hand, who=ACCOUNT.mail)

    seen = await world.see(POST)

    assert "重ねて投稿しません" in seen.withheld


async def test_r8_that_the_marker_is_lost_is_said_at_the_first_post_only(world: World, messages: str) -> None:
    body = {"id": "1", "body": {"content": "<p>本文</p>"}}
    world.fails("POST */messages", {"status": 201, "body": body})
    first = await world.write(POST)
    world.fails("POST */messages", {"status": 201, "body": {**body, "id": "2"}})
    second = await world.write(replace(POST, post_key="dx-013"))

    assert "目印" in first.remark
    assert second.remark == ""


async def test_r8_the_title_is_the_subject_and_is_edited_with_the_text(world: World, messages: str) -> None:
    await world.make(POST)
    await world.make(replace(POST, subject="第12号(訂正)"))

    (message,) = in_it(world)
    assert message.subject == "第12号(訂正)"


async def test_r13_what_the_service_says_in_a_channel_is_passed_over(world: World, messages: str) -> None:
    row = {
        "id": "1",
        "messageType": "unknownFutureValue",
        "subject": POST.subject,
        "body": {"content": "<systemEventMessage/>"},
        "from": None,
        "eventDetail": {"@odata.type": "#microsoft.graph.membersAddedEventMessageDetail"},
    }
    bare = {"id": "2", "messageType": "systemEventMessage"}
    world.fails("GET */messages", {"status": 200, "body": {"value": [row, bare]}})

    assert await world.see(POST) is None


async def test_r13_messages_are_read_as_the_account_that_may(world: World, messages: str) -> None:
    await world.see(POST)

    rows = [row for row in world.app.gateway.log.rows if row.path.partition("?")[0].endswith("/messages")]
    assert [row.user for row in rows] == [ACCOUNT.mail]


async def test_s5_a_text_is_known_by_more_than_the_markers_twelve_digits(world: World, messages: str) -> None:
    seen = await world.write(POST)

    assert len(POST.facts["digest"]) == len(seen.memo["digest"]) == 64
    assert POST.fingerprint.startswith(POST.digest)
    assert len(POST.digest) == 12


async def test_what_earlier_versions_remembered_of_a_text_is_enough(world: World, messages: str) -> None:
    await world.make(POST)
    world.memory[POST.key]["digest"] = POST.digest
    before = len(world.asked())

    assert (await world.see(POST)).facts == POST.facts
    assert world.asked()[before:] == []


async def test_o12_a_correction_brings_along_what_stands_there(world: World, messages: str) -> None:
    await world.make(POST)

    assert (await world.see(EDITED)).kept == {"text": POST.preview}


# words


def test_its_words() -> None:
    assert POST.key == f"{CHANNEL.key}/post:dx-012"
    assert POST.title == "チャネル『R7 全体』への投稿『第12号』"
    assert POST.preview == "第12号\n本文\nチャネルを開く <このチャネルのアドレス>"
    assert POST.parent == CHANNEL
    assert POST.facts == {"digest": content.fingerprint("第12号\n<p>本文</p>")}


def test_what_asks_for_approval_says_so() -> None:
    asking = replace(POST, approve=True)

    assert (POST.asks, POST.outdated) == ("", "内容が変わりました。")
    assert (asking.asks, asking.outdated) == ("公開には承認が必要です。", "原稿が変わりました。")


def test_its_window_is_the_one_it_was_given(world: World) -> None:
    now = world.graph.service_now()
    window = Window(now, now + timedelta(hours=1))

    assert POST.window is None
    assert replace(POST, window_=window).window == window
