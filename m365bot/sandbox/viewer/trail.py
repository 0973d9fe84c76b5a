"""What one app did in one go, and which thing came of what: the trail that whoever works in the tenant leaves.

Made by the pages for each request, up to the day that is looked at. Where whoever plays with the practice tenant told what
was going on (POST /control/works), the work has that name; else requests of one app that follow each other closely are one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from m365bot.sandbox.moments import end_of
from m365bot.sandbox.running import Running
from m365bot.sandbox.viewer import deeds, times
from m365bot.sandbox.viewer.deeds import Deed
from m365bot.sandbox.wire.works import Told

_PAUSE = timedelta(seconds=150)  # longer than what is waited for in the middle of a work


@dataclass(frozen=True)
class Work:
    """`title`: empty where nobody told one."""

    app: str
    title: str
    deeds: tuple[Deed, ...]

    @property
    def began(self) -> datetime:
        return self.deeds[0].at

    @property
    def day(self) -> date:
        return self.began.date()

    @property
    def at(self) -> str:
        return times.minute(self.began)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each kind, in the order in which they were first made."""
        return [*Counter(deed.word for deed in self.deeds).items()]


@dataclass(frozen=True)
class Trail:
    """`day`: the one that is looked at, its end or now."""

    works: Sequence[Work] = ()
    day: date = date.min
    _by: dict[tuple[str, ...], Work] = field(default_factory=dict)

    def on(self, day: date) -> list[Work]:
        return [work for work in self.works if work.day == day]

    @cached_property
    def days(self) -> list[date]:
        """Those on which anything was done."""
        return sorted({work.day for work in self.works})

    def before(self, day: date) -> date | None:
        """The last one before it on which anything was done."""
        return max((each for each in self.days if each < day), default=None)

    def after(self, day: date) -> date | None:
        return min((each for each in self.days if each > day), default=None)

    def behind(self, *thing: str) -> Work | None:
        """Of what a thing came, or by which it was changed last."""
        return self._by.get(thing)

    def is_fresh(self, *thing: str) -> bool:
        """Whether it was made or changed on the day that is looked at."""
        work = self.behind(*thing)
        return work is not None and work.day == self.day


def of(app: Running, day: date | None) -> Trail:
    """Up to the end of a day, or up to now."""
    until = end_of(day) if day else app.tenant.clock.now().astimezone(times.TOKYO)
    rows = [deed for deed in deeds.of(app.gateway.log.rows) if deed.at <= until]
    names = {key: each.display_name for key, each in app.tenant.apps.items()}
    works = _works(rows, app.gateway.log.works, names)
    by = {deed.thing: work for work in works for deed in work.deeds if deed.thing}
    return Trail(works, until.date(), by)


def wanted(trail: Trail, text: str) -> date:
    """A day by the address; else the one that is looked at, or the last before it on which anything was done."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return trail.day if trail.day in trail.days else trail.before(trail.day) or trail.day


def _works(rows: Iterable[Deed], told: Sequence[Told], names: dict[str, str]) -> list[Work]:
    groups: list[tuple[str, list[Deed]]] = []
    for deed in rows:
        title = _title(deed, told)
        if groups and _goes_on(groups[-1], title, deed):
            groups[-1][1].append(deed)
        else:
            groups.append((title, [deed]))
    return [Work(names.get(found[0].app, ""), title, tuple(found)) for title, found in groups]


def _goes_on(group: tuple[str, list[Deed]], title: str, deed: Deed) -> bool:
    last = group[1][-1]
    return (group[0], last.app) == (title, deed.app) and deed.at - last.at <= _PAUSE


def _title(deed: Deed, told: Sequence[Told]) -> str:
    """The latest to begin counts: one work may stand in another."""
    return next((each.title for each in reversed(told) if each.began <= deed.at <= each.ended), "")
