"""Days and times of day as officers write them: 2025-06-18 13:30, 令和7年6月18日, R7.6.18, full-width too.

Called by the readers of config/ and by the command line (`--at`). Never guesses: what cannot be read raises
Unreadable.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from m365bot.programme.calendar import Calendar, MonthDay
from m365bot.words import say, short_weekday

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_LETTERS = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
LATEST = 2200  # later is a slip of the finger, and the calendar has an end
_WEEKDAYS = "月火水木金土日"
_YEAR = r"(?:(?P<era>明治|大正|昭和|平成|令和|[MTSHRmtshr])\s*)?(?P<year>\d{1,4}|元)"
_DAY = re.compile(
    _YEAR
    + r"\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    + r"(?:\s*\(\s*(?P<weekday>[月火水木金土日])(?:曜日?)?\s*\))?"
)
_TIME = re.compile(
    r"(?P<half>午前|午後)?\s*(?P<hour>\d{1,2})\s*(?::|時)\s*(?:(?P<thirty>半)|(?P<minute>\d{1,2})\s*分?)?(?::\d{2}(?:\.\d+)?)?"
)
_WITHOUT_YEAR = re.compile(r"(?P<month>\d{1,2})(?:\s*月\s*\d{1,2}\s*日|/\d{1,2}(?![\d/]))")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/月]\s*(\d{1,2})日?")


class Unreadable(ValueError):
    """A text that is not what its place asks for; `hint` says what would be."""

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.hint = hint


class Moment(NamedTuple):
    """A day, and a time of day where one was written."""

    day: date
    clock: time | None = None

    def at(self, otherwise: time, timezone: ZoneInfo) -> datetime:
        return datetime.combine(self.day, self.clock or otherwise, timezone)


def moment(text: str, fiscal_year: int | None = None) -> Moment:
    """A day with or without a time of day; where its fiscal year is known, the year may be left out."""
    plain = _plain(text)
    if fiscal_year and (bare := _WITHOUT_YEAR.match(plain)):
        plain = f"{fiscal_year + (int(bare['month']) < 4)}年{plain}"
    match = _DAY.match(plain)
    if not match:
        if _TIME.fullmatch(plain):
            time_of_day(plain, whole=text)  # which has better words for one that is none
        raise Unreadable(
            say("「{text}」は日付として読めません。", text=text), say("例: 2025-06-18 13:30、令和7年6月18日")
        )
    rest = plain[match.end() :].lstrip(" T")
    return Moment(_day_of(match, text), time_of_day(rest, whole=text) if rest else None)


def last_day(text: str) -> date:
    """The last day of a period; the end of time, as personnel systems write it, is the calendar's."""
    if re.fullmatch(r"(9999|2999)\D{1,2}12\D{1,2}31日?(?:[T ]0?0:00(?::00)?)?", _plain(text)):
        return date.max
    return day(text)


def day(text: str) -> date:
    """A day without a time of day."""
    found = moment(text)
    if found.clock not in (None, time(0)):
        raise Unreadable(
            say("「{text}」には時刻があります。日付だけを書いてください。", text=text), say("例: 2025-06-18")
        )
    return found.day


def time_of_day(text: str, *, whole: str = "") -> time:
    """13:30, 13時30分, 午後1時半."""
    match = _TIME.fullmatch(_plain(text))
    if not match:
        raise Unreadable(say("「{text}」は時刻として読めません。", text=whole or text), say("例: 13:30"))
    hour = int(match["hour"]) + (12 if match["half"] == "午後" and int(match["hour"]) < 12 else 0)
    minute = 30 if match["thirty"] else int(match["minute"] or 0)
    if hour > 23 or minute > 59:
        raise Unreadable(
            say("「{text}」という時刻はありません。", text=whole or text), say("24:00 は翌日の 00:00 です。")
        )
    return time(hour, minute)


def hours_of_day(text: str) -> tuple[time, time]:
    """08:30..17:15; also with ～ or -."""
    parts = re.split(r"\s*(?:\.\.|~|〜|～|-|から)\s*", _plain(text))
    if len(parts) != 2:
        raise Unreadable(say("「{text}」は時間帯として読めません。", text=text), say("例: 08:30..17:15"))
    first, last = time_of_day(parts[0]), time_of_day(parts[1])
    if first >= last:
        raise Unreadable(
            say("「{text}」は始まりが終わりより後です。", text=text),
            say("「始まり..終わり」の順に書いてください。"),
        )
    return first, last


ClosedSpan = tuple[MonthDay, MonthDay] | tuple[date, date]


def closed_span(text: str) -> ClosedSpan:
    """12-29..01-03 every year, one day of it, or a range of full dates."""
    parts = [part for part in re.split(r"\s*(?:\.\.|~|〜|～|から)\s*", _plain(text)) if part]
    if len(parts) not in (1, 2):
        raise Unreadable(say("「{text}」は期間として読めません。", text=text), say('例: "12-29..01-03"'))
    if all(_MONTH_DAY.fullmatch(part) for part in parts):
        return _month_day(parts[0], text), _month_day(parts[-1], text)
    first, last = day(parts[0]), day(parts[-1])
    if last < first:
        raise Unreadable(
            say("「{text}」は始まりが終わりより後です。", text=text),
            say("「始まり..終わり」の順に書いてください。"),
        )
    return first, last


def duration(text: str) -> timedelta:
    """4 hours, 30 minutes, 1 day; 4時間, 30分."""
    match = re.fullmatch(
        r"(\d+(?:\.\d+)?)\s*(hours?|h|時間|minutes?|min|分間?|days?|日間?)", _plain(text).lower()
    )
    if not match:
        raise Unreadable(
            say("「{text}」は長さとして読めません。", text=text), say("例: 4 hours、30 minutes、4時間")
        )
    amount, unit = float(match[1]), match[2]
    if amount > 10_000:
        raise Unreadable(say("「{text}」は長すぎます。", text=text), say("例: 3 か 1:30"))
    if unit.startswith(("d", "日")):
        return timedelta(days=amount)
    return timedelta(hours=amount) if unit.startswith(("h", "時")) else timedelta(minutes=amount)


def parse_at(text: str, calendar: Calendar, timezone: ZoneInfo | None = None) -> datetime:
    """What `--at` says: an ISO time with or without offset; a day alone is the end of its working hours."""
    zone = timezone or calendar.timezone
    try:
        exact = datetime.fromisoformat(text.strip())
    except ValueError:
        return moment(text).at(calendar.closes, zone)
    if exact.tzinfo is None and re.fullmatch(r"[\d-]+", text.strip()):
        return datetime.combine(exact.date(), calendar.closes, zone)
    return exact if exact.tzinfo else exact.replace(tzinfo=zone)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _day_of(match: re.Match[str], text: str) -> date:
    number = 1 if match["year"] == "元" else int(match["year"])
    year = ERAS[_LETTERS.get(match["era"].lower(), match["era"])] + number if match["era"] else number
    if not 1868 <= year <= LATEST:
        raise Unreadable(
            say("「{text}」の年が読めません。", text=text),
            say("{latest}年までの西暦4桁か、令和7年・R7 のように書いてください。", latest=LATEST),
        )
    if 1898 < year < 1901:  # the days that an empty or negative cell becomes (docs/facts.md xlsx.zero)
        raise Unreadable(
            say("「{text}」は、空のセルや引き算の結果が日付になったものです。", text=text),
            say("セルを空にするか、日付を入れ直してください。"),
        )
    try:
        found = date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        raise _no_such_day(year, int(match["month"]), text) from None
    _check_weekday(match["weekday"], found, text)
    return found


def _no_such_day(year: int, month: int, text: str) -> Unreadable:
    if 1 <= month <= 12:
        hint = say("{month}月は{last}日までです。", month=month, last=monthrange(year, month)[1])
    else:
        hint = say("月は1から12までです。")
    return Unreadable(say("「{text}」という日はありません。", text=text), hint)


def _check_weekday(written: str | None, found: date, text: str) -> None:
    actual = _WEEKDAYS[found.weekday()]
    if written and written != actual:
        raise Unreadable(
            say("「{text}」は{actual}曜日です。", text=text, actual=short_weekday(found.weekday())),
            say("日付か曜日のどちらかが違います。"),
        )


def _month_day(part: str, text: str) -> MonthDay:
    match = _MONTH_DAY.fullmatch(part)
    month, number = (int(match[1]), int(match[2])) if match else (0, 0)
    try:
        date(2000, month, number)
    except ValueError:
        raise _no_such_day(2000, month, text) from None
    return month, number
