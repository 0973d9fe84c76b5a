"""Changes as they are told: to whom they matter, in words and as calendar files, once a day, in working hours."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from m365bot import job
from m365bot.content import timetables
from m365bot.job import Now
from m365bot.programme import Cohort, Message, Programme
from m365bot.programme.messages import Messages
from m365bot.programme.sessions import Round
from m365bot.records.snapshot import Records
from m365bot.records.told import Told
from m365bot.resources import Agenda, ChatMessage, Mail, Unusable
from tests.records.programmes import FIRST, SECOND, TOKYO, Office, session, trainee

CHANGES = job.found_in(Path(__file__).parents[2] / "jobs")["changes"]
TEXT = Message(
    "変更",
    "{{ person.name }}{% for c in changes %}\n- {{ c.title }}: {{ c.was }} → {{ c.now }} {{ c.cancelled }} {{ c.because }}"
    "{% endfor %}",
)
NOW = datetime(2025, 6, 2, 9, 15, tzinfo=TOKYO)
HOURS, WEEK = timedelta(hours=3), timedelta(days=7)


def office(first: datetime = FIRST, second: datetime = SECOND, **changes: object) -> Office:
    made = Office(trainees=2)
    made.enrol(trainee(made.people[0], "班1"), trainee(made.people[1], "班2"))
    rounds = (Round(first, first + HOURS, ("班1",)), Round(second, second + HOURS, ("班2",)))
    one = replace(session(), rounds=rounds, place="研修室 <b>", **changes)  # type: ignore[arg-type]
    made.cohort = replace(made.cohort, sessions=(one,))
    return made


def told_all(made: Office, at: datetime = NOW - WEEK) -> Mapping[str, Told]:
    found = [timetables.told(each, made.programme, made.cohort, at) for each in made.people]
    return {each.key: each for each in found}


def yielded(made: Office, told: Mapping[str, Told], now: datetime = NOW, **messages: object):
    way = {"by": "mail", "mailbox": "kenshu@example.jp", "texts": {"changes": TEXT}, **messages}
    programme = replace(made.programme, messages=Messages(**way))  # type: ignore[arg-type]
    records = Records(told=told)
    return CHANGES.wanted({Programme: programme, Cohort: made.cohort, Records: records, Now: now})


def test_whose_round_moved_is_told_from_when_to_when_and_nobody_else() -> None:
    moved = office(first=FIRST + WEEK, because="台風", moved_from=FIRST)

    (mail,) = yielded(moved, told_all(office()))

    assert mail.to == moved.people[0]
    assert "6月18日(水) 13:30～16:30 研修室 &lt;b&gt; → 6月25日(水) 13:30～16:30" in mail.html
    assert "台風" in mail.html
    assert "UID:R7-powerbi-1-1@example.jp" in mail.calendar
    assert "DTSTART:20250625T043000Z" in mail.calendar
    assert mail.cancellation == ""
    assert mail.asks == ""


def test_an_entry_counts_on_from_mail_to_mail() -> None:
    def number(mail: Mail) -> int:
        line = next(each for each in mail.calendar.split("\r\n") if each.startswith("SEQUENCE:"))
        return int(line.partition(":")[2])

    (first,) = yielded(office(first=FIRST + WEEK), told_all(office()))
    (second,) = yielded(office(first=SECOND + WEEK), {first.tells.key: first.tells}, NOW + timedelta(days=1))[
        :1
    ]

    assert 1 < number(first) < number(second)


def test_moved_and_moved_back_before_the_mail_left_is_no_change() -> None:
    assert yielded(office(), told_all(office())) == []


def test_all_changes_of_a_day_are_one_mail_and_of_another_group_the_same_entry() -> None:
    before, after = office(), office(second=SECOND + WEEK)
    after.cohort = replace(
        after.cohort, lines=(trainee(after.people[0], "班2"), trainee(after.people[1], "班2"))
    )

    first, second = yielded(after, told_all(before))

    assert "6月26日" in first.html
    assert "UID:R7-powerbi-1-1@" in first.calendar
    assert "UID:R7-powerbi-1-2@" in second.calendar
    assert first.topic == "changes-R7-2025-06-02"


def test_what_is_no_longer_in_the_files_is_called_off_by_approval_only() -> None:
    gone = office()
    gone.cohort = replace(gone.cohort, sessions=())

    first, _ = yielded(gone, told_all(office()))

    assert "Power BI 演習" in first.asks
    assert first.calendar == ""
    for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "ORGANIZER:mailto:kenshu@example.jp"):
        assert line in first.cancellation.split("\r\n")


def test_who_is_in_no_group_of_a_session_any_more_is_told_without_approval() -> None:
    after = office()
    after.cohort = replace(
        after.cohort, lines=(trainee(after.people[0], "班3"), trainee(after.people[1], "班2"))
    )

    (mail,) = yielded(after, told_all(office()))

    assert (mail.asks, mail.calendar) == ("", "")
    assert "STATUS:CANCELLED" in mail.cancellation


def test_of_whom_nobody_knows_what_was_told_it_is_noted_what_stands() -> None:
    found = yielded(office(first=FIRST + WEEK), {})

    assert [type(each) for each in found] == [Agenda, Agenda]
    assert found[0].told.appointments[0].starts == FIRST + WEEK


@pytest.mark.parametrize(
    "now",
    [
        NOW - timedelta(days=1),  # a Sunday
        NOW.replace(hour=18),
        FIRST + timedelta(days=30),  # both are past
        datetime(2025, 12, 1, 9, 15, tzinfo=TOKYO),  # the cohort is over
    ],
)
def test_nobody_is_told_out_of_hours_or_of_what_is_past(now: datetime) -> None:
    assert yielded(office(first=FIRST + WEEK), told_all(office()), now) == []


def test_who_left_is_told_nothing() -> None:
    after = office(first=FIRST + WEEK)
    left = trainee(after.people[0], "班1", end=date(2025, 6, 1))
    after.cohort = replace(after.cohort, lines=(left, trainee(after.people[1], "班2")))

    assert yielded(after, told_all(office())) == []


def test_without_a_text_it_says_so_and_only_where_there_is_something_to_tell() -> None:
    told, others = told_all(office()), {"welcome": TEXT}

    assert yielded(office(), told, texts=others) == []
    assert yielded(office(first=FIRST + WEEK), told, texts={}) == []  # it writes to nobody
    (missing,) = yielded(office(first=FIRST + WEEK), told, texts=others)
    assert isinstance(missing, Unusable)
    assert missing.file == "config/messages/changes.md"


def test_by_chat_no_file_goes() -> None:
    assert [type(each) for each in yielded(office(first=FIRST + WEEK), told_all(office()), by="chat")] == [
        ChatMessage
    ]
