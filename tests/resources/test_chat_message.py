"""A message in a chat of two: the chat made once, the message sent once, found again by its marker or its words."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from m365bot.content import placeholders
from m365bot.content import post as content
from m365bot.errors import Permanent
from m365bot.records.appointments import Appointment
from m365bot.records.told import Told
from m365bot.resources import ChatMessage, Window
from m365bot.resources.seen import differs
from tests.resources.world import ACCOUNT, ENDO, NOBODY, YAMADA, World

NAME = placeholders.name_of(YAMADA)


@pytest.fixture
def message(world: World) -> ChatMessage:
    now = world.graph.service_now()
    return ChatMessage(
        topic="remind-2025-06-18",
        to=YAMADA,
        subject="未提出のお知らせ",
        html=f"<p>{NAME} さん</p>",
        window_=Window(now, now + timedelta(hours=8)),
        sender=ACCOUNT,
    )


def said(world: World) -> list[Any]:
    return [each for chat in world.app.tenant.chats.values() for each in chat.messages.values()]


async def carried_on(world: World, message: ChatMessage) -> None:
    """As reconcile does after whatever happened: look, and write what is not there."""
    seen = await world.see(message)
    if seen is None or differs(message.facts, seen.facts):
        await world.write(message, seen)


async def test_a_message_is_sent_once_by_the_service_account(world: World, message: ChatMessage) -> None:
    nothing = await world.see(message)
    made = await world.write(message)
    seen = await world.see(message)

    (one,) = said(world)
    assert nothing is None
    assert made.id == seen.id == one.id
    assert one.author == world.app.tenant.user(ACCOUNT.mail).id
    assert "山田 葵 さん" in one.content
    assert content.marker_of(one.content) == f"remind-2025-06-18.{message.fingerprint[:12]}"


async def test_what_is_remembered_needs_no_look_and_a_second_message_no_second_chat(
    world: World, message: ChatMessage
) -> None:
    await world.make(message)
    before = len(world.asked())
    await world.see(message)
    same = world.asked()[before:]
    await world.make(replace(message, topic="remind-2025-06-19"))

    assert same == []
    assert len(world.asked("POST", "/chats")) == 3  # one chat, two messages
    assert len(said(world)) == 2


@pytest.mark.parametrize("links", ["kept", "fragment_stripped", "href_stripped"])
async def test_without_memory_it_is_found_and_not_sent_again(
    world: World, message: ChatMessage, links: str
) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"message_links": links}})
    await world.make(message)
    world.forgets()

    other = replace(YAMADA, id="called otherwise")
    await carried_on(world, replace(message, to=other, html=f"<p>{placeholders.name_of(other)} さん</p>"))

    assert len(said(world)) == 1


FAULTS: dict[str, tuple[str, Any, bool]] = {
    "the chat's answer is lost": ("POST */chats", 504, True),
    "the chat is refused for a moment": ("POST */chats", 503, False),
    "the message's answer is lost": ("POST */messages", 504, True),
    "the message never arrives": ("POST */messages", 504, False),
    "the connection breaks after the message": ("POST */messages", {"drop": True}, True),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("forgets", [False, True], ids=["", "and the database is lost"])
async def test_whatever_breaks_it_is_sent_exactly_once(
    world: World, message: ChatMessage, fault: str, *, forgets: bool
) -> None:
    match, then, after_commit = FAULTS[fault]
    world.fails(match, then, after_commit=after_commit)

    error = await world.refuses(message)
    if forgets:
        world.forgets()
    await carried_on(world, message)
    await carried_on(world, message)

    assert not isinstance(error, Permanent)
    assert len(said(world)) == 1
    assert len(world.app.tenant.chats) == 1


async def test_yesterdays_message_of_the_same_words_is_not_todays(world: World, message: ChatMessage) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"message_links": "href_stripped"}})
    await world.make(message)
    today = replace(message, topic="remind-2025-06-19")
    remembered = await world.see(today)
    world.forgets()
    world.app.tenant.clock.advance(86_400)
    later = Window(message.window_.opens + timedelta(days=1), message.window_.closes + timedelta(days=1))

    assert remembered is None
    assert await world.see(replace(today, window_=later)) is None


async def test_what_the_other_one_says_is_not_ours(world: World, message: ChatMessage) -> None:
    await world.make(replace(message, topic="before"))
    (chat,) = world.app.tenant.chats
    body = {"body": {"contentType": "html", "content": message._content(chat)}}
    await world.hand("POST", f"/chats/{chat}/messages", body, who=YAMADA.mail)

    assert await world.see(message) is None


async def test_one_list_of_chats_tells_of_all_people(world: World, message: ChatMessage) -> None:
    view = world.view()
    for person in (YAMADA, ENDO):
        await view.seen(replace(message, to=person))

    assert len(world.asked("GET", "/me/chats")) == 1


async def test_whom_a_policy_forbids_to_chat_is_told_and_others_go_on(
    world: World, message: ChatMessage
) -> None:
    world.app.tenant.user(YAMADA.mail).chats = False

    error = await world.refuses(message)
    await world.make(replace(message, to=ENDO))

    assert isinstance(error, Permanent)
    assert "チャットできません" in str(error)
    assert YAMADA.name not in str(error)
    assert len(said(world)) == 1


async def test_who_is_not_in_the_directory_is_told(world: World, message: ChatMessage) -> None:
    with pytest.raises(Permanent, match="アカウントがテナントにありません"):
        await world.see(replace(message, to=NOBODY))


async def test_a_hostile_name_is_text(world: World, message: ChatMessage) -> None:
    hostile = replace(YAMADA, name='<img src=x onerror=1><at id="0">x</at>')

    await world.make(replace(message, to=hostile, subject=f"{NAME} さんへ"))

    (one,) = said(world)
    assert "<img" not in one.content
    assert "<at" not in one.content


async def test_what_another_message_told_of_a_session_is_not_told_again(
    world: World, message: ChatMessage
) -> None:
    starts = message.window_.opens + timedelta(days=9)
    told = Appointment("R7-powerbi-1-1@example.jp", "powerbi-1", "演習", starts, starts + timedelta(hours=3))
    known = Told("R7", YAMADA.id, message.window_.opens, (told,))
    first = replace(message, topic="changes-R7-2025-06-10", tells=known, words=(told.word,))
    await world.make(first)
    remembered = world.memory[known.key]
    world.memory.clear()

    seen = await world.see(replace(first, topic="changes-R7-2025-06-12", subject="変更"))

    assert seen.facts["sent"]
    assert world.memory[known.key]["appointments"] == remembered["appointments"]
