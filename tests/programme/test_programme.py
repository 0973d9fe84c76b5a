"""Questions to the programme as a whole: who is an officer on a day, who may approve, until when, which faults stop what."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from m365bot.programme.channels import ChannelSpec
from m365bot.programme.curriculum import Course, StudyItem
from m365bot.programme.faults import Fault, Part
from m365bot.programme.forms import SourceSpec
from m365bot.programme.issues import Issue
from m365bot.programme.messages import Message, Messages
from m365bot.programme.people import Line, Officer, Period, Role
from m365bot.programme.programme import Guards, Notices, Programme
from m365bot.programme.relative import NEVER, Relative
from tests.records.programmes import SATISFACTION, TOKYO, Office, person, trainee, with_form

DAY = date(2025, 6, 2)
ANN, BOB, CAT = (person(name, f"{name}@example.jp") for name in ("ann", "bob", "cat"))
UNTIL, SINCE = Period(None, date(2025, 6, 1)), Period(DAY, None)


def programme(*lines: Line, status: str = "running", **changes: object) -> Programme:
    office = Office(trainees=1)
    cohort = replace(office.cohort, lines=lines, status=status)  # type: ignore[arg-type]
    return replace(office.programme, cohorts=(cohort,), **changes)  # type: ignore[arg-type]


def test_officers_are_those_of_the_day_and_those_that_a_running_cohort_lists() -> None:
    listed = Line(CAT, Role.OFFICER)
    named = (Officer(ANN, UNTIL), Officer(BOB, SINCE))

    assert programme(listed, officers=named).officers_on(DAY) == (BOB, CAT)
    assert programme(listed, officers=named, status="finished").officers_on(DAY) == (BOB,)


def test_where_nobody_is_named_to_approve_officers_do() -> None:
    officers = (Officer(ANN, SINCE),)

    assert programme(officers=officers).approvers_on(DAY) == (ANN,)
    assert programme(officers=officers, approvers=(Officer(BOB, SINCE),)).approvers_on(DAY) == (BOB,)
    assert programme(officers=officers, approvers=(Officer(BOB, UNTIL),)).approvers_on(DAY) == ()


def test_what_waits_can_be_approved_until_the_office_closes_on_its_last_day() -> None:
    since = datetime(2025, 6, 2, 10, tzinfo=TOKYO)

    assert programme(approvals_expire=Relative(3)).approval_expires(since) == datetime(
        2025, 6, 5, 17, 15, tzinfo=TOKYO
    )
    assert programme(approvals_expire=NEVER).approval_expires(since) is None


def test_chiefs_are_those_of_cohorts_that_are_not_finished() -> None:
    lines = (replace(trainee(ANN), boss=BOB), trainee(CAT))

    assert programme(*lines).chiefs == {"bob": BOB}
    assert programme(*lines, status="finished").chiefs == {}


def test_a_job_tells_the_faults_of_its_part_and_cohort() -> None:
    of_all, own, other, text, folder = faults = (
        Fault(Part.FORMS, "", "config/forms/a.yaml", "a"),
        Fault(Part.FORMS, "R7", "config/forms/b.yaml", "b"),
        Fault(Part.FORMS, "R6", "config/forms/c.yaml", "c"),
        Fault(Part.MESSAGES, "", "config/messages/welcome.md", "d"),
        Fault(Part.MESSAGES, "", "config/messages", "e"),
    )
    whole = Fault(Part.COHORT, "R7", "config/cohorts/R7/cohort.yaml", "f")
    made = programme(faults=(*faults, whole))
    (r7,) = made.cohorts

    assert made.faults_in(Part.FORMS, r7) == (of_all, own)
    assert made.faults_in(Part.FORMS) == (of_all,)
    assert other not in made.faults_in(Part.FORMS, r7)
    assert made.faults_in_texts("welcome") == (text, folder)
    assert made.faults_in_texts("changes") == (folder,)
    assert made.faults_of(r7) == (whole,)


@pytest.mark.parametrize(
    ("text", "writes"), [("welcome", True), ("attendance", True), ("reminder", False), ("escalation", False)]
)
def test_an_office_writes_to_people_where_a_text_goes_out_by_itself(text: str, writes: bool) -> None:
    assert programme(messages=Messages(texts={text: Message("a", "b")})).writes == writes


def test_an_office_writes_to_people_where_a_form_reminds_of_itself() -> None:
    for change in (with_form(remind=(Relative(1),)), with_form(escalate=Relative(1))):
        form = Office(change=change).questionnaire.form
        assert programme(forms={"after": form}).reminds
        assert programme(forms={"after": form}).writes
    assert not programme().reminds


def test_guards_allow_so_much_by_the_name_of_their_setting() -> None:
    assert [Guards().of(name) for name in ("members_removed", "recipients", "files_replaced")] == [
        3,
        5000,
        50,
    ]


PUBLISH = datetime(2025, 6, 2, 9, tzinfo=TOKYO)
ISSUE = Issue(
    12,
    "題",
    "a@example.jp",
    PUBLISH,
    timedelta(hours=4),
    ("teams",),
    (),
    approve=True,
    body="",
    path=Path("12.md"),
)


def test_an_issue_is_called_by_its_number() -> None:
    assert (ISSUE.key, ISSUE.subject) == ("dx-012", "DX通信 第12号 題")


@pytest.mark.parametrize(
    ("late", "until", "asks"),
    [(timedelta(hours=4), timedelta(hours=4), None), (None, timedelta(minutes=15), timedelta(days=14))],
)
def test_it_goes_out_for_so_long_and_afterwards_by_a_persons_word_where_it_says_so(
    late: timedelta | None, until: timedelta, asks: timedelta | None
) -> None:
    issue = replace(ISSUE, late=late)

    assert (issue.until, issue.asks_until) == (PUBLISH + until, asks and PUBLISH + asks)


@pytest.mark.parametrize(
    ("resend", "since"), [(None, PUBLISH), (PUBLISH + timedelta(days=5), PUBLISH + timedelta(days=5))]
)
def test_it_is_mailed_for_two_weeks_from_its_last_mail(resend: datetime | None, since: datetime) -> None:
    assert replace(ISSUE, resend=resend).mailed_until == since + timedelta(days=14)


def test_what_config_does_not_say_is_off() -> None:
    """Nobody gets a right, a post or a place that nobody wrote down."""
    office = Office()
    asked, session, course = office.questionnaire, office.questionnaire.session, Course("a", "A", 3)
    assert session

    said = {
        "instructors": ChannelSpec("a").instructors,
        "required": course.required or course.on_request,
        "other": SATISFACTION.other,
        "make": SourceSpec("list", "a").make or asked.source.make,
        "free": asked.form.free,
        "may_be_missing": asked.may_be_missing,
        "outside": ANN.outside,
        "any_time": Notices().any_time,
        "approvals": office.programme.unverified_approvals or office.programme.single_officer,
        "online": session.online or session.announce,
    }

    assert [name for name, is_on in said.items() if is_on] == []
    assert office.cohort.read
    assert StudyItem("a", "A").hours == 0
