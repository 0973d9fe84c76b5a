"""Reminders as people get them: one a person and day, never to who answered, never by a source nobody read."""

import base64
import shutil
from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.entra import apps
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, Said
from tests.journeys.conftest import Desk
from tests.sight import Sight

KICKOFF = "2025-05-07T06:30"
LIST = "R7 powerbi-1"
DAY_OF_A_FORM_THAT_NOBODY_ANSWERED = "2025-07-07"  # a business day before automate-1
TWO_BEFORE, ON_DUE_DATE, ESCALATED = "2025-06-24", "2025-06-26", "2025-07-03"
YAMADA, MIURA, CHIEF = "dx-yamada@city.example.jp", "r.miura@example.jp", "k.kondo@example.jp"


def answered(tenant: Sandbox, *mails: str) -> None:
    rows = [{"完了時刻": "2025-06-23T17:05:00+09:00", "メール": each, "研修の満足度": 4} for each in mails]
    Sight(tenant).answer(LIST, rows)


def outbox(tenant: Sandbox) -> list[Any]:
    """What left the office's mailbox, in the order in which it did."""
    user = tenant.tenant.user("kenshu@example.jp")
    box = tenant.tenant.mailboxes.get(user.id)
    return [each for each in box.mails.values() if not each.draft] if box else []


def addressed(mails: list[Any]) -> list[str]:
    return [each["emailAddress"]["address"] for mail in mails for each in mail.to]


def reminded(bot: Bot, day: str) -> Any:
    bot.run("collect", at=f"{day}T08:40")
    return bot.run("remind", at=f"{day}T09:00")


def said(bot: Bot, day: str) -> Said:
    """After a collect that may find some lists missing yet."""
    bot.says("run", "collect", "--cohort", "R7", "--at", f"{day}T08:40", "--json")
    return bot.says("run", "remind", "--cohort", "R7", "--at", f"{day}T09:00", "--json")


@pytest.mark.fair_weather(
    "where a sent copy bears neither key nor id, a fresh database tells days apart by the clock alone"
)
@pytest.mark.on_file
def test_a_week_of_reminders(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    answered(tenant, MIURA)

    first = reminded(bot, TWO_BEFORE)
    again = bot.run("remind", at=f"{TWO_BEFORE}T10:00")
    shutil.rmtree(bot.state)
    bot.run("collect", at=f"{TWO_BEFORE}T10:40")
    afresh = bot.run("remind", at=f"{TWO_BEFORE}T11:00")
    mails = outbox(tenant)
    between = reminded(bot, "2025-06-25")
    answered(tenant, "a.yamada@example.jp")
    due = reminded(bot, ON_DUE_DATE)
    evening = bot.run("remind", at=f"{ON_DUE_DATE}T18:00")

    assert (first["counts"]["create"], again["status"]) == (19, "nothing_to_do")
    assert (afresh["counts"]["create"], between["status"]) == (0, "nothing_to_do")
    assert len(set(addressed(mails))) == len(mails) == 19
    assert YAMADA in addressed(mails)
    assert MIURA not in addressed(mails)
    assert due["counts"]["create"] == 18
    assert YAMADA not in addressed(outbox(tenant)[19:])
    assert evening["status"] == "nothing_to_do"
    for mail in mails:
        names = [
            user.display_name for user in tenant.tenant.users.values() if user.display_name in mail.content
        ]
        assert len(names) == 1


def test_who_answered_since_the_last_look_is_not_reminded(bot: Bot, tenant: Sandbox) -> None:
    """Taken in at 8:40, answered at 8:50, reminded at 9:00."""
    bot.run("provision", at=KICKOFF)
    answered(tenant, MIURA)
    bot.run("collect", at=f"{TWO_BEFORE}T08:40")
    answered(tenant, "a.yamada@example.jp")
    bot.run("remind", at=f"{TWO_BEFORE}T09:00")

    mails = outbox(tenant)
    assert len(mails) == 18
    assert YAMADA not in addressed(mails)
    assert [run["job"] for run in bot.runs()].count("collect") == 2


def test_while_answers_may_not_be_taken_in_nobody_is_reminded(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    answered(tenant, MIURA)
    bot.run("collect", at=f"{TWO_BEFORE}T08:40")
    bot.says("pause", "collect", "--reason", "フォームを直しています")
    unread = bot.says("run", "remind", "--cohort", "R7", "--at", f"{TWO_BEFORE}T09:00", "--json")

    assert unread.exit == 3
    assert outbox(tenant) == []


def test_the_chief_is_told_once_and_by_a_source_that_nobody_could_read_nobody_is(
    bot: Bot, tenant: Sandbox, desk: Desk
) -> None:
    bot.run("provision", at=KICKOFF)
    answered(tenant, MIURA)
    before_its_day = said(bot, "2025-07-02")
    told = said(bot, ESCALATED)
    mails = outbox(tenant)
    later = said(bot, "2025-07-04")
    unread = said(bot, DAY_OF_A_FORM_THAT_NOBODY_ANSWERED)

    assert before_its_day.exit == later.exit == told.exit == 0
    assert told.document["counts"]["create"] == len(mails) == len(outbox(tenant))
    assert CHIEF in addressed(mails)
    assert unread.exit == 3
    assert "run collect --cohort R7" in unread.out
    yamada = next(mail for mail in mails if addressed([mail]) == [CHIEF])
    assert "山田 葵" in yamada.content
    assert "石川 悠人" not in yamada.content


def test_what_is_missing_is_told_and_nothing_is_sent(bot: Bot, tenant: Sandbox, desk: Desk) -> None:
    bot.run("provision", at=KICKOFF)
    answered(tenant, MIURA)
    bot.run("collect", at=f"{TWO_BEFORE}T08:40")
    words = ("run", "remind", "--cohort", "R7", "--at", f"{TWO_BEFORE}T09:00", "--json")

    text = desk.read("messages/reminder.md")
    desk.write("messages/reminder.md", text.replace("person.name", "persn.name"))
    misspelt = bot.says(*words)
    desk.write("messages/reminder.md", text)
    settings = desk.read("settings.toml")
    desk.write("settings.toml", settings.replace('mailbox = "kenshu@example.jp"', ""))
    nowhere = bot.says(*words)
    desk.write("settings.toml", settings.replace("kenshu@", "a.endo@"))
    barred = bot.says(*words)

    assert "messages/reminder.md" in misspelt.out
    assert "設定の不備が1件あります" in misspelt.out
    assert "settings.toml" in nowhere.out
    assert "Mail.ReadWrite" in barred.out
    assert [misspelt.exit, nowhere.exit, barred.exit] == [2, 2, 5]
    assert outbox(tenant) == []


def test_by_chat_each_is_told_alone_and_whom_a_policy_forbids_is_named(
    bot: Bot, tenant: Sandbox, desk: Desk
) -> None:
    bot.run("provision", at=KICKOFF)
    answered(tenant, MIURA)
    desk.add("programme.yaml", "messages: {by: chat}\n")
    tenant.tenant.user("y.ishikawa@example.jp").chats = False
    bot.run("collect", at=f"{TWO_BEFORE}T08:40")
    ungranted = bot.says("run", "remind", "--cohort", "R7", "--at", f"{TWO_BEFORE}T08:50", "--json")
    grant = {"client_id": apps.bot_id(tenant.tenant), "delegated": [*apps.BOT_DELEGATED, *apps.BOT_CHATS]}
    seed.add(tenant.tenant, {"apps": [grant], "service_account": tenant.tenant.service_account})

    first = bot.says("run", "remind", "--cohort", "R7", "--at", f"{TWO_BEFORE}T09:00", "--json")
    again = bot.says("run", "remind", "--cohort", "R7", "--at", f"{TWO_BEFORE}T10:00", "--json")

    chats = tenant.tenant.chats.values()
    assert ungranted.exit == 5
    assert "Chat.Read" in ungranted.out
    assert [first.exit, again.exit] == [3, 3]
    assert "チャットできません" in first.out
    assert first.document["counts"]["failed"] == again.document["counts"]["failed"] == 1
    assert [len(chat.messages) for chat in chats] == [1] * 18
    assert outbox(tenant) == []


@pytest.mark.on_file
@pytest.mark.fair_weather(
    "where a sent copy bears neither key nor id, a fresh database tells days apart by the clock alone"
)
def test_each_trainee_is_welcomed_once_with_a_calendar(bot: Bot, tenant: Sandbox) -> None:
    first = bot.run("welcome", at="2025-05-12T09:10")
    shutil.rmtree(bot.state)
    again = bot.run("welcome", at="2025-05-13T09:10")

    (mail, *_), count = outbox(tenant), len(outbox(tenant))
    assert (first["counts"]["create"], again["status"], count) == (20, "nothing_to_do", 20)
    (file,) = mail.attachments
    assert base64.b64decode(file["contentBytes"]).startswith(b"BEGIN:VCALENDAR\r\n")
    assert "予定表に入ります" in mail.content


@pytest.mark.fair_weather("a month is told apart by its topic")
def test_each_trainee_alone_is_told_the_own_standing_once_a_month(bot: Bot, tenant: Sandbox) -> None:
    first = bot.run("standing", at="2025-07-01T09:20")
    mails = outbox(tenant)
    again = bot.run("standing", at="2025-07-02T09:20")

    assert first["counts"]["create"] == len(mails) == len(set(addressed(mails))) > 15
    assert again["status"] == "nothing_to_do"
    assert "<td>Power BI</td>" in mails[0].content
    assert "<td>合計</td>" in mails[0].content
    for mail in mails:
        names = [
            user.display_name for user in tenant.tenant.users.values() if user.display_name in mail.content
        ]
        assert len(names) == 1
