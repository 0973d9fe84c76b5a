"""How each kind of thing is called on a screen and where nobody may be named, and what no two runs may work on at once."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from m365bot.errors import FaultyConfig, Permanent
from m365bot.programme.channels import TeamSpec
from m365bot.programme.forms import SourcePlace
from m365bot.programme.issues import Issue
from m365bot.programme.people import Officer, Period, Person
from m365bot.records.told import Told
from m365bot.resources import (
    Agenda,
    AnswerList,
    BackIssues,
    Channel,
    ChannelFolder,
    ChatMessage,
    Folder,
    General,
    Guest,
    Mail,
    Mailing,
    NewsPage,
    OwnRecord,
    Page,
    Post,
    PrivateFolder,
    Readers,
    Responses,
    Team,
    Unfresh,
    Window,
)
from m365bot.resources.kinds.kept import KeptOfCohort, KeptOfPerson, KeptRoster, KeptTexts
from m365bot.resources.seen import Seen
from m365bot.resources.shared import delivery
from m365bot.resources.shared.letter import Letter
from m365bot.resources.shared.mailbox import Mailbox
from tests.records.programmes import Office
from tests.resources.world import World

NOW = datetime(2025, 6, 2, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
ANN = Person("p1", "山田 葵", "a@example.jp", "a@example.jp")
SERVICE = Person("s", "広報", "dx@example.jp", "dx@example.jp")
TEAM = Team("研修 R7", "dx-r7")
CHANNEL = Channel(TEAM, "R7 全体")
PLACE = Folder(ChannelFolder(General(TEAM)), "個人記録")
WINDOW = Window(NOW, NOW.replace(hour=17))
SENT: dict[str, Any] = {
    "topic": "remind-2025-06-02",
    "to": ANN,
    "subject": "未提出",
    "html": "",
    "window_": WINDOW,
}
NEWS = NewsPage("https://contoso.sharepoint.com/sites/dx", "dx-012", "第12号", "", ())
ISSUE: dict[str, Any] = {"subject": "第12号", "html": "<p>本文</p><p> </p>", "window_": WINDOW}
MAILING = Mailing(mailing_key="dx-012", mailbox="dx@example.jp", group="全職員", since=NOW, **ISSUE)
POST = Post(CHANNEL, "dx-012", "第12号", "", SERVICE)


@pytest.mark.parametrize(
    ("thing", "title", "nameless"),
    [
        (Agenda(ANN, Told("R7", "p1", NOW, ())), "山田 葵 の日程の控え", "p1 の日程の控え"),
        (ChatMessage(sender=SERVICE, **SENT), "山田 葵 へのチャット『未提出』", "p1 へのチャット"),
        (Mail(mailbox="dx@example.jp", **SENT), "山田 葵 へのメール『未提出』", "p1 へのメール"),
        (Guest(ANN), "ゲスト『山田 葵』", "ゲスト『p1』"),
        (PrivateFolder(PLACE, ANN), "山田 葵だけが読めるフォルダー", "p1だけが読めるフォルダー"),
        (OwnRecord(PrivateFolder(PLACE, ANN), ()), "山田 葵の研修の記録", "p1の研修の記録"),
        (KeptOfPerson(ANN), "山田 葵 の記録", "p1 の記録"),
    ],
)
def test_whom_it_is_about_is_named_on_a_screen_and_by_an_opaque_id_where_it_is_stored(
    thing: Any, title: str, nameless: str
) -> None:
    assert (thing.title, thing.nameless) == (title, nameless)


@pytest.mark.parametrize(
    ("thing", "title"),
    [
        (MAILING, "『全職員』へのメール『第12号』"),
        (NEWS, "ニュース『第12号』(https://contoso.sharepoint.com/sites/dx)"),
        (NEWS.draft, "ニュースの下書き『第12号』"),
        (Readers("dx-012", NEWS), "『dx-012』の閲覧数"),
        (Page(TEAM, "研修計画"), "ページ『研修計画』(研修 R7)"),
        (Responses(TEAM, "回答", "R7", "after"), "リスト『回答』の回答"),
        (Responses(TEAM, "回答.xlsx", "R7", "after", read_as="workbook"), "ブック『回答.xlsx』の回答"),
        (Responses(TEAM, "回答", "R7", "after", read_as="drop"), "フォルダー『回答』の回答"),
        (Unfresh("R7", "after", "a", "事後", "list", NOW), "『事後』の未提出のお知らせ"),
        (KeptOfCohort("R7"), "R7 の回答の記録"),
        (KeptTexts("R7"), "R7 の自由記述"),
        (KeptRoster("R7"), "R7 の名簿"),
    ],
)
def test_a_thing_is_called_as_officers_call_it(thing: Any, title: str) -> None:
    assert thing.title == title


@pytest.mark.parametrize(
    ("thing", "lease"),
    [
        (Agenda(ANN, Told("R7", "p1", NOW, ())), "agendas"),
        (ChatMessage(sender=SERVICE, **SENT), "chatmessages"),
        (Mail(mailbox="dx@example.jp", **SENT), "mails"),
        (MAILING, "mailings"),
        (Letter("dx-012-1", Mailbox("dx@example.jp"), None, ()), MAILING.lease),  # type: ignore[arg-type]
        (NEWS, "newssite:contoso.sharepoint.com/sites/dx"),
        (NEWS.draft, NEWS.lease),
        (Readers("dx-012", NEWS, (POST,)), NEWS.lease),
        (Readers("dx-012", None, (POST,)), "team:dx-r7"),
        (PrivateFolder(PLACE, ANN), "team:dx-r7"),
        (Responses(TEAM, "回答", "R7", "after"), "records/R7"),
        (KeptOfCohort("R7"), "records/R7"),
    ],
)
def test_no_two_runs_work_on_the_same_at_once(thing: Any, lease: str) -> None:
    assert thing.lease == lease


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (Mail(mailbox="dx@example.jp", **SENT), "下書きのまま"),
        (NEWS, "原稿が変わったか"),
        (NEWS.draft, "原稿が変わりました"),
        (Page(TEAM, "研修計画"), "まだ公開されていません"),
        (OwnRecord(PrivateFolder(PLACE, ANN), ()), "時間の記録が変わりました"),
        (TEAM, "設定と違います"),
    ],
)
def test_why_what_is_there_has_to_change_is_told_by_its_kind(thing: Any, words: str) -> None:
    assert words in thing.outdated


def test_a_page_of_a_name_that_is_taken_is_told_to_be_looked_for() -> None:
    assert "ごみ箱" in Page(TEAM, "研修計画").conflict


def test_an_invitation_is_handed_over_by_its_address() -> None:
    assert Guest(ANN).handed_over({}) == ""
    assert Guest(ANN).handed_over({"redeem_url": "https://x"}).endswith("本人だけに渡してください: https://x")


def test_one_word_of_a_person_is_about_one_issue_where_it_asks_at_all() -> None:
    asks, free = (replace(POST, approve=approve, window_=WINDOW) for approve in (True, False))

    assert (asks.matter, asks.asked_with) == ("dx-012", "dx-012")
    assert (free.matter, free.asked_with) == ("dx-012", "")
    assert MAILING.matter == NEWS.matter == "dx-012"


def test_what_will_be_read_is_told_without_its_blank_lines() -> None:
    assert MAILING.preview == "第12号\n本文"


def test_only_what_goes_to_each_takes_its_whole_window_and_no_longer_than_a_run_may_wait() -> None:
    short = Window(NOW, NOW.replace(hour=10))

    assert [replace(MAILING, window_=short, mode=mode).lasts for mode in ("list", "bcc", "each")] == [
        0,
        0,
        3600,
    ]
    assert replace(MAILING, mode="each").lasts == delivery.LONGEST


def test_what_a_look_at_it_recalls_is_read_beforehand() -> None:
    assert Page(TEAM, "研修計画").recalls == ("site:team:dx-r7",)
    assert PrivateFolder(PLACE, ANN).recalls == ("person:p1",)


# made of what config says


def test_the_index_knows_the_issues_that_have_a_page() -> None:
    issue = Issue(12, "題", "", NOW, None, ("page",), (), approve=True, body="", path=Path("12.md"))
    others = (replace(issue, number=13, to=("teams",)), replace(issue, number=14, publish=NOW.replace(day=9)))
    office = replace(Office().programme, newsletter_site="https://x/sites/dx", issues=(issue, *others))

    index = BackIssues.of(office)

    assert (index.site, index.name) == ("https://x/sites/dx", "dx-archive")
    assert index.issues == (("dx-012", NOW), ("dx-014", NOW.replace(day=9)))
    assert index.title == f"ページ『{index.page_title}』(https://x/sites/dx)"
    assert index.lease == "newssite:x/sites/dx"


def test_a_list_that_is_made_has_the_columns_of_its_form() -> None:
    asked = Office().questionnaire

    made = AnswerList.to(asked, TEAM)

    assert (made.name, made.team, made.title) == ("R7 powerbi-1", TEAM, "回答のリスト『R7 powerbi-1』")
    assert [name for name, _ in made.columns][-2:] == ["研修の満足度", "業務で使えそうな場面"]


def test_answers_are_read_where_the_questionnaire_says() -> None:
    asked = Office().questionnaire
    place = SourcePlace("workbook", "研修運営", "回答.xlsx", channel="R7 全体", make=True)

    of_list, of_book = (
        Responses.to(each, TEAM) for each in (asked, replace(asked, source=place, session=None))
    )

    assert of_list == Responses(TEAM, "R7 powerbi-1", "R7", "after", "powerbi-1")
    assert not (of_list.made or of_list.logged)
    assert of_book == Responses(
        TEAM, "回答.xlsx", "R7", "after", "", read_as="workbook", channel="R7 全体", made=True
    )
    assert Responses.to(replace(asked, may_be_missing=True), TEAM).logged


def test_a_team_is_owned_by_the_officers_of_the_day_and_has_the_service_account_in_it() -> None:
    office = replace(Office().programme, officers=(Officer(ANN, Period(None, NOW.date())),))

    today = Team.of(office, TeamSpec("研修 R7", "dx-r7"), NOW.date())
    tomorrow = Team.of(office, TeamSpec("研修 R7", "dx-r7"), NOW.date() + timedelta(days=1))

    assert (today.display_name, today.mail_nickname) == ("研修 R7", "dx-r7")
    assert (today.owners, today.members) == ((ANN,), (office.service_account,))
    assert tomorrow.owners == ()


@pytest.mark.parametrize(
    ("read_as", "session", "words"),
    [
        ("drop", "a", "書き出し直してフォルダーに置き"),
        ("workbook", "a", "records confirm --cohort R7 --form after --session a"),
        ("workbook", "", "records confirm --cohort R7 --form after)"),
    ],
)
async def test_what_is_not_known_to_be_whole_is_told_with_the_way_on(
    read_as: str, session: str, words: str
) -> None:
    unfresh = Unfresh("R7", "after", session, "事後", read_as, NOW)

    with pytest.raises(Permanent, match="2025-06-02 の回答がそろっているか分かりません") as error:
        await unfresh.see(None)  # type: ignore[arg-type]  # it asks nobody

    assert words in str(error.value)
    assert unfresh.name == f"R7/after/{session}"


async def test_what_somebody_is_taken_to_know_is_kept_here_alone(world: World) -> None:
    agenda = Agenda(ANN, Told("R7", "p1", NOW, ()))

    nothing = await world.see(agenda)
    made = await world.make(agenda)

    assert nothing is None
    assert made.memo == agenda.told.to_memo()
    assert await world.see(agenda) == Seen("R7-p1")
    assert world.sent == []


async def test_without_a_mailbox_nothing_is_mailed(world: World) -> None:
    with pytest.raises(FaultyConfig, match=r"settings\.toml の mailbox"):
        await Mailbox("").mails(world.view(), NOW)
