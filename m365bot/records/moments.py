"""Times and dates as lists, workbooks and CSV files give them.

Called by completion and answers. Never guesses: what fits no spelling raises Unreadable. Times without an offset
are of the programme's time zone.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

from m365bot.words import say

_TIME = r"(?:[T ]*(\d{1,2})[:時](\d{1,2})分?(?::?(\d{1,2})秒?(?:\.\d+)?)? *([AP]M)?)?"
_ERA = re.compile(rf"(?:令和|R)(\d{{1,2}}|元)[年./-](\d{{1,2}})[月./-](\d{{1,2}})日?{_TIME}\Z", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[年./-](\d{{1,2}})[月./-](\d{{1,2}})日?{_TIME}\Z", re.IGNORECASE)
# An English Excel saves 7/27/26 19:06:23 (docs/facts.md forms.values): month, day, year
_MONTH_FIRST = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{4}}|\d{{2}}){_TIME}\Z", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z")
_EPOCH = datetime(1899, 12, 30)


class Unreadable(ValueError):
    """A cell that is not what its column holds; str() says so in Japanese."""


def written(cell: object) -> datetime:
    """The time as it is written, with the offset it names, if any."""
    found = _read(cell)
    if not 2000 <= found.year < 2200:  # no answer is older than Forms; a serial date 0 or a stray text is
        raise _unreadable(cell)
    return found


def instant(found: datetime, zone: tzinfo) -> datetime:
    """The instant in UTC, to the second; `zone` is that of a time without an offset."""
    aware = found.replace(tzinfo=zone) if found.tzinfo is None else found
    at = aware.astimezone(UTC)
    return at.replace(microsecond=0) if at.microsecond else at


def day(cell: object, zone: tzinfo) -> date:
    """The day meant by a date, a time, or a date-only list column.

    The last is midnight of the *site's* zone in UTC, and the site may have been left in Pacific time
    (docs/facts.md C07). The UTC midnight nearest to it names the day for every zone from -12 to +12 hours.
    """
    found = _read(cell)
    if found.tzinfo is None or not 1 < found.year < 9999:
        return found.date()
    instant = found.astimezone(UTC)
    if (instant.minute, instant.second) == (0, 0):
        return (instant + timedelta(hours=12)).date()
    return found.astimezone(zone).date()


def _read(cell: object) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _serial(float(cell))
    return _from_text(str(cell))


def _from_text(words: str) -> datetime:
    try:  # what lists and our own store give; the quick way
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    plain = " ".join(unicodedata.normalize("NFKC", words).split())
    for pattern, order in _SPELLINGS:
        if match := pattern.match(plain):
            return _built(order(match.groups()[:3]), match.groups()[3:], words)
    if _SERIAL.match(plain):
        return _serial(float(plain))
    raise _unreadable(words)


def _built(days: tuple[int, int, int], time: tuple[str | None, ...], words: str) -> datetime:
    hour, minute, second = (int(part or 0) for part in time[:3])
    if half := time[3]:
        hour = hour % 12 + (12 if half.upper() == "PM" else 0)
    try:
        return datetime(*days, hour, minute, second)
    except ValueError:
        raise _unreadable(words) from None


def _serial(number: float) -> datetime:
    if not 20_000 <= number < 100_000:  # 1954 to 2173
        raise _unreadable(number)
    return _EPOCH + timedelta(seconds=round(number * 86_400))


def _unreadable(cell: object) -> Unreadable:
    return Unreadable(say("『{cell}』を日時として読めません。", cell=cell))


def _era(parts: tuple[str, ...]) -> tuple[int, int, int]:
    return 2018 + (1 if parts[0] == "元" else int(parts[0])), int(parts[1]), int(parts[2])


def _year_first(parts: tuple[str, ...]) -> tuple[int, int, int]:
    return int(parts[0]), int(parts[1]), int(parts[2])


def _month_first(parts: tuple[str, ...]) -> tuple[int, int, int]:
    return int(parts[2]) + (2000 if len(parts[2]) == 2 else 0), int(parts[0]), int(parts[1])


_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[tuple[str, ...]], tuple[int, int, int]]], ...] = (
    (_YEAR_FIRST, _year_first),
    (_ERA, _era),
    (_MONTH_FIRST, _month_first),
)
