"""Plain cron, meaning what cron means: 0 and 7 are Sunday, 1-5 Monday to Friday, two day fields are
either-or.

Called by the schedule words. What crontab(5) does not know (L, W, #, seconds, @reboot) is refused with a
hint.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from m365bot.programme import clocks
from m365bot.programme.dates import Unreadable
from m365bot.words import say

_MONTHS = {
    name: i
    for i, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_WEEKDAYS = {name: i for i, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}
_SHORT = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("分", 0, 59, {}),
    ("時", 0, 23, {}),
    ("日", 1, 31, {}),
    ("月", 1, 12, _MONTHS),
    ("曜日", 0, 7, _WEEKDAYS),
)
_LONGEST = {month: 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31 for month in range(1, 13)}
_DAYS_AHEAD = 366 * 9  # 29 February on a given weekday may be years away


@dataclass(frozen=True)
class Cron:
    """`weekdays` count from Sunday 0. `either`: both day fields are limited, so one of them is enough.

    any_hour: it comes as time passes. Else at hours of the clock: once a day each, also where clocks are changed.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool
    any_hour: bool

    @classmethod
    def parse(cls, text: str) -> "Cron":
        """Five fields, or @daily and the like; raises Unreadable."""
        fields = _SHORT.get(text.strip().lower(), text).split()
        if len(fields) != 5:
            raise Unreadable(
                say("「{text}」は cron の5項目(分 時 日 月 曜日)になっていません。", text=text),
                say('例: "30 6 * * 1-5"'),
            )
        values = [frozenset(_values(*each)) for each in zip(fields, _FIELDS, strict=True)]
        minutes, hours, days, months, weekdays = values
        either = not fields[2].startswith("*") and not fields[4].startswith("*")
        if not either and all(min(days) > _LONGEST[month] for month in months):
            raise Unreadable(
                say("cron の「{text}」に当たる日はありません(その月にない日です)。", text=text),
                say('日と月の数字を確かめてください。例: "0 9 28 2 *"'),
            )
        return cls(
            tuple(sorted(minutes)),
            tuple(sorted(hours)),
            days,
            months,
            frozenset(number % 7 for number in weekdays),
            either=either,
            any_hour=fields[1].startswith("*"),
        )

    def next_after(self, moment: datetime, timezone: ZoneInfo) -> datetime | None:
        """The next time after an aware moment."""
        moment = moment.astimezone(UTC)
        day = moment.astimezone(timezone).date()
        for _ in range(_DAYS_AHEAD):
            if self._falls_on(day):
                ahead = [found for found in self._times(day, timezone) if found > moment]
                if ahead:
                    return min(ahead, key=datetime.timestamp)
            day += timedelta(days=1)
        return None

    def _falls_on(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_day or by_weekday if self.either else by_day and by_weekday

    def _times(self, day: date, timezone: ZoneInfo) -> Iterator[datetime]:
        for hour, minute in product(self.hours, self.minutes):
            found = clocks.at(day, time(hour, minute), timezone)
            if not self.any_hour:
                yield found
            elif found.hour == hour:  # else there is no such hour today
                yield found
                yield clocks.again(found, timezone)


def _values(text: str, spec: tuple[str, int, int, dict[str, int]]) -> Iterator[int]:
    for part in text.lower().split(","):
        yield from _part(part, text, spec)


def _part(part: str, text: str, spec: tuple[str, int, int, dict[str, int]]) -> range:
    title, low, high, _ = spec
    match = re.fullmatch(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?", part)
    if not match or (match[1] == "*" and match[2]):
        raise _unreadable(text, title)
    if match[1] == "*":
        first, last = low, high
    else:
        first = _number(match[1], text, spec)
        last = _number(match[2], text, spec) if match[2] else (high if match[3] else first)
    step = int(match[3] or 1)
    if first > last or step < 1:
        raise _unreadable(text, title)
    return range(first, last + 1, step)


def _number(word: str, text: str, spec: tuple[str, int, int, dict[str, int]]) -> int:
    title, low, high, names = spec
    number = names.get(word, int(word) if word.isdigit() else -1)
    if not low <= number <= high:
        raise _unreadable(text, title)
    return number


def _unreadable(text: str, title: str) -> Unreadable:
    return Unreadable(
        say("cron の{title}「{text}」は読めません。", title=say(title), text=text),
        say("使えるのは数、* , - / と英語の曜日・月の名前です(L、W、#、秒は使えません)。"),
    )
