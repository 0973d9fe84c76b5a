"""The day that a visitor looks at: now, or the end of one that is over.

Made by the pages for each request. The days are those that the practice tenant keeps; what was there is read
as ever, through Graph and with the person's rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from starlette.requests import Request

from m365bot.sandbox.past import Past
from m365bot.sandbox.running import Place, Running
from m365bot.sandbox.viewer import times

DAY = "on"  # of an address
PLACE = "place"  # likewise, as a slider has it: how many of the days kept lie before


@dataclass(frozen=True)
class Mark:
    """A place on the line of time: where it leads, what it says, whether it is where we are."""

    href: str
    text: str
    words: str
    here: bool


@dataclass(frozen=True)
class LookingBack:
    """`day`: None for now. `path`, `asked`: of the page, to be looked at on other days too."""

    days: tuple[date, ...] = ()
    day: date | None = None
    path: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def on(self) -> str:
        return self.day.isoformat() if self.day else ""

    @property
    def words(self) -> str:
        return times.of_day(self.day) if self.day else ""

    @property
    def months(self) -> list[Mark]:
        """Each leads to its last day that is kept; those of the year alone where it is a new one."""
        found, year = [], 0
        for (each, month), days in groupby(self.days, lambda day: (day.year, day.month)):
            *_, last = days
            text = times.month(last) if each == year else times.month_of_year(last)
            year = each
            here = self.day is not None and (self.day.year, self.day.month) == (each, month)
            found.append(Mark(self.at(last), text, times.month_of_year(last), here))
        return found

    @property
    def near(self) -> list[Mark]:
        """The days of the month that is looked at."""
        return [
            Mark(self.at(day), str(day.day), times.of_day(day), day == self.day)
            for day in self.days
            if self.day and (day.year, day.month) == (self.day.year, self.day.month)
        ]

    @property
    def place_on_the_line(self) -> int:
        """How many days lie before the one that is looked at; before now, all of them."""
        return self.days.index(self.day) if self.day else len(self.days)

    @property
    def months_places(self) -> list[int]:
        """Where on the line each month ends."""
        ends = [
            number for number, day in enumerate(self.days[:-1]) if day.month != self.days[number + 1].month
        ]
        return [*ends, len(self.days)]

    @property
    def earlier(self) -> str:
        """This page a day before, "" where there is none."""
        before = [day for day in self.days if self.day is None or day < self.day]
        return self.at(before[-1]) if before else ""

    @property
    def later(self) -> str:
        """A day later, which may be now."""
        after = [day for day in self.days if self.day and day > self.day]
        return self.at(after[0] if after else None) if self.day else ""

    @property
    def now(self) -> str:
        return self.at(None)

    def at(self, day: date | None) -> str:
        """This page on another day."""
        return f"{self.path}?{urlencode({**self.asked, **({DAY: day.isoformat()} if day else {})}, safe='@')}"

    def place(self, app: Running) -> Place:
        """The tenant as it was, or as it is."""
        tenant = app.moments.opened(self.day) if self.day else None
        return Past(tenant) if tenant else app


def of(app: Running, request: Request) -> LookingBack:
    """By the address; a day that is not kept is the last one before it that is, and before all of them the first."""
    days, asked = tuple(app.moments.days()), dict(request.query_params)
    day, place = _of_text(days, asked.pop(DAY, "")), asked.pop(PLACE, None)
    return LookingBack(days, day if place is None else _of_place(days, place), request.url.path, asked)


def _of_place(days: tuple[date, ...], text: str) -> date | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else len(days)
    return days[number] if number < len(days) else None


def _of_text(days: tuple[date, ...], text: str) -> date | None:
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        return None
    before = [day for day in days if day <= wanted]
    return before[-1] if before else next(iter(days), None)
