"""Whom it is time to remind, day by day: pure tables, and any calendar, rule, arrival, restart and restore."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot import job
from m365bot.job import Now
from m365bot.programme import Cohort, Programme
from m365bot.programme.calendar import Calendar
from m365bot.programme.forms import Questionnaire
from m365bot.programme.messages import Message, Messages
from m365bot.programme.relative import Relative, parse
from m365bot.records import Records, Row
from m365bot.records.freshness import Freshness
from m365bot.resources import ChatMessage, Mail, Unfresh, Unusable
from tests.examples import drawn
from tests.records.programmes import ASKED, TOKYO, Office, person, trainee, with_form

DUE = datetime(2025, 6, 26, 17, 15, tzinfo=TOKYO)
RULE = tuple(map(parse, ("2 business days before", "on due date", "2 business days after")))
CHIEF = person("c1", "k.kondo@example.jp")
TEXTS = {
    "reminder": Message(
        "未提出({{ items | length }}件)", "{{ person.name }}{% for i in items %}{{ i.title }}{% endfor %}"
    ),
    "escalation": Message("所属職員", "{{ chief.name }}{% for one in staff %}{{ one.name }}{% endfor %}"),
}
REMIND = job.found_in(Path(__file__).parents[2] / "jobs")["remind"]


def office(*, trainees: int = 3, remind: tuple[Relative, ...] = RULE, escalate: str = "") -> Office:
    rule = {"remind": remind, "escalate": parse(escalate) if escalate else None}
    return Office(trainees=trainees, change=with_form(**rule))


def answers(*people: str) -> tuple[Row, ...]:
    return tuple(
        Row(number, f"list/{number}", "", asked=ASKED, person_id=who, state="kept")
        for number, who in enumerate(people, 1)
    )


def known_until(moment: datetime) -> dict[object, Freshness]:
    text = moment.isoformat()
    return {ASKED: Freshness(ASKED, read=text, until=text)}


def yielded(made: Office, now: datetime, rows: tuple[Row, ...] = (), fresh: datetime | None = None):
    cohort = replace(made.cohort, questionnaires=(made.questionnaire,))
    messages = Messages("mail", "kenshu@example.jp", TEXTS)
    programme = replace(made.programme, cohorts=(cohort,), messages=messages)
    records = replace(Records.of(rows), fresh=known_until(fresh or now))
    return REMIND.wanted({Programme: programme, Cohort: cohort, Records: records, Now: now})


def at(day: int, hour: int = 9, month: int = 6) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("day", "is_told"),
    [
        (at(23), False),
        (at(24), True),  # two business days before Thursday the 26th
        (at(25), False),
        (at(26), True),
        (at(27), False),
        (at(28), False),  # Saturday
        (at(30), True),
        (at(1, month=7), False),
    ],
)
def test_who_has_not_answered_is_reminded_on_the_days_of_the_rule(
    day: datetime, is_told: bool
) -> None:  # a table of days
    mails = yielded(office(), day, answers("p1"))

    assert [each.to.id for each in mails] == (["p2", "p3"] if is_told else [])


def test_a_day_when_the_office_is_closed_stands_for_the_next_on_which_it_is_not() -> None:
    made = office(remind=(parse("2 days after"),))  # Saturday the 28th

    assert [yielded(made, at(28)), len(yielded(made, at(30)))] == [[], 3]


@pytest.mark.parametrize("now", [at(24, 18), at(24, 23)])
def test_after_working_hours_nobody_is_written_to(now: datetime) -> None:
    assert yielded(office(), now) == []


def test_before_working_hours_it_waits_for_them() -> None:
    (mail, *_) = yielded(office(), at(24, 6))

    assert (mail.window.opens, mail.window.closes) == (at(24).replace(hour=8, minute=30), DUE.replace(day=24))


def test_a_source_that_was_not_read_today_reminds_nobody_and_says_how_to_go_on() -> None:
    found = yielded(office(), at(24), fresh=at(23, 17))

    assert [type(each) for each in found] == [Unfresh]


async def test_what_is_told_of_a_stale_source_names_the_commands() -> None:
    (found,) = yielded(office(), at(24), fresh=at(23, 17))
    workbook = replace(found, read_as="workbook")

    for each, words in (
        (found, "run collect"),
        (workbook, "records confirm --cohort R7 --form after --session"),
    ):
        with pytest.raises(Exception, match=words):
            await each.see(None)


async def test_who_plans_for_a_day_to_come_is_told_up_to_when_answers_are_here_and_what_helps() -> None:
    (found,) = yielded(office(), at(24), fresh=at(23, 17))
    never = replace(found, until=None)

    with pytest.raises(Exception, match=r"06-23 17:00 まで.*時計を進めて"):
        await found.see(None)
    with pytest.raises(Exception, match="回答を取り込んでから"):
        await never.see(None)


def test_a_row_that_a_person_must_look_at_is_an_answer_all_the_same() -> None:
    odd = tuple(replace(row, state="quarantined") for row in answers("p1", "p2"))

    assert [each.to.id for each in yielded(office(), at(24), odd)] == ["p3"]


def test_an_answer_that_its_source_holds_no_more_is_none() -> None:
    gone = tuple(replace(row, gone=True) for row in answers("p1"))

    assert len(yielded(office(), at(24), gone)) == 3


def test_who_left_yesterday_is_not_reminded_and_who_left_the_form_open_is() -> None:
    made = office()
    people = made.people
    made.enrol(trainee(people[0], end=date(2025, 6, 23)), *(trainee(each) for each in people[1:]))

    assert [each.to.id for each in yielded(made, at(24))] == ["p2", "p3"]


def test_a_form_without_a_due_date_reminds_nobody() -> None:
    made = office()
    made.questionnaire = replace(made.questionnaire, due=None)

    assert yielded(made, at(24)) == []


@pytest.mark.parametrize("who", ["anonymous", "applicants", "all staff"])
def test_where_nobody_knows_who_is_asked_nobody_is_reminded(who: str) -> None:
    made = Office(trainees=3, change=with_form(remind=RULE, who=who))

    assert yielded(made, at(24)) == []


def test_an_office_that_writes_by_chat_reminds_by_chat() -> None:
    made = office(trainees=1)
    cohort = replace(made.cohort, questionnaires=(made.questionnaire,))
    programme = replace(made.programme, cohorts=(cohort,), messages=Messages("chat", "", TEXTS))
    records = replace(Records.of(()), fresh=known_until(at(24)))

    (chat,) = REMIND.wanted({Programme: programme, Cohort: cohort, Records: records, Now: at(24)})

    assert isinstance(chat, ChatMessage)
    assert (chat.to.id, chat.sender, chat.topic) == ("p1", programme.service_account, "remind-2025-06-24")
    assert (chat.window.opens, chat.window.closes) == (at(24).replace(hour=8, minute=30), DUE.replace(day=24))


def test_all_forms_of_a_person_go_into_one_mail() -> None:
    made = office()
    other = replace(
        made.questionnaire,
        key="before/x",
        title="もう一つ",
        form=replace(made.questionnaire.form, key="before"),
    )
    cohort = replace(made.cohort, questionnaires=(made.questionnaire, other))
    programme = replace(made.programme, messages=Messages("mail", "kenshu@example.jp", TEXTS))
    fresh = known_until(at(24)) | {replace(ASKED, form="before"): known_until(at(24))[ASKED]}
    records = replace(Records.of(answers("p1")), fresh=fresh)

    mails = REMIND.wanted({Programme: programme, Cohort: cohort, Records: records, Now: at(24)})

    assert sorted((each.to.id, each.subject) for each in mails) == [
        ("p1", "未提出(1件)"),
        ("p2", "未提出(2件)"),
        ("p3", "未提出(2件)"),
    ]


def test_after_the_last_reminder_the_chief_is_told_once_of_the_own_staff_alone() -> None:
    made, other = office(escalate="5 business days after"), person("c2", "m.mori@example.jp")
    first, second, third = made.people
    made.enrol(
        replace(trainee(first), boss=CHIEF),
        replace(trainee(second), boss=CHIEF),
        replace(trainee(third), boss=other),
    )

    days = [yielded(made, at(day, month=7)) for day in (2, 3, 4)]

    assert [days[0], days[2]] == [[], []]
    assert [(each.to.id, [one.id for one in each.about]) for each in days[1]] == [
        ("c1", ["p1", "p2"]),
        ("c2", ["p3"]),
    ]
    assert "氏名 p3" not in days[1][0].preview
    assert "氏名 p1" in days[1][0].preview


def test_a_text_that_is_not_there_is_told_and_nothing_is_sent() -> None:
    (found,) = _without_texts()

    assert isinstance(found, Unusable)
    assert found.file == "config/messages/reminder.md"


def _without_texts() -> list[object]:
    made = office()
    cohort = replace(made.cohort, questionnaires=(made.questionnaire,))
    records = replace(Records.of(()), fresh=known_until(at(24)))
    return REMIND.wanted({Programme: made.programme, Cohort: cohort, Records: records, Now: at(24)})


def test_nobodys_name_stands_in_what_a_plan_stores() -> None:
    for mail in yielded(office(), at(24)):
        assert "氏名" not in mail.html + mail.subject + mail.key + mail.nameless


DAYS = st.dates(date(2025, 6, 16), date(2025, 7, 18))
RULES = st.lists(
    st.builds(Relative, st.integers(-10, 10), business=st.booleans()), min_size=1, max_size=4
).map(tuple)
CLOSED = st.lists(st.tuples(DAYS, DAYS).map(lambda two: (min(two), max(two))), max_size=2).map(tuple)
ARRIVALS = st.dictionaries(
    st.sampled_from(["p1", "p2", "p3"]), st.datetimes(datetime(2025, 6, 18), datetime(2025, 7, 18))
)
RUNS = st.lists(st.tuples(DAYS, st.integers(0, 23), st.booleans(), st.booleans()), min_size=1, max_size=25)


@drawn(60)
@given(rule=RULES, closed=CLOSED, arrivals=ARRIVALS, runs=RUNS)
def test_whatever_happens_nobody_is_reminded_wrongly(rule, closed, arrivals, runs) -> None:
    """Runs at any hour; before some the answers are read in, before some the database is a backup's.

    `sent` stands for the tenant: what is there under a key is not sent again.
    """
    made = office(remind=rule)
    made.programme = replace(made.programme, calendar=Calendar(TOKYO, closed_days=closed))
    came = {who: moment.replace(tzinfo=TOKYO) for who, moment in arrivals.items()}
    sent: dict[str, datetime] = {}
    read, backup = datetime(2025, 6, 1, tzinfo=TOKYO), datetime(2025, 6, 1, tzinfo=TOKYO)
    for day, hour, collects, restores in sorted(runs):
        now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=TOKYO)
        read = now if collects else backup if restores else read
        backup = read if hour % 3 == 0 else backup
        rows = answers(*(who for who, moment in came.items() if moment <= read))
        for mail in yielded(made, now, rows, fresh=read):
            if isinstance(mail, Mail):
                _send(mail, now, made, came, read, sent)

    per_day = Counter((key.rpartition("-")[2], moment.date()) for key, moment in sent.items())
    assert all(count == 1 for count in per_day.values())


def _send(
    mail: Mail,
    now: datetime,
    made: Office,
    came: dict[str, datetime],
    read: datetime,
    sent: dict[str, datetime],
) -> None:
    calendar = made.programme.calendar
    goes = max(now, mail.window.opens)
    assert not calendar.is_quiet(goes)
    assert read.date() == now.date()
    answered = came.get(mail.to.id)
    assert answered is None or answered > read
    assert _is_a_day_of_the_rule(made.questionnaire, calendar, now.date())
    sent.setdefault(mail.name, goes)


def _is_a_day_of_the_rule(asked: Questionnaire, calendar: Calendar, day: date) -> bool:
    """Told another way than the code does: walk on from each date to the first day on which the office is open."""
    for each in asked.form.remind:
        found = _told_from(asked.due.date(), each, calendar)
        while not calendar.is_business_day(found):
            found += timedelta(days=1)
        if found == day:
            return True
    return False


def _told_from(due: date, rule: Relative, calendar: Calendar) -> date:
    if not rule.business:
        return due + timedelta(days=rule.days)
    left, step = abs(rule.days), timedelta(days=1 if rule.days > 0 else -1)
    while left:
        due += step
        left -= calendar.is_business_day(due)
    return due
