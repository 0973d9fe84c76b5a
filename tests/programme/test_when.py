"""Schedule words, cron and the missed-run policy."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from m365bot.programme import when
from m365bot.programme.calendar import Calendar
from m365bot.programme.cron import Cron
from m365bot.programme.dates import Unreadable
from m365bot.programme.when import AfterEnd, Missed, PublishTimes, Times

TOKYO = ZoneInfo("Asia/Tokyo")
OFFICE = Calendar(TOKYO, closed=(((12, 29), (1, 3)),))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TOKYO)  # type: ignore[arg-type]


FRIDAY = at(2025, 6, 6, 16, 0)


@pytest.mark.parametrize(
    ("words", "after", "tick"),
    [
        ("weekdays 06:30", FRIDAY, at(2025, 6, 9, 6, 30)),
        ("平日 6時30分", FRIDAY, at(2025, 6, 9, 6, 30)),
        ("weekdays 06:30", at(2025, 7, 18, 7), at(2025, 7, 22, 6, 30)),
        ("weekdays 06:30", at(2025, 12, 26, 7), at(2026, 1, 5, 6, 30)),
        ("weekdays every 2 hours from 08:40 to 17:00", FRIDAY, at(2025, 6, 6, 16, 40)),
        ("weekdays every 2 hours from 08:40 to 17:00", at(2025, 6, 6, 16, 40), at(2025, 6, 9, 8, 40)),
        ("平日 08:40から17:00まで2時間ごと", FRIDAY, at(2025, 6, 6, 16, 40)),
        ("fridays 16:00", FRIDAY, at(2025, 6, 13, 16)),
        ("毎週金曜 16:00", at(2025, 6, 6, 15, 59), FRIDAY),
        ("mondays and thursdays 09:00, 13:00", FRIDAY, at(2025, 6, 9, 9)),
        ("daily 07:00", FRIDAY, at(2025, 6, 7, 7)),
        ("every 1 minutes", at(2025, 6, 6, 16, 0, 30), at(2025, 6, 6, 16, 1)),
        ("every 10 minutes", FRIDAY, at(2025, 6, 6, 16, 10)),
        ("30 6 * * 1-5", FRIDAY, at(2025, 6, 9, 6, 30)),
        ("0 9 * * 7", FRIDAY, at(2025, 6, 8, 9)),
        ("0 9 * * 0", FRIDAY, at(2025, 6, 8, 9)),
        ("0 9 13 * fri", FRIDAY, at(2025, 6, 13, 9)),
        ("0 9 1 * fri", at(2025, 6, 28, 0), at(2025, 7, 1, 9)),
        ("*/7 * * * *", FRIDAY, at(2025, 6, 6, 16, 7)),
        ("0 0 29 2 *", FRIDAY, at(2028, 2, 29)),
    ],
)
def test_a_schedule_says_when_it_comes_next(words: str, after: datetime, tick: datetime) -> None:
    assert when.parse(words).next_after(after, OFFICE) == tick


def test_the_newsletter_comes_at_publish_times_and_each_business_morning() -> None:
    schedule = when.parse("at each issue's publish time")
    assert isinstance(schedule, PublishTimes)

    known = schedule.knowing([at(2025, 6, 9, 7), at(2025, 6, 2, 9)])

    assert known.next_after(FRIDAY, OFFICE) == at(2025, 6, 9, 7)
    assert known.next_after(at(2025, 6, 9, 7), OFFICE) == at(2025, 6, 9, 8, 30)


def test_graduation_comes_some_business_days_after_a_cohorts_end() -> None:
    schedule = when.parse("2 business days after the cohort's end")
    assert isinstance(schedule, AfterEnd)

    assert schedule.next_after(FRIDAY, OFFICE) is None
    assert schedule.knowing([date(2025, 11, 28)]).next_after(FRIDAY, OFFICE) == at(2025, 12, 2, 8, 30)


@pytest.mark.parametrize(
    "words",
    [
        "weekday",
        "fridays",
        "every 0 minutes",
        "weekdays 25:00",
        "sometimes",
        "weekdays every 0 hours from 08:00 to 09:00",
    ],
)
def test_words_that_are_no_schedule_are_refused(words: str) -> None:
    with pytest.raises(Unreadable):
        when.parse(words)


@pytest.mark.parametrize(
    "cron",
    [
        "* * * * * *",
        "0 9 L * *",
        "0 9 * * 5#2",
        "0 9 15W * *",
        "@reboot",
        "60 * * * *",
        "5-1 * * * *",
        "0 9 * * 8",
    ],
)
def test_what_cron_does_not_know_is_refused_with_a_hint(cron: str) -> None:
    with pytest.raises(Unreadable) as error:
        when.parse(cron)

    assert error.value.hint


@pytest.mark.parametrize("never", ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 30,31 2 *"])
def test_e_cron_that_names_a_day_no_month_has_is_refused(never: str) -> None:
    with pytest.raises(Unreadable, match="当たる日はありません"):
        Cron.parse(never)


@pytest.mark.parametrize("sometimes", ["0 0 29 2 *", "0 0 31 4,5 *", "0 0 30 2 1"])
def test_cron_that_fires_now_and_then_is_taken(sometimes: str) -> None:
    assert Cron.parse(sometimes).months


def test_both_day_fields_of_cron_are_either_or() -> None:
    assert Cron.parse("0 0 13 * 5").either
    assert not Cron.parse("0 0 * * 5").either


@pytest.mark.parametrize(
    ("words", "policy"),
    [
        ("run late within 6 hours", Missed("late", timedelta(hours=6))),
        ("6時間以内なら実行", Missed("late", timedelta(hours=6))),
        ("skip", Missed("skip")),
        ("ask", Missed("ask")),
    ],
)
def test_a_missed_run_has_a_policy(words: str, policy: Missed) -> None:
    assert when.parse_missed(words) == policy


@pytest.mark.parametrize(
    ("english", "japanese", "day"),
    [
        ("mondays", "月", 9),
        ("tuesdays", "火曜", 10),
        ("wednesdays", "水曜日", 11),
        ("thursdays", "木", 12),
        ("every friday", "毎週金曜", 13),
        ("saturday", "土", None),
        ("sundays", "日", None),
    ],
)
def test_every_day_of_the_week_has_its_names(english: str, japanese: str, day: int | None) -> None:
    ticks = [when.parse(f"{name} 09:00").next_after(FRIDAY, OFFICE) for name in (english, japanese)]

    assert ticks == [at(2025, 6, day, 9) if day else None] * 2


@pytest.mark.parametrize(("words", "days"), [("saturdays 9:00", (5,)), ("毎週土、日 9:00", (5, 6))])
def test_days_on_which_the_office_is_closed_have_names_too(words: str, days: tuple[int, ...]) -> None:
    assert when.parse(words) == Times((time(9),), days)


@pytest.mark.parametrize(
    ("words", "step"),
    [("every 1 minute", 1), ("every 10000 minutes", 10000), ("3時間ごと", 180), ("15分ごと", 15)],
)
def test_intervals_are_minutes_or_hours(words: str, step: int) -> None:
    assert when.parse(words) == when.Every(timedelta(minutes=step))


def test_intervals_are_not_endless() -> None:
    with pytest.raises(Unreadable):
        when.parse("every 10001 minutes")


def test_graduation_may_come_on_the_very_day() -> None:
    assert when.parse("0 business days after the cohort's end") == AfterEnd(0)


def test_hourly_ticks_take_in_the_first_and_the_last() -> None:
    hourly = when.parse("daily every 30 minutes from 08:00 to 09:00")

    assert isinstance(hourly, when.Times)
    assert [f"{each:%H:%M}" for each in hourly.at] == ["08:00", "08:30", "09:00"]
    assert not hourly.business


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("60 * * * *", "cron の分"),
        ("0 9 * * x", "cron の曜日"),
        ("1 2 3 4", "予定は"),
        ("mon-fri 9 * * *", "予定は"),
    ],
)
def test_what_looks_like_cron_is_told_as_cron_and_nothing_else_is(words: str, told: str) -> None:
    with pytest.raises(Unreadable) as error:
        when.parse(words)

    assert told in error.value.words


@pytest.mark.parametrize("minutes", [1, 7, 10_000])
def test_intervals_are_counted_from_one_moment_for_all(minutes: int) -> None:
    step, began = timedelta(minutes=minutes), datetime(1970, 1, 1, tzinfo=UTC)

    tick = when.Every(step).next_after(FRIDAY, OFFICE)

    assert tick
    assert FRIDAY < tick <= FRIDAY + step
    assert (tick - began) % step == timedelta(0)
