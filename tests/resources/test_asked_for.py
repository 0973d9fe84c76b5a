"""What config may want of a kind, and so which permissions are asked for: none for what it wants nowhere."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from m365bot.programme import Message, Programme
from m365bot.programme.channels import PLAN, PROGRESS, ChannelSpec, TabSpec
from m365bot.programme.issues import Issue
from m365bot.programme.materials import IN_ONE_REQUEST, Material
from m365bot.programme.messages import Messages
from m365bot.resources import (
    BackIssues,
    Channel,
    ChatMessage,
    File,
    Guest,
    IssueFile,
    Mail,
    Mailing,
    Member,
    NewsPage,
    Page,
    Picture,
    Post,
    Tab,
    Team,
)
from m365bot.resources.kind import Kind
from tests.records.programmes import TOKYO, Office, session

NOW = datetime(2025, 6, 2, 9, tzinfo=TOKYO)


def programme(**changes: object) -> Programme:
    return replace(Office().programme, **changes)  # type: ignore[arg-type]


def with_issue(face: str, **changes: object) -> Programme:
    issue = Issue(12, "題", "", NOW, None, (face,), (), approve=True, body="", path=Path("12.md"))
    return programme(issues=(issue,), newsletter_site="https://x/sites/dx", **changes)


def with_tab(tab: TabSpec, *, status: str = "running") -> Programme:
    channels = (ChannelSpec("R7 全体", tabs=(tab,)),)
    cohort = replace(Office().cohort, channels=channels, status=status)  # type: ignore[arg-type]
    return programme(cohorts=(cohort,))


def writing(by: str, *texts: str) -> Programme:
    return programme(messages=Messages(by, "kenshu@example.jp", {name: Message("a", "b") for name in texts}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "face"),
    [(IssueFile, "export"), (Mailing, "mail"), (NewsPage, "page"), (BackIssues, "page")],
)
def test_a_face_is_asked_for_where_an_issue_goes_there(kind: type[Kind], face: str) -> None:
    assert kind.is_asked_for(with_issue(face))
    assert not kind.is_asked_for(with_issue("teams"))
    assert not kind.is_asked_for(programme())


def test_pages_of_news_need_their_site() -> None:
    assert not NewsPage.is_asked_for(replace(with_issue("page"), newsletter_site=""))


@pytest.mark.parametrize(
    ("by", "texts", "mail", "chat"),
    [
        ("mail", ("welcome",), True, False),
        ("chat", ("welcome",), False, True),
        ("chat", ("welcome", "attendance"), True, True),  # chiefs are written to by mail, always
        ("mail", (), False, False),
        ("chat", (), False, False),
    ],
)
def test_people_are_written_to_by_the_way_that_config_says(
    by: str, texts: tuple[str, ...], mail: bool, chat: bool
) -> None:
    office = writing(by, *texts)

    assert (Mail.is_asked_for(office), ChatMessage.is_asked_for(office)) == (mail, chat)


@pytest.mark.parametrize("kind", [Mail, ChatMessage, Mailing, IssueFile, Team, Post])
def test_what_config_says_is_not_known_everywhere(kind: type[Kind]) -> None:
    assert kind.is_asked_for(None)


@pytest.mark.parametrize(
    ("tab", "status", "page", "picture"),
    [
        (TabSpec("計画", page=PLAN), "running", True, False),
        (TabSpec("進捗", page=PROGRESS), "planned", True, True),
        (TabSpec("進捗", page=PROGRESS), "finished", False, False),
        (TabSpec("学習", url="https://example.jp/"), "running", False, False),
    ],
)
def test_pages_are_asked_for_by_tabs_of_cohorts_that_are_not_over(
    tab: TabSpec, status: str, page: bool, picture: bool
) -> None:
    office = with_tab(tab, status=status)

    assert (Page.is_asked_for(office), Picture.is_asked_for(office)) == (page, picture)
    assert Tab.needs_for(office) == (frozenset(Page.needs) if page else frozenset())
    assert Tab.needs_for(None) == frozenset()


@pytest.mark.parametrize(("size", "is_in_pieces"), [(IN_ONE_REQUEST, False), (IN_ONE_REQUEST + 1, True)])
def test_pieces_are_asked_for_where_a_file_is_too_large_for_one_request(
    size: int, is_in_pieces: bool
) -> None:
    material = Material(session(), "R7 全体", Path("a"), "a", NOW, size=size)
    office = programme(cohorts=(replace(Office().cohort, materials=(material,)),))

    assert File.needs_for(office) == (frozenset(File.eases) if is_in_pieces else frozenset())
    assert File.needs_for(None) == Picture.needs_for(office) == IssueFile.needs_for(office) == frozenset()


def test_people_are_let_in_where_something_that_people_are_in_is_made() -> None:
    assert Member.may_need([Team, Channel]) == {Team.people_need, Channel.people_need}
    assert Member.may_need([Team, Guest]) == {Team.people_need}
    assert Guest.may_need([Team]) == frozenset(Guest.needs)
