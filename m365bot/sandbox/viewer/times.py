"""Times as the pages show them: in Japan's.

Called by the readers.
"""

from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from m365bot.sandbox.words import spoken

TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")  # no summer time since 1951; needs no tzdata
_DAYS = "月火水木金土日"


def local(text: str | None) -> datetime | None:
    """Graph's time in Tokyo; None where there is none."""
    return datetime.fromisoformat(text).astimezone(TOKYO) if text else None


def of_header(text: str) -> datetime | None:
    """The time of a Date header."""
    return parsedate_to_datetime(text).astimezone(TOKYO) if text else None


def day(moment: datetime | None) -> str:
    return of_day(moment.date()) if moment else ""


def of_day(day: date) -> str:
    if spoken() == "en":
        return f"{day:%A}, {day.day} {day:%B %Y}"
    return f"{day.year}年{day.month}月{day.day}日({_DAYS[day.weekday()]})"


def month(day: date) -> str:
    return f"{day:%b}" if spoken() == "en" else f"{day.month}月"


def month_of_year(day: date) -> str:
    return f"{day:%b %Y}" if spoken() == "en" else f"{day.year}年{day.month}月"


def minute(moment: datetime | None) -> str:
    return f"{moment.hour}:{moment.minute:02}" if moment else ""


def full(moment: datetime | None) -> str:
    return f"{day(moment)} {minute(moment)}".strip()


def short(moment: datetime | None) -> str:
    """For lists: 2025/06/13 8:35."""
    return f"{moment:%Y/%m/%d} {minute(moment)}" if moment else ""
