"""A mail: drafted once, sent once, found again by its id, its key, its conversation, or what it says to whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from m365bot.content import placeholders
from m365bot.errors import MissingPermission, NotReady, OutcomeUnknown, Permanent
from m365bot.programme import Person
from m365bot.records.appointments import Appointment
from m365bot.records.told import Told
from m365bot.resources import Mail, Window
from m365bot.resources.seen import differs
from m365bot.resources.shared import mailbox
from tests.resources.world import OFFICER, YAMADA, World

BOX = OFFICER.mail
NAME = placeholders.name_of(YAMADA)


@pytest.fixture
def mail(world: World) -> Mail:
    now = world.graph.service_now()
    window = Window(now, now + timedelta(hours=8))
    return Mail(
        mailbox=BOX,
        topic="remind-2025-06-18",
        to=YAMADA,
        subject="未提出のお知らせ",
        html=f"<p>{NAME} さん</p>",
        window_=window,
    )


def boxes(world: World) -> Any:
    return world.app.tenant.mailboxes


def of(world: World, person: Person, folder: str) -> list[Any]:
    box = boxes(world).get(world.app.tenant.user(person.mail).id)
    return [each for each in box.mails.values() if each.folder == folder] if box else []


def arrived(world: World, person: Person = YAMADA) -> list[str]:
    return [each.subject for each in of(world, person, "inbox")]


async def carried_on(world: World, mail: Mail) -> None:
    """As reconcile does after whatever happened: look, and write what is not as wanted."""
    seen = await world.see(mail)
    if seen is None or differs(mail.facts, seen.facts):
        await world.write(mail, seen)


async def test_a_mail_is_drafted_and_sent_once(world: World, mail: Mail) -> None:
    nothing = await world.see(mail)
    made = await world.write(mail)
    seen = await world.see(mail)

    (sent,) = of(world, OFFICER, "sentitems")
    assert nothing is None
    assert made.id == seen.id == sent.id
    assert seen.facts == mail.facts
    assert sent.content == "<p>山田 葵 さん</p>"
    assert arrived(world) == ["未提出のお知らせ"]
    assert world.intents == 2


async def test_what_is_remembered_needs_no_look(world: World, mail: Mail) -> None:
    await world.make(mail)
    before = len(world.asked())

    await world.see(mail)

    assert world.asked()[before:] == []


async def test_one_list_tells_of_all_mails_of_a_window(world: World, mail: Mail) -> None:
    view = world.view()
    for number in range(20):
        await view.seen(replace(mail, topic=f"remind-{number}"))

    assert len(world.asked("GET", "/messages")) == 1


@pytest.mark.parametrize("weather", [{}, {"sent_keep_id": False}, {"sent_keep_properties": False}])
async def test_without_memory_it_is_found_and_not_sent_again(
    world: World, mail: Mail, weather: dict[str, Any]
) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": weather})
    await world.make(mail)
    world.forgets()

    await carried_on(world, mail)

    assert len(arrived(world)) == 1


async def test_where_a_sent_copy_keeps_nothing_what_it_says_to_whom_tells(world: World, mail: Mail) -> None:
    nothing = {"sent_keep_properties": False, "sent_keep_id": False}
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": nothing})
    await world.make(mail)
    yesterday = replace(mail, topic="remind-2025-06-17")
    other = replace(mail, to=OFFICER)

    known_as_another = await world.see(yesterday)
    to_another = await world.see(other)
    world.forgets()
    lost = await world.see(mail)

    assert (known_as_another, to_another) == (None, None)
    assert lost.facts == mail.facts


FAULTS: dict[str, tuple[str, Any, bool]] = {
    "the draft's answer is lost": ("POST */messages", 504, True),
    "the draft is refused for a moment": ("POST */messages", 503, False),
    "the sending's answer is lost": ("POST */send", 504, True),
    "the sending never arrives": ("POST */send", 504, False),
    "the connection breaks after the draft": ("POST */messages", {"drop": True}, True),
    "the connection breaks after the sending": ("POST */send", {"drop": True}, True),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("forgets", [False, True], ids=["", "and the database is lost"])
async def test_whatever_breaks_it_is_sent_exactly_once(
    world: World, mail: Mail, fault: str, *, forgets: bool
) -> None:
    match, then, after_commit = FAULTS[fault]
    world.fails(match, then, after_commit=after_commit)

    error = await world.refuses(mail)
    if forgets:
        world.forgets()
    await carried_on(world, mail)
    await carried_on(world, mail)

    assert not isinstance(error, Permanent)
    assert len(arrived(world)) == 1
    assert of(world, OFFICER, "drafts") == []


async def test_it_is_known_again_where_persons_are_called_otherwise(world: World, mail: Mail) -> None:
    await world.make(mail)
    world.forgets()

    found = await world.see(replace(mail, to=replace(YAMADA, id="another")))

    assert found.facts["sent"] is True


async def test_a_process_that_dies_between_draft_and_sending_leaves_what_the_next_one_sends(
    world: World, mail: Mail
) -> None:
    with pytest.raises(TypeError):
        await world.acting(lambda tenant: _dying_after_the_draft(mail, tenant))
    draft = await world.see(mail)
    await carried_on(world, mail)

    assert draft.facts["sent"] is False
    assert len(arrived(world)) == 1


async def _dying_after_the_draft(mail: Mail, tenant: Any) -> None:
    await mailbox.Mailbox(mail.mailbox).drafted(tenant, "nobody's", mail._body)
    raise TypeError("killed")


async def test_a_draft_that_waits_is_brought_up_to_date_before_it_goes(world: World, mail: Mail) -> None:
    world.fails("POST */send", 504)
    await world.refuses(mail)

    await carried_on(world, replace(mail, html="<p>いまの件数</p>"))

    (sent,) = of(world, OFFICER, "sentitems")
    assert sent.content == "<p>いまの件数</p>"


async def test_what_is_on_its_way_is_neither_there_nor_absent_and_never_sent_again(
    world: World, mail: Mail
) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"sent_items_late_s": 60}})
    world.fails("POST */send", 504, after_commit=True)
    error = await world.refuses(mail)

    with pytest.raises(NotReady) as not_yet:
        await world.see(mail)
    world.app.tenant.clock.advance(60)
    seen = await world.see(mail)

    assert isinstance(error, OutcomeUnknown)
    assert BOX in str(not_yet.value)
    assert not_yet.value.patience == mailbox.ON_ITS_WAY
    assert seen.facts == mail.facts
    assert len(arrived(world)) == 1


async def test_a_draft_that_may_be_under_way_is_waited_for(world: World, mail: Mail) -> None:
    world.fails("POST */send", 504)
    await world.refuses(mail)
    draft = await world.see(mail)

    async def at_once(tenant: Any) -> Any:
        tenant.view.unsettled = lambda resource: 40.0
        return await mail.write(tenant, draft)

    with pytest.raises(NotReady) as wait:
        await world.acting(at_once)

    assert wait.value.after == 40.0
    assert arrived(world) == []


async def test_it_goes_to_where_the_person_reads_mail(world: World, mail: Mail) -> None:
    elsewhere = replace(YAMADA, contact="dx-yamada@city.example.jp")

    await world.make(replace(mail, to=elsewhere))

    (sent,) = of(world, OFFICER, "sentitems")
    assert [each["emailAddress"]["address"] for each in sent.to] == ["dx-yamada@city.example.jp"]


async def test_a_hostile_name_is_text(world: World, mail: Mail) -> None:
    hostile = replace(YAMADA, name="<img src=x onerror=1>\r\nBcc: x@example.jp")

    await world.make(replace(mail, to=hostile, subject=f"{NAME} さんへ"))

    (sent,) = of(world, OFFICER, "sentitems")
    assert "<img" not in sent.content
    assert "&lt;img" in sent.content
    assert "\n" not in sent.subject
    assert "\r" not in sent.subject


async def test_nobody_is_named_whom_the_mail_is_not_about(world: World, mail: Mail) -> None:
    other = Person("endo", "遠藤 葵", "a.endo@example.jp", "a.endo@example.jp")

    await world.make(replace(mail, html=f"<p>{placeholders.name_of(other)}</p>"))

    (sent,) = of(world, OFFICER, "sentitems")
    assert sent.content == "<p></p>"


async def test_a_mailbox_that_is_not_there_is_told_in_words(world: World, mail: Mail) -> None:
    world.app.tenant.user(BOX).licensed = False

    with pytest.raises(Permanent) as error:
        await world.see(mail)

    assert BOX in str(error.value)
    assert "settings.toml" in str(error.value)


async def test_a_mailbox_that_exchange_does_not_grant_is_told_by_the_permissions_it_needs(
    world: World, mail: Mail
) -> None:
    with pytest.raises(MissingPermission) as error:
        await world.see(replace(mail, mailbox="a.endo@example.jp"))

    assert "Mail.ReadWrite, Mail.Send" in str(error.value)


def test_neither_the_title_that_is_stored_nor_its_fields_name_anybody(mail: Mail) -> None:
    assert YAMADA.name in mail.title
    assert YAMADA.name not in mail.nameless
    assert YAMADA.name not in mail.html + mail.key
    assert YAMADA.name in mail.preview


STARTS = datetime(2025, 6, 25, 13, 30, tzinfo=UTC)


def appointment(number: int, starts: datetime = STARTS) -> Appointment:
    uid = f"R7-powerbi-{number}-1@example.jp"
    return Appointment(uid, f"powerbi-{number}", "演習", starts, starts + timedelta(hours=3))


def telling(mail: Mail, day: str, *told: Appointment) -> Mail:
    known = Told("R7", mail.to.id, mail.window_.opens, told)
    words = tuple(each.word for each in told)
    return replace(mail, topic=f"changes-R7-{day}", subject=f"変更 {day}", tells=known, words=words)


def known(world: World, mail: Mail) -> list[str]:
    return [one["session"] for one in world.memory[mail.tells.key]["appointments"]]


async def test_what_a_person_was_told_is_remembered_once_it_left(world: World, mail: Mail) -> None:
    first = telling(mail, "2025-06-10", appointment(1))

    await world.see(first)
    nothing = dict(world.memory)
    await world.make(first)

    assert first.tells.key not in nothing
    assert known(world, first) == ["powerbi-1"]


async def test_what_a_mail_that_nobody_remembers_told_is_not_told_again(world: World, mail: Mail) -> None:
    await world.make(telling(mail, "2025-06-10", appointment(1)))
    world.memory.clear()
    same = telling(mail, "2025-06-12", appointment(1))

    seen = await world.see(same)

    assert seen.facts == same.facts
    assert known(world, same) == ["powerbi-1"]


async def test_beside_it_something_new_waits_for_the_next_run(world: World, mail: Mail) -> None:
    await world.make(telling(mail, "2025-06-10", appointment(1)))
    world.memory.clear()
    more = telling(mail, "2025-06-12", appointment(1), appointment(2))

    seen = await world.see(more)

    assert seen.withheld
    assert known(world, more) == ["powerbi-1"]


async def test_the_newest_word_on_an_entry_holds(world: World, mail: Mail) -> None:
    await world.make(telling(mail, "2025-06-10", appointment(1)))
    world.app.tenant.clock.advance(60)
    await world.make(telling(mail, "2025-06-11", appointment(1, STARTS + timedelta(days=1))))
    world.memory.clear()

    assert await world.see(telling(mail, "2025-06-12", appointment(1))) is None


async def test_too_many_changes_for_a_mailboxs_list_are_known_by_the_topic(world: World, mail: Mail) -> None:
    many = telling(mail, "2025-06-10", *(appointment(number) for number in range(30)))
    await world.make(many)
    world.memory.clear()

    seen = await world.see(many)

    assert (seen.facts, len(known(world, many))) == (many.facts, 30)
    assert many.borne == many.topic


async def test_a_draft_that_tells_other_changes_is_left_to_a_person(world: World, mail: Mail) -> None:
    world.fails("POST */send", 504)
    await world.refuses(telling(mail, "2025-06-10", appointment(1)))
    changed = telling(mail, "2025-06-10", appointment(1, STARTS + timedelta(days=1)))

    seen = await world.see(changed)

    assert "下書き" in seen.withheld
    assert arrived(world) == []
