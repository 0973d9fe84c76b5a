"""A day of this year → the same day of the next: of the same weekday, and a business day where it was one.

Called by `next_year`. All days of a cohort move by the same number of whole weeks, so that their order and the time
between them stay. The days on which a fiscal year begins and ends stay what they are. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from m365bot.programme.calendar import Calendar
from m365bot.words import say

_TURNS = ((4, 1), (3, 31))  # of the fiscal year
_WEEK = timedelta(weeks=1)


@dataclass
class Moving:
    """How days move. `shifted`: those that fell on a holiday, with what was made of them."""

    by: timedelta
    years: int
    calendar: Calendar
    shifted: list[str] = field(default_factory=list)

    @classmethod
    def between(cls, starts: date, years: int, calendar: Calendar) -> "Moving":
        """By as many weeks as bring the first day nearest to its date, `years` later."""
        wanted = _years_later(starts, years)
        return cls(_WEEK * round((wanted - starts) / _WEEK), years, calendar)

    def __call__(self, day: date) -> date:
        if (day.month, day.day) in _TURNS:
            return _years_later(day, self.years)
        moved = day + self.by
        if self.calendar.is_business_day(day) and not self.calendar.is_business_day(moved):
            return self._beyond(day, moved)
        return moved

    def _beyond(self, day: date, moved: date) -> date:
        """The next business day, which a person should look at."""
        found = self.calendar.business_days(moved, 1)
        self.shifted.append(
            say(
                "{day} は、次の年の同じ曜日 {moved} が{holiday}のため、{found} にしました。",
                day=day,
                moved=moved,
                holiday=self.calendar.name_of_holiday(moved) or say("休みの日"),
                found=found,
            )
        )
        return found


Move = Callable[[date], date]


def _years_later(day: date, years: int) -> date:
    """29 February becomes the 28th."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)
