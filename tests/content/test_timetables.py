"""A welcome: one's own sessions, as a list and as calendar entries that later files change."""

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
from m365bot.resources import ChatMessage, Mail
from tests.records.programmes import FIRST, SECOND, TOKYO, Office, session, trainee

WELCOME = job.found_in(Path(__file__).parents[2] / "jobs")["welcome"]
TEXT = Message(
    "ようこそ",
    "{{ person.name }}{% for s in sessions %}\n- {{ s.when }} {{ s.title }} {{ s.place }}{% endfor %}",
)
STARTS = datetime(2025, 5, 12, 9, 10, tzinfo=TOKYO)


def office(**changes: object) -> Office:
    made = Office(trainees=2)
    made.enrol(trainee(made.people[0], "班1"), trainee(made.people[1], "班2"))
    rounds = (
        Round(FIRST, FIRST + timedelta(hours=3), ("班1",)),
        Round(SECOND, SECOND + timedelta(hours=3), ("班2",)),
    )
    one = replace(session(), rounds=rounds, place="研修室 <b>", **changes)  # type: ignore[arg-type]
    made.cohort = replace(made.cohort, sessions=(one,))
    return made


def yielded(made: Office, now: datetime, **messages: object):
    told = {"by": "mail", "mailbox": "kenshu@example.jp", "texts": {"welcome": TEXT}, **messages}
    programme = replace(made.programme, messages=Messages(**told))  # type: ignore[arg-type]
    return WELCOME.wanted({Programme: programme, Cohort: made.cohort, Now: now})


def test_each_gets_the_own_groups_sessions_in_words_and_as_a_file() -> None:
    first, second = yielded(office(), STARTS)

    assert "6月18日(水) 13:30〜16:30 Power BI 演習 研修室 &lt;b&gt;" in first.html
    assert "6月19日" not in first.html
    assert "DTSTART:20250618T043000Z" in first.calendar
    assert "UID:R7-powerbi-1-2@example.jp" in second.calendar


def test_an_entry_that_moved_keeps_its_name_and_counts_on() -> None:
    before, _ = yielded(office(), STARTS)
    after, _ = yielded(office(moved_from=FIRST - timedelta(days=7)), STARTS)

    assert "SEQUENCE:0" in before.calendar
    assert "SEQUENCE:1" in after.calendar
    assert [line for line in before.calendar.split("\r\n") if "UID" in line] == [
        line for line in after.calendar.split("\r\n") if "UID" in line
    ]


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (STARTS - timedelta(days=3), 0),  # before the cohort begins
        (STARTS, 2),
        (STARTS + timedelta(days=5), 0),  # a Saturday
        (STARTS + timedelta(days=7), 2),
        (STARTS + timedelta(days=8), 0),
        (STARTS.replace(hour=18), 0),
    ],
)
def test_it_goes_out_in_the_first_days_and_in_working_hours(now: datetime, count: int) -> None:
    assert len(yielded(office(), now)) == count


def test_who_comes_later_is_welcomed_then() -> None:
    made = office()
    late = trainee(made.people[1], "班2", start=date(2025, 6, 2))
    made.cohort = replace(made.cohort, lines=(trainee(made.people[0], "班1"), late))

    found = yielded(made, datetime(2025, 6, 3, 9, 10, tzinfo=TOKYO))

    assert [(each.to.id, each.since_.date()) for each in found] == [("p2", date(2025, 6, 2))]


def test_without_a_text_nobody_is_written_to_and_by_chat_no_file_goes() -> None:
    assert yielded(office(), STARTS, texts={}) == []
    assert [type(each) for each in yielded(office(), STARTS, by="chat")] == [ChatMessage] * 2
    assert [type(each) for each in yielded(office(), STARTS)] == [Mail] * 2


def test_what_makes_up_for_a_session_is_for_those_who_missed_it() -> None:
    for each in yielded(office(makes_up="powerbi-0"), STARTS):
        assert "6月1" not in each.html
        assert each.calendar == ""


def test_where_nothing_lies_ahead_there_is_no_file() -> None:
    made = office()

    assert timetables.calendar(made.people[0], made.programme, made.cohort, SECOND + timedelta(days=1)) == ""
