"""A timetable: words and rule read once, with the programme's own dates in it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from m365bot.programme import timetable
from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.cohort import Cohort, Status
from m365bot.programme.dates import Unreadable
from m365bot.programme.issues import Issue
from m365bot.programme.people import Person
from m365bot.programme.programme import Programme

TOKYO = ZoneInfo("Asia/Tokyo")
TEAM = TeamSpec("チーム", "team")
AFTER_END = "2 business days after the cohort's end"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TOKYO)  # type: ignore[arg-type]  # as datetime takes them


def cohort(key: str, ends: date, status: Status = "running") -> Cohort:
    return Cohort(key=key, fiscal_year=ends.year, starts=ends, ends=ends, status=status, team=TEAM)


def issue(publish: datetime) -> Issue:
    return Issue(
        number=1,
        title="号",
        author="a@example.jp",
        publish=publish,
        late=None,
        to=(),
        channels=(),
        approve=True,
        body="本文",
        path=Path("001.md"),
    )


def programme(cohorts: tuple[Cohort, ...] = (), issues: tuple[Issue, ...] = ()) -> Programme:
    return Programme(
        name="研修",
        organisation="市",
        timezone=TOKYO,
        calendar=Calendar(TOKYO),
        domains=(),
        leaders_team=TEAM,
        officers_team=TEAM,
        service_account=Person("p", "n", "m", "m"),
        officers=(),
        cohorts=cohorts,
        issues=issues,
    )


def test_a_job_without_words_never_comes_by_itself() -> None:
    never = timetable.of("", "skip", programme())

    assert never.next_after(at(2025, 6, 6)) is None
    assert never.between(at(2025, 6, 1), at(2025, 6, 30)) == []


def test_it_keeps_the_words_and_the_rule_as_they_were_written() -> None:
    found = timetable.of("平日 6時30分", "run late within 6 hours", programme())

    assert (found.words, found.rule) == ("平日 6時30分", "run late within 6 hours")
    assert found.missed.within == timedelta(hours=6)


def test_the_next_tick_is_told_in_the_programmes_time_zone() -> None:
    moment = datetime(2025, 6, 5, 21, 29, tzinfo=ZoneInfo("UTC"))

    found = timetable.of("weekdays 06:30", "skip", programme()).next_after(moment)

    assert found == at(2025, 6, 6, 6, 30)
    assert found.tzinfo == TOKYO


def test_it_comes_after_the_end_of_each_cohort_that_is_not_finished() -> None:
    office = programme(
        cohorts=(
            cohort("R5", date(2025, 6, 13), "finished"),
            cohort("R7", date(2025, 11, 28)),
            cohort("R6", date(2025, 6, 20)),
        )
    )

    ticks = timetable.of(AFTER_END, "ask", office).between(at(2025, 6, 1), at(2026, 6, 1))

    assert ticks == [at(2025, 6, 24, 8, 30), at(2025, 12, 2, 8, 30)]


def test_it_comes_at_each_issues_publish_time_whatever_the_hour() -> None:
    office = programme(issues=(issue(at(2025, 6, 7, 20)), issue(at(2025, 6, 2, 9))))

    ticks = timetable.of("各号の公開時刻", "skip", office).between(
        at(2025, 6, 6, 8, 30), at(2025, 6, 9, 8, 30)
    )

    assert ticks == [at(2025, 6, 7, 20), at(2025, 6, 9, 8, 30)]


def test_ticks_between_leave_out_the_first_moment_and_take_in_the_last() -> None:
    found = timetable.of("every 10 minutes", "skip", programme())

    assert found.between(at(2025, 6, 6, 9), at(2025, 6, 6, 9, 20)) == [
        at(2025, 6, 6, 9, 10),
        at(2025, 6, 6, 9, 20),
    ]


def test_of_many_missed_ticks_the_newest_hundred_matter() -> None:
    missed = timetable.of("every 1 minutes", "skip", programme()).between(
        at(2025, 6, 6, 9), at(2025, 6, 6, 11)
    )

    assert len(missed) == 100
    assert (missed[0], missed[-1]) == (at(2025, 6, 6, 9, 21), at(2025, 6, 6, 11))


@pytest.mark.parametrize(("words", "rule"), [("sometimes", "skip"), ("weekdays 06:30", "perhaps")])
def test_words_and_rules_that_cannot_be_read_are_refused(words: str, rule: str) -> None:
    with pytest.raises(Unreadable):
        timetable.of(words, rule, programme())
