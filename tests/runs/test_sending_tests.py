"""A test of an issue's mail: to those who have to do with it alone, marked as one, and once for the same text."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from m365bot.errors import ConfigError
from m365bot.job import Now
from m365bot.programme import Issue, Person, Programme
from m365bot.programme.messages import Messages
from m365bot.programme.people import Directory, Officer, Period
from m365bot.resources import Mailing, Window
from m365bot.runs import sending_tests
from tests.runs.here import NOW, Here

AUTHOR, SATO, CHIEF, FORMER, READER = (
    Person(name, name, f"{name}@example.jp", f"{name}@example.jp")
    for name in ("author", "sato", "chief", "former", "reader")
)
ISSUE = Issue(
    12,
    "題",
    AUTHOR.mail,
    NOW + timedelta(days=3),
    None,
    ("mail",),
    (),
    approve=True,
    body="本文です。",
    path=Path("12.md"),
    group="全職員",
    mail="bcc",
)


@pytest.fixture
def programme(here: Here) -> Programme:
    yesterday = NOW.date() - timedelta(days=1)
    return replace(
        here.programme(),
        officers=(Officer(SATO, Period()), Officer(FORMER, Period(None, yesterday))),
        approvers=(Officer(CHIEF, Period()),),
        messages=Messages("mail", "kenshu@example.jp"),
        directory=Directory((AUTHOR, SATO, CHIEF, FORMER, READER)),
    )


def letter(programme: Programme, to: Person = SATO, issue: Issue = ISSUE) -> Mailing:
    """What the run would send."""
    (found,) = sending_tests._of(issue, to).wanted({Programme: programme, Now: NOW})
    assert isinstance(found, Mailing)
    return found


@pytest.mark.parametrize("who", [AUTHOR, SATO, CHIEF])
def test_officers_approvers_and_the_author_may_have_one(programme: Programme, who: Person) -> None:
    assert sending_tests.reader(programme, ISSUE, who.mail.upper(), NOW.date()) == who


@pytest.mark.parametrize("mail", [FORMER.mail, READER.mail, "dx-readers@example.jp", "全職員", ""])
def test_nobody_else_does(programme: Programme, mail: str) -> None:
    with pytest.raises(ConfigError, match="にはテスト送信できません"):
        sending_tests.reader(programme, ISSUE, mail, NOW.date())


def test_it_goes_to_that_person_alone_at_once_and_says_what_it_is(programme: Programme) -> None:
    found = letter(programme)

    assert (found.group, found.mode) == (SATO.contact, "one")
    assert found.subject == "【テスト送信】DX通信 第12号 題"
    assert found.window_ == Window(NOW, NOW + timedelta(hours=1))
    assert found.since == NOW - timedelta(hours=1)
    assert not found.asks


def test_it_is_never_taken_for_the_issue_itself(programme: Programme) -> None:
    assert letter(programme).mailing_key != ISSUE.key
    assert "." not in letter(programme).mailing_key


def test_the_same_text_is_the_same_letter_and_another_text_or_person_another(programme: Programme) -> None:
    first = letter(programme).key

    assert letter(programme).key == first
    assert letter(programme, CHIEF).key != first
    assert letter(programme, issue=replace(ISSUE, body="直しました。")).key != first
