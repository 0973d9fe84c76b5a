"""Days, times and relative words as officers write them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from m365bot.programme import dates, relative
from m365bot.programme.calendar import Calendar
from m365bot.programme.dates import Moment, Unreadable
from m365bot.programme.relative import NEVER, Edge, Span

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
