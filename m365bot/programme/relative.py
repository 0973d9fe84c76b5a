"""Dates told from another: 3 business days before, on due date, session end, 翌営業日.

Called by the readers of sessions and forms. A word becomes a value here; which day it is follows once the
span it is told from (a session, a due date) is known.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

from m365bot.programme.calendar import Calendar
from m365bot.programme.dates import Moment, Unreadable, moment, time_of_day
from m365bot.words import say


class Edge(Enum):
    """What an unwritten time of day means: the start of working hours, or their end."""

    OPENING = "opening"
    CLOSING = "closing"


@dataclass(frozen=True)
class Span:
    """What a relative date is told from. `starts` and `ends` are aware."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Relative:
    """`days` from the span's start where negative, from its end where positive; an anchor where zero."""

    days: int = 0
    business: bool = True
    anchor: str = "day"  # "start" or "end": that very moment; "day": that day
    clock: time | None = None

    def resolve(self, span: Span, calendar: Calendar, edge: Edge) -> datetime:
        if self.anchor == "start":
            return span.starts
        if self.anchor == "end":
            return span.ends
        return _on(calendar, self._day(span, calendar, edge), self.clock, edge)

    def _day(self, span: Span, calendar: Calendar, edge: Edge) -> datetime:
        before = self.days < 0 or (self.days == 0 and edge is Edge.OPENING)
        base = (span.starts if before else span.ends).astimezone(calendar.timezone)
        if self.business:
            return datetime.combine(calendar.business_days(base.date(), self.days), time())
        return datetime.combine(base.date() + timedelta(days=self.days), time())


@dataclass(frozen=True)
class Absolute:
    """A date written out."""

    moment: Moment

    def resolve(self, span: Span | None, calendar: Calendar, edge: Edge) -> datetime:
        return _on(calendar, datetime.combine(self.moment.day, time()), self.moment.clock, edge)


class Never(Enum):
    """The word never."""

    NEVER = "never"


NEVER = Never.NEVER
DateWords = Relative | Absolute

_BEFORE_AFTER = re.compile(r"(\d+)\s+(business\s+)?days?\s+(before|after)(?:\s+(?:at\s+)?(\d.*))?")
_JAPANESE = re.compile(r"(\d+)(営業)?日(前|後)(?:の?\s*(\d.*|午.*))?")
_ANCHORS = {
    "session start": Relative(anchor="start"),
    "start": Relative(anchor="start"),
    "開始時": Relative(anchor="start"),
    "開始": Relative(anchor="start"),
    "session end": Relative(anchor="end"),
    "end": Relative(anchor="end"),
    "終了時": Relative(anchor="end"),
    "終了": Relative(anchor="end"),
    "on due date": Relative(),
    "on the day": Relative(),
    "on session day": Relative(),
    "期限日": Relative(),
    "期限当日": Relative(),
    "当日": Relative(),
    "next business day": Relative(1),
    "翌営業日": Relative(1),
    "previous business day": Relative(-1),
    "前営業日": Relative(-1),
    "next day": Relative(1, business=False),
    "翌日": Relative(1, business=False),
    "前日": Relative(-1, business=False),
}


def parse(text: str) -> DateWords:
    """A date, or words that tell one from another date."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()
    if plain in _ANCHORS:
        return _ANCHORS[plain]
    match = _BEFORE_AFTER.fullmatch(plain) or _JAPANESE.fullmatch(plain)
    if match:
        if int(match[1]) > 366:
            raise Unreadable(
                say("「{text}」は遠すぎます(366日まで)。", text=text),
                say("日付そのものを書いてください。例: 2025-08-29"),
            )
        sign = -1 if match[3] in ("before", "前") else 1
        at = time_of_day(match[4], whole=text) if match[4] else None
        return Relative(sign * int(match[1]), business=bool(match[2]), clock=at)
    try:
        return Absolute(moment(text))
    except Unreadable as error:
        if re.match(r"\s*[\dRr令]", text) and not re.search("day|営業|日[前後]", plain):
            raise
        raise Unreadable(
            say("「{text}」は日付としても、日数の言い方としても読めません。", text=text),
            say("例: 2025-06-18、3 business days before、3営業日前、session end、期限日"),
        ) from error


def parse_or_never(text: str) -> DateWords | Never:
    """As `parse`, or never (しない, なし)."""
    return NEVER if text.strip().lower() in ("never", "なし", "しない") else parse(text)


def parse_time_to_live(text: str) -> Relative | Never:
    """How many days something goes on waiting, or never to end it."""
    found = parse_or_never(text)
    if isinstance(found, Never) or (isinstance(found, Relative) and found.days > 0):
        return found
    raise Unreadable(
        say("「{text}」は期限として読めません。", text=text),
        say("例: 20 business days after、20営業日後、never"),
    )


def _on(calendar: Calendar, day: datetime, at: time | None, edge: Edge) -> datetime:
    otherwise = calendar.opens if edge is Edge.OPENING else calendar.closes
    return datetime.combine(day.date(), at or otherwise, calendar.timezone)
