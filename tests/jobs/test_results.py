"""The weekly post of figures: where, until when, and only while the cohort is under way."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from m365bot.programme.channels import ChannelSpec
from m365bot.programme.forms import SourcePlace
from m365bot.records import Records
from m365bot.records.freshness import Freshness
from m365bot.resources import Resource
from tests.jobs.asked import wanted
from tests.records.programmes import ASKED, TOKYO, Office, answer

FRIDAY = datetime(2025, 6, 20, 16, 0, 5, 7, tzinfo=TOKYO)
DUE = datetime(2025, 6, 20, 12, tzinfo=TOKYO)


def posted(
    now: datetime = FRIDAY, *, answers: int = 7, ends: date = date(2025, 11, 28), until: datetime | None = DUE
) -> list[Resource]:
    """Answers of a workbook that is due by now; until: up to when it is known to be whole."""
    office = Office(
        change=lambda asked: replace(asked, source=SourcePlace("workbook", None, "a.xlsx"), due=DUE)
    )
    rows = office.collect(*(answer(f"t{n}@example.jp", 4 + n % 2) for n in range(1, answers + 1)))
    channels = (ChannelSpec("R7 全体"), ChannelSpec("R7 演習"))
    office.cohort = replace(
        office.cohort, questionnaires=(office.questionnaire,), channels=channels, ends=ends
    )
    fresh = {ASKED: Freshness(ASKED, until.isoformat(), until.isoformat())} if until else {}
    return list(wanted("results", office, now, replace(Records.of(rows), fresh=fresh)))


def test_new_figures_are_posted_to_the_first_channel() -> None:
    (post,) = posted()

    assert (post.channel.name, post.cohort, post.at) == ("R7 全体", "R7", FRIDAY.isoformat())
    assert post.titles[0] == "演習 事後アンケート(Power BI 演習)"
    assert "7人" in post.html


@pytest.mark.parametrize(
    ("now", "opens"),
    [(FRIDAY, FRIDAY), (FRIDAY.replace(hour=20), datetime(2025, 6, 23, 8, 30, tzinfo=TOKYO))],
)
def test_it_may_go_out_until_the_week_is_over_and_never_in_quiet_hours(
    now: datetime, opens: datetime
) -> None:
    (post,) = posted(now)

    assert (post.window.opens, post.window.closes) == (opens, datetime(2025, 6, 23, tzinfo=TOKYO))


def test_where_nothing_was_answered_nothing_is_posted() -> None:
    assert posted(answers=0) == []


@pytest.mark.parametrize(("ends", "is_told"), [(FRIDAY.date(), True), (date(2025, 6, 19), False)])
def test_after_the_cohorts_last_day_nothing_is_posted(ends: date, is_told: bool) -> None:
    assert bool(posted(ends=ends)) == is_told


def test_what_is_not_known_to_be_whole_is_no_figure() -> None:
    assert [len(posted(until=until)) for until in (DUE, DUE - timedelta(seconds=1), None)] == [1, 0, 0]
