"""Schedule words: weekdays 06:30, fridays 16:00, every 10 minutes, at each issue's publish time, plain
cron.

Called by the reader of schedule.yaml, by the jobs' own defaults and by the daemon. A pure value: it can say
when it comes next after a moment, never what time it is. `weekdays` are the business days of the calendar.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from m365bot.programme import clocks
from m365bot.programme.calendar import Calendar
from m365bot.programme.cron import Cron
from m365bot.programme.dates import Unreadable, duration, time_of_day
from m365bot.words import say

_HORIZON = 800  # days looked ahead, so that 29 February is found and nothing is looked for without end
_DAYS = {
    "mon": 0,
    "tue": 1,
    "wed": 2,
    "thu": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
    "月": 0,
    "火": 1,
    "水": 2,
    "木": 3,
    "金": 4,
    "土": 5,
    "日": 6,
}
_BUSINESS = ("weekdays", "weekday", "business days", "every business day", "平日", "営業日", "毎営業日")
_DAILY = ("daily", "every day", "days", "毎日")


@dataclass(frozen=True)
class Times:
    """Some times of day on some days (`days`: Monday is 0, None is every day), business days only unless
    told.
    """

    at: tuple[time, ...]
    days: tuple[int, ...] | None = None
    business: bool = True

    def next_after(self, moment: datetime, calendar: Calendar) -> datetime | None:
        moment, local = moment.astimezone(UTC), moment.astimezone(calendar.timezone)
        for day in islice(calendar.days_from(local.date()), _HORIZON):
            if self._falls_on(day, calendar):
                times = (clocks.at(day, at, calendar.timezone) for at in self.at)
                if ahead := [found for found in times if found > moment]:
                    return min(ahead, key=datetime.timestamp)
        return None

    def _falls_on(self, day: date, calendar: Calendar) -> bool:
        if self.days is not None and day.weekday() not in self.days:
            return False
        return not self.business or calendar.is_business_day(day)


@dataclass(frozen=True)
class Every:
    """Every so often, counted from midnight UTC of 1970, so that all daemons agree on the ticks."""

    step: timedelta

    def next_after(self, moment: datetime, calendar: Calendar) -> datetime | None:
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return (epoch + ((moment - epoch) // self.step + 1) * self.step).astimezone(calendar.timezone)


@dataclass(frozen=True)
class CronTimes:
    """Plain cron, read as cron reads it."""

    cron: Cron

    def next_after(self, moment: datetime, calendar: Calendar) -> datetime | None:
        return self.cron.next_after(moment, calendar.timezone)


@dataclass(frozen=True)
class PublishTimes:
    """At each issue's publish time, and each business morning so that approvals are asked for in time."""

    publish: tuple[datetime, ...] = ()

    def next_after(self, moment: datetime, calendar: Calendar) -> datetime | None:
        moment = moment.astimezone(UTC)
        morning = Times((calendar.opens,)).next_after(moment, calendar)
        ahead = [found for found in (*self.publish, morning) if found and found > moment]
        return min(ahead, key=datetime.timestamp, default=None)

    def knowing(self, publish: Iterable[datetime]) -> "PublishTimes":
        return PublishTimes(tuple(sorted(publish)))


@dataclass(frozen=True)
class AfterEnd:
    """So many business days after a cohort's end, at the start of working hours."""

    days: int
    ends: tuple[date, ...] = ()

    def next_after(self, moment: datetime, calendar: Calendar) -> datetime | None:
        moment = moment.astimezone(UTC)
        due = (calendar.opening(calendar.business_days(end, self.days)) for end in self.ends)
        return min((found for found in due if found > moment), default=None)

    def knowing(self, ends: Iterable[date]) -> "AfterEnd":
        return AfterEnd(self.days, tuple(sorted(ends)))


When = Times | Every | CronTimes | PublishTimes | AfterEnd


def parse(words: str) -> When:
    """Schedule words → a value; raises Unreadable."""
    plain = _plain(words)
    for reader in (_every, _publish, _after_end, _hourly, _at_times, _cron):
        if found := reader(plain):
            return found
    raise Unreadable(
        say("「{words}」という予定は読めません。", words=words),
        say(
            "例: weekdays 06:30、fridays 16:00、weekdays every 2 hours from 08:40 to 17:00、every 10 minutes"
        ),
    )


@dataclass(frozen=True)
class Missed:
    """What becomes of a tick that was missed: "late" (within), "skip" or "ask"."""

    policy: str
    within: timedelta = field(default=timedelta(0))


def parse_missed(words: str) -> Missed:
    """skip, ask, or run late within 6 hours; raises Unreadable."""
    plain = _plain(words)
    if plain in ("skip", "飛ばす", "しない"):
        return Missed("skip")
    if plain in ("ask", "確認", "聞く"):
        return Missed("ask")
    if match := re.fullmatch(r"run late within (.+)|(.+?)以内なら(?:遅れて)?実行", plain):
        return Missed("late", duration(match[1] or match[2]))
    raise Unreadable(
        say("「{words}」は読めません。", words=words), say("書けるもの: run late within 6 hours、skip、ask")
    )


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", words)).strip().lower()


def _every(plain: str) -> Every | None:
    match = re.fullmatch(r"every (\d+) (minutes?|hours?)|(\d+)(分|時間)ごと", plain)
    if not match:
        return None
    amount, unit = int(match[1] or match[3]), match[2] or match[4]
    if not 1 <= amount <= 10_000:
        raise Unreadable(say("間隔は1から10000までにしてください。"), say("例: every 2 hours"))
    return Every(timedelta(minutes=amount) if unit.startswith(("m", "分")) else timedelta(hours=amount))


def _publish(plain: str) -> PublishTimes | None:
    known = (
        "at each issue's publish time",
        "at each issue’s publish time",
        "各号の公開時刻",
        "各号の公開日時",
    )
    return PublishTimes() if plain in known else None


def _after_end(plain: str) -> AfterEnd | None:
    match = re.fullmatch(r"(\d+) business days? after the cohort['’]s end|期の終了の?(\d+)営業日後", plain)
    return AfterEnd(min(int(match[1] or match[2]), 366)) if match else None


def _hourly(plain: str) -> Times | None:
    match = re.fullmatch(
        r"(.+?) every (\d+) (minutes?|hours?) from (\S+) to (\S+)"
        r"|(.+?)\s*(?=\d)(\S+?)から\s*(\S+?)まで\s*(\d+)(分|時間)ごと",
        plain,
    )
    if not match:
        return None
    days, amount, unit, first, last = (
        match.group(1, 2, 3, 4, 5) if match[1] else (match[6], match[9], match[10], match[7], match[8])
    )
    step = timedelta(minutes=min(int(amount), 1440) * (1 if unit[0] in "m分" else 60))
    return _on_days(days, tuple(_steps(time_of_day(first), time_of_day(last), step)))


def _steps(first: time, last: time, step: timedelta) -> Iterator[time]:
    if not step:
        raise Unreadable(say("間隔は1以上にしてください。"), say("例: every 2 hours"))
    if last < first:
        raise Unreadable(
            say("終わりの時刻が始まりより前です。"),
            say("始まりを先に書いてください。例: from 08:40 to 17:00"),
        )
    now, end = datetime.combine(date(2000, 1, 1), first), datetime.combine(date(2000, 1, 1), last)
    while now <= end:
        yield now.time()
        now += step


def _at_times(plain: str) -> Times | None:
    match = re.fullmatch(r"(.+?) (?:at )?(\d{1,2}[:時].*)", plain)
    if not match:
        return None
    at = tuple(sorted(time_of_day(part) for part in re.split(r"\s*(?:,|、| and )\s*", match[2])))
    return _on_days(match[1], at)


def _on_days(words: str, at: tuple[time, ...]) -> Times | None:
    if words in _BUSINESS:
        return Times(at)
    if words in _DAILY:
        return Times(at, business=False)
    names = re.split(r"\s*(?:,|、|・| and )\s*", words.removeprefix("every ").removeprefix("毎週"))
    days = [_weekday(name) for name in names]
    return None if None in days else Times(at, tuple(day for day in days if day is not None))


def _weekday(name: str) -> int | None:
    if re.fullmatch("[月火水木金土日](曜日?)?", name):
        return _DAYS[name[0]]
    if re.fullmatch("(mon|tues|wednes|thurs|fri|satur|sun)days?", name):
        return _DAYS[name[:3]]
    return None


def _cron(plain: str) -> CronTimes | None:
    fields = plain.split(" ")
    looks_so = len(fields) >= 5 and all(re.fullmatch(r"[\d*/,\-a-z#?]+", each) for each in fields)
    if plain.startswith("@") or (looks_so and re.search(r"[\d*]", fields[0])):
        return CronTimes(Cron.parse(plain))
    return None
