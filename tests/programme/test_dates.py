"""Days, times and relative words as officers write them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from m365bot.programme import dates, relative
from m365bot.programme.calendar import Calendar
from m365bot.programme.dates import Moment, Unreadable
from m365bot.programme.relative import NEVER, Edge, Relative, Span

TOKYO = ZoneInfo("Asia/Tokyo")
OFFICE = Calendar(TOKYO, closed=(((12, 29), (1, 3)),))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TOKYO)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-18 13:30",
        "2025/6/18 13:30",
        "令和7年6月18日 13:30",
        "令和７年６月１８日　１３：３０",
        "R7.6.18 13:30",
        "r7/6/18 13:30",
        "2025年6月18日(水) 午後1時半",
        "2025-06-18T13:30",
        "2025-06-18 13:30:00",
        "2025.6.18 13時30分",
    ],
)
def test_all_spellings_of_a_moment_are_one(text: str) -> None:
    assert dates.moment(text) == Moment(date(2025, 6, 18), time(13, 30))


@pytest.mark.parametrize(
    ("text", "day"),
    [("令和元年5月1日", (2019, 5, 1)), ("平成31年4月30日", (2019, 4, 30)), ("H31.4.30", (2019, 4, 30))],
)
def test_eras_count_from_their_first_year(text: str, day: tuple[int, int, int]) -> None:
    assert dates.day(text) == date(*day)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-02-30", "という日はありません"),
        ("2025-13-01", "という日はありません"),
        ("2025-06-18(火)", "水曜日です"),
        ("25/6/18", "年が読めません"),
        ("2025-06-18 25:00", "という時刻はありません"),
        ("6月18日", "日付として読めません"),
        ("明日", "日付として読めません"),
        ("1899-12-30", "空のセル"),
        ("1899-12-29", "空のセル"),
        ("1900/1/0", "空のセル"),
        ("1900-02-28", "空のセル"),
    ],
)
def test_what_is_no_date_is_said_to_be_none(text: str, words: str) -> None:
    with pytest.raises(Unreadable) as error:
        dates.moment(text)

    assert words in error.value.words
    assert text in error.value.words


def test_at_with_a_date_alone_is_the_end_of_that_days_working_hours() -> None:
    assert dates.parse_at("2025-06-18", OFFICE) == at(2025, 6, 18, 17, 15)
    assert dates.parse_at("令和7年6月18日", OFFICE) == at(2025, 6, 18, 17, 15)


def test_at_takes_an_offset_or_the_programmes_time_zone() -> None:
    assert dates.parse_at("2025-06-18T09:00", OFFICE) == at(2025, 6, 18, 9)
    assert dates.parse_at("2025-06-18T00:00Z", OFFICE) == at(2025, 6, 18, 9)


SESSION = Span(at(2025, 6, 18, 13, 30), at(2025, 6, 19, 16, 30))


@pytest.mark.parametrize(
    ("words", "edge", "moment"),
    [
        ("3 business days before", Edge.OPENING, at(2025, 6, 13, 8, 30)),
        ("3営業日前", Edge.OPENING, at(2025, 6, 13, 8, 30)),
        ("３営業日前", Edge.OPENING, at(2025, 6, 13, 8, 30)),
        ("5 business days after", Edge.CLOSING, at(2025, 6, 26, 17, 15)),
        ("2日前 10:00", Edge.OPENING, at(2025, 6, 16, 10)),
        ("session start", Edge.CLOSING, at(2025, 6, 18, 13, 30)),
        ("session end", Edge.OPENING, at(2025, 6, 19, 16, 30)),
        ("終了時", Edge.OPENING, at(2025, 6, 19, 16, 30)),
        ("翌営業日", Edge.CLOSING, at(2025, 6, 20, 17, 15)),
        ("on due date", Edge.CLOSING, at(2025, 6, 19, 17, 15)),
        ("期限日", Edge.CLOSING, at(2025, 6, 19, 17, 15)),
        ("2025-06-16", Edge.OPENING, at(2025, 6, 16, 8, 30)),
        ("令和7年6月16日 9:00", Edge.OPENING, at(2025, 6, 16, 9)),
    ],
)
def test_relative_words_are_told_from_the_session(words: str, edge: Edge, moment: datetime) -> None:
    assert relative.parse(words).resolve(SESSION, OFFICE, edge) == moment


def test_the_day_between_two_holidays_is_no_business_day() -> None:
    due = at(2026, 9, 24, 17)

    step = relative.parse("1 business day before").resolve(Span(due, due), OFFICE, Edge.OPENING)

    assert step == at(2026, 9, 18, 8, 30)
    assert OFFICE.name_of_holiday(date(2026, 9, 22)) == "国民の休日"


def test_a_closed_range_runs_over_new_year() -> None:
    due = at(2026, 1, 6, 17)

    step = relative.parse("3 business days before").resolve(Span(due, due), OFFICE, Edge.OPENING)

    assert step.date() == date(2025, 12, 25)
    assert OFFICE.is_quiet(at(2025, 12, 30, 10))
    assert OFFICE.is_quiet(at(2026, 1, 2, 10))


@pytest.mark.parametrize("words", ["3 bussiness days before", "そのうち", "before"])
def test_unknown_words_are_answered_with_examples(words: str) -> None:
    with pytest.raises(Unreadable) as error:
        relative.parse(words)

    assert "3 business days before" in error.value.hint


def test_an_impossible_date_is_called_so_where_words_are_allowed_too() -> None:
    with pytest.raises(Unreadable, match="という日はありません"):
        relative.parse("2025-02-30")


def test_never_is_no_date() -> None:
    assert relative.parse_or_never("never") is NEVER


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (at(2025, 6, 18, 8, 29), True),
        (at(2025, 6, 18, 8, 30), False),
        (at(2025, 6, 18, 17, 14), False),
        (at(2025, 6, 18, 17, 15), True),
        (at(2025, 6, 21, 10), True),
        (at(2025, 7, 21, 10), True),
    ],
)
def test_quiet_is_outside_working_hours_of_business_days(moment: datetime, *, quiet: bool) -> None:
    assert OFFICE.is_quiet(moment) is quiet


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (at(2025, 6, 18, 6, 30), at(2025, 6, 18, 8, 30)),
        (at(2025, 6, 18, 12), at(2025, 6, 18, 12)),
        (at(2025, 6, 20, 18), at(2025, 6, 23, 8, 30)),
        (at(2025, 12, 26, 18), at(2026, 1, 5, 8, 30)),
    ],
)
def test_the_next_opening_skips_nights_weekends_and_new_year(moment: datetime, opening: datetime) -> None:
    assert OFFICE.next_open(moment) == opening


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("12-29..01-03", ((12, 29), (1, 3))),
        ("8-13", ((8, 13), (8, 13))),
        ("02-29", ((2, 29), (2, 29))),
        ("2025-08-13～2025-08-15", (date(2025, 8, 13), date(2025, 8, 15))),
        ("2025-08-13", (date(2025, 8, 13), date(2025, 8, 13))),
    ],
)
def test_the_office_is_closed_in_a_range_of_every_year_or_of_one(text: str, span: object) -> None:
    assert dates.closed_span(text) == span


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-08-15..2025-08-13", "始まりが終わりより後"),
        ("1-1..1-2..1-3", "期間として読めません"),
        ("", "期間として読めません"),
        ("12-32", "という日はありません"),
        ("02-30..03-01", "という日はありません"),
    ],
)
def test_a_range_that_is_none_is_said_to_be_none(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        dates.closed_span(text)


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("4 hours", timedelta(hours=4)),
        ("1.5時間", timedelta(hours=1.5)),
        ("30 minutes", timedelta(minutes=30)),
        ("３０分", timedelta(minutes=30)),
        ("1 day", timedelta(days=1)),
        ("2日間", timedelta(days=2)),
        ("10000 hours", timedelta(hours=10_000)),
    ],
)
def test_lengths_are_hours_minutes_or_days(text: str, long: timedelta) -> None:
    assert dates.duration(text) == long


@pytest.mark.parametrize(("text", "words"), [("4", "長さとして読めません"), ("10001 days", "長すぎます")])
def test_a_length_that_is_none_is_said_to_be_none(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        dates.duration(text)


@pytest.mark.parametrize("text", ["08:30..17:15", "8:30～17:15", "8時半から午後5時15分"])
def test_working_hours_are_from_one_time_to_a_later_one(text: str) -> None:
    assert dates.hours_of_day(text) == (time(8, 30), time(17, 15))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("08:30", "時間帯として"),
        ("8:30..9:00..10:00", "時間帯として"),
        ("9:00..9:00", "始まりが終わりより後"),
    ],
)
def test_working_hours_that_are_none_are_said_to_be_none(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        dates.hours_of_day(text)


def test_a_day_has_no_time_but_the_midnight_that_sheets_write() -> None:
    assert dates.day("2025-06-18 0:00") == date(2025, 6, 18)
    with pytest.raises(Unreadable, match="時刻があります"):
        dates.day("2025-06-18 13:30")


def test_afternoon_and_morning_are_told_apart() -> None:
    written = ("午前1時", "午後1時", "午後12時", "午後13時", "23:59", "0:00")

    assert [dates.time_of_day(each).hour for each in written] == [1, 13, 12, 13, 23, 0]
    for none in ("24:00", "12:60"):
        with pytest.raises(Unreadable, match="という時刻はありません"):
            dates.time_of_day(none)


@pytest.mark.parametrize("text", ["9999-12-31", "2999/12/31", "9999年12月31日", "9999-12-31 00:00:00"])
def test_the_end_of_time_of_personnel_systems_is_the_calendars(text: str) -> None:
    assert dates.last_day(text) == date.max
    assert dates.last_day("2025-12-31") == date(2025, 12, 31)


@pytest.mark.parametrize("words", ["20 business days after", "20営業日後", "1 day after"])
def test_what_waits_goes_on_waiting_for_days(words: str) -> None:
    assert relative.parse_time_to_live(words) == relative.parse(words)


@pytest.mark.parametrize("words", ["0 days after", "3 days before", "2025-06-18"])
def test_what_waits_has_no_end_before_or_at_its_beginning(words: str) -> None:
    with pytest.raises(Unreadable, match="期限として読めません"):
        relative.parse_time_to_live(words)


def test_what_waits_may_wait_for_good() -> None:
    assert relative.parse_time_to_live("なし") is NEVER


def test_a_year_is_the_longest_way_from_a_date() -> None:
    assert relative.parse("366 days after") == Relative(366, business=False)
    with pytest.raises(Unreadable, match="遠すぎます"):
        relative.parse("367日前")
