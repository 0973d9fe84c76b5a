"""The office's calendar: business days, Japanese holidays, closed days, working hours.

Called by whatever plans a date or a message. Pure: it never asks what time it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MonthDay = tuple[int, int]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """`closed` are ranges of (month, day), both ends in them; one that ends before it begins runs over New
    Year.
    """

    timezone: ZoneInfo
    holidays: str = "JP"
    closed: tuple[tuple[MonthDay, MonthDay], ...] = ()
    closed_days: tuple[tuple[date, date], ...] = ()
    opens: time = time(8, 30)
    closes: time = time(17, 15)

    def name_of_holiday(self, day: date) -> str | None:
        """The public holiday's Japanese name, None on other days."""
        return _holidays_of(self.holidays, day.year).get(day) if self.holidays else None

    def is_closed(self, day: date) -> bool:
        """Whether the office itself is closed that day (年末年始 and the like), weekday or not."""
        return any(_within((day.month, day.day), *span) for span in self.closed) or any(
            first <= day <= last for first, last in self.closed_days
        )

    def is_business_day(self, day: date) -> bool:
        return day.weekday() < 5 and not self.is_closed(day) and self.name_of_holiday(day) is None

    def business_days(self, day: date, n: int) -> date:
        """The n-th business day after `day`, before it where n is negative; `day` itself for 0."""
        step = _DAY if n > 0 else -_DAY
        for _ in range(abs(n)):
            day = self._beyond(day + step, step)
        return day

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.opens, self.timezone)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.closes, self.timezone)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nothing may be sent to people at this moment."""
        local = moment.astimezone(self.timezone)
        return not (self.is_business_day(local.date()) and self.opens <= local.time() < self.closes)

    def is_still_open(self, moment: datetime) -> bool:
        """A business day on which working hours are not over: what waits for them goes out today."""
        local = moment.astimezone(self.timezone)
        return self.is_business_day(local.date()) and local < self.closing(local.date())

    def is_in_first_days(self, moment: datetime, days: int) -> bool:
        """The same, within so many business days from the first of the month."""
        today = moment.astimezone(self.timezone).date()
        return self.is_still_open(moment) and today <= self.business_days(today.replace(day=1), days)

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself within working hours, else when they begin next."""
        if not self.is_quiet(moment):
            return moment
        local = moment.astimezone(self.timezone)
        today = local.date()
        if self.is_business_day(today) and local < self.opening(today):
            return self.opening(today)
        return self.opening(self.business_days(today, 1))

    def days_from(self, day: date) -> Iterator[date]:
        """`day` and each day after it, without end."""
        while True:
            yield day
            day += _DAY

    def _beyond(self, day: date, step: timedelta) -> date:
        for _ in range(400):  # a year closed throughout is a fault of the settings, not a reason to hang
            if self.is_business_day(day):
                return day
            day += step
        return day


def _within(day: MonthDay, first: MonthDay, last: MonthDay) -> bool:
    if first <= last:
        return first <= day <= last
    return day >= first or day <= last


@cache
def _holidays_of(country: str, year: int) -> dict[date, str]:
    from m365bot.programme import holidays  # its library takes 0.1 s, paid by those who ask about a day

    return holidays.japanese(year) if country == "JP" else {}
