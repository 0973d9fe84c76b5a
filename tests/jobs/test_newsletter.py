"""What an issue becomes: a resource for each place it goes to, each in its time."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from m365bot.programme.channels import Target, TeamSpec
from m365bot.programme.faults import Fault, Part
from m365bot.programme.issues import Issue
from m365bot.programme.messages import Messages
from m365bot.resources import Channel, General, Resource
from tests.jobs.asked import told, wanted
from tests.records.programmes import TOKYO, Office

PUBLISH = datetime(2025, 6, 2, 9, tzinfo=TOKYO)  # Monday
MOMENT = timedelta(microseconds=1)
TEAM = TeamSpec("研修 R7", "dx-leader-r7")
ISSUE = Issue(
    12,
    "題",
    "t1@example.jp",
    PUBLISH,
    timedelta(hours=4),
    ("teams",),
    (Target(TEAM, "R7 全体"), Target(TEAM, "一般")),
    approve=True,
    body="本文です。",
    path=Path("12.md"),
    group="全職員",
)


def published(now: datetime = PUBLISH, **changes: object) -> list[Resource]:
    office = Office()
    issue = replace(ISSUE, **changes)  # type: ignore[arg-type]
    office.programme = replace(
        office.programme,
        issues=(issue,),
        messages=Messages("mail", "kenshu@example.jp"),
        newsletter_site="https://example.sharepoint.com/sites/dx",
    )
    return list(wanted("newsletter", office, now))


@pytest.mark.parametrize(
    ("to", "things"),
    [
        (("teams",), ["Post dx-012", "Post dx-012", "Readers dx-012"]),
        (("page",), ["NewsDraft dx-012", "NewsPage dx-012", "Readers dx-012", "BackIssues dx-archive"]),
        (("mail",), ["Mailing dx-012"]),
        (("export",), ["Folder DX通信", "IssueFile dx-012.html"]),
    ],
)
def test_each_face_is_a_thing_of_its_own_and_who_reads_it_is_counted_where_it_is_seen(
    to: tuple[str, ...], things: list[str]
) -> None:
    assert told(published(to=to)) == things


def test_it_is_posted_to_each_channel_once_it_is_approved() -> None:
    first, second, readers = published()

    assert [type(first.channel), type(second.channel)] == [Channel, General]
    assert first.approve
    assert first.author.id == "p1"
    assert "本文です。" in first.html
    assert readers.posts == (first, second)
    assert not any(each.approve for each in published(approve=False)[:2])


def test_the_file_lies_in_the_officers_team() -> None:
    folder, _ = published(to=("export",))

    assert folder.key.startswith("team:dx-office/general:一般/")


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        (PUBLISH - timedelta(days=14) - MOMENT, False),
        (PUBLISH - timedelta(days=14), True),
        (PUBLISH + timedelta(days=60), True),
        (PUBLISH + timedelta(days=60) + MOMENT, False),
    ],
)
def test_it_is_asked_about_two_weeks_before_and_kept_up_for_two_months(now: datetime, is_told: bool) -> None:
    assert bool(published(now)) == is_told


@pytest.mark.parametrize("now", [PUBLISH - timedelta(days=3), PUBLISH + timedelta(minutes=15)])
def test_who_comes_in_time_publishes_at_its_minute(now: datetime) -> None:
    window = published(now)[0].window

    assert (window.opens, window.closes, window.asks_until) == (PUBLISH, PUBLISH + timedelta(hours=4), None)


def test_who_comes_late_waits_for_the_office_to_be_open() -> None:
    evening = PUBLISH.replace(hour=19)

    assert published(evening)[0].window.opens == datetime(2025, 6, 3, 8, 30, tzinfo=TOKYO)
    assert published(PUBLISH + timedelta(minutes=16))[0].window.opens == PUBLISH + timedelta(minutes=16)


def test_without_a_rule_for_lateness_a_person_is_asked_for_two_weeks() -> None:
    assert published(late=None)[0].window.asks_until == PUBLISH + timedelta(days=14)


@pytest.mark.parametrize("after", [timedelta(days=14), timedelta(days=14) + MOMENT])
def test_it_is_mailed_for_two_weeks_and_not_afterwards(after: timedelta) -> None:
    is_mailed = after == timedelta(days=14)

    assert told(published(PUBLISH + after, to=("mail",))) == ["Mailing dx-012"] * is_mailed


def test_a_correction_is_mailed_besides() -> None:
    again = PUBLISH + timedelta(days=20)

    assert told(published(again, to=("mail",), resend=again)) == [
        "Mailing dx-012",
        "Mailing dx-012-202506220900",
    ]


@pytest.mark.parametrize(
    ("after", "is_kept_up"), [(timedelta(hours=4), True), (timedelta(hours=4) + MOMENT, False)]
)
def test_an_issue_whose_chart_can_no_longer_be_drawn_stays_as_it_went_out(
    after: timedelta, is_kept_up: bool
) -> None:
    of_a_cohort_that_is_not_read = "::: chart progress R1\n:::"

    found = published(PUBLISH + after, body=of_a_cohort_that_is_not_read)

    assert bool(found) == is_kept_up


def test_faulty_issues_are_told_and_the_others_go_out() -> None:
    office = Office()
    fault = Fault(Part.ISSUES, "", "config/newsletter/013.md", "設定の不備が1件あります。")
    office.programme = replace(office.programme, issues=(ISSUE,), faults=(fault,))

    found = told(wanted("newsletter", office, PUBLISH))

    assert found == ["Unusable config/newsletter/013.md", "Post dx-012", "Post dx-012", "Readers dx-012"]
