"""Hours of everybody by course, and who may not complete, why, and by when it can still be had.

Called by its route, for officers alone. Shows what the officers' workbook shows, from the same source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from m365bot.console.asked import Shown
from m365bot.console.pages.cohort.room import Room, in_room
from m365bot.programme import Person
from m365bot.records.lacks import Lack
from m365bot.records.overview import Overview
from m365bot.records.sheets import Shaded
from m365bot.records.standing import Risk, Standing

SOON = timedelta(days=21)
_WORST_FIRST = (Risk.OUT_OF_REACH, Risk.UNKNOWN, Risk.REACHABLE)


@dataclass(frozen=True)
class AtRisk:
    """why: what is out of reach, or unknown; else all that is missing. rest: what is missing besides, and can be had.

    until: the last day by which all of it can still be had; None where it no longer can, or nobody knows.
    """

    person: Person
    group: str
    department: str
    outlook: Shaded
    why: tuple[Lack, ...]
    rest: tuple[Lack, ...]
    until: date | None

    @property
    def has_missed(self) -> bool:
        """Anything that is over; else all of it is yet to come."""
        return any(lack.missed for lack in (*self.why, *self.rest))


@dataclass(frozen=True)
class HeatLine:
    """courses: None where the course was on request, and not asked for."""

    person: Person
    group: str
    department: str
    outlook: Shaded
    total: Shaded
    courses: tuple[Shaded | None, ...]


@in_room
def shown(room: Room) -> Shown:
    overview = room.overview
    return room.shows(
        "hours.html",
        frame=overview.hours.frame,
        frozen=overview.hours.frozen,
        doubts=overview.hours.doubts,
        lines=[_line(overview, one) for one in overview.hours.standings],
        at_risk=[*at_risk(overview)],
    )


def at_risk(overview: Overview) -> Iterator[AtRisk]:
    """The worst first, then by how soon it can no longer be mended."""
    found = [one for one in overview.hours.standings if one.risk in _WORST_FIRST]
    for one in sorted(found, key=lambda one: (_WORST_FIRST.index(one.risk), until(one) or date.max)):
        yield _risk(overview, one)


def _risk(overview: Overview, one: Standing) -> AtRisk:
    why = tuple(lack for lack in one.lacks if lack.doubt or not lack.can_be_had)
    rest = tuple(lack for lack in one.lacks if lack not in why)
    group, department = overview.place(one.person)
    why, rest = (why, rest) if why else (rest, ())
    return AtRisk(
        person=one.person,
        group=group,
        department=department,
        outlook=overview.outlook(one),
        why=why,
        rest=rest,
        until=until(one),
    )


def is_pressing(one: AtRisk, day: date) -> bool:
    """For the first page: in mid-season everybody lacks what is yet to come, which is no news."""
    return one.until is None or (one.has_missed and one.until <= day + SOON)


def until(one: Standing) -> date | None:
    """The first day after which something can no longer be had."""
    if one.risk is not Risk.REACHABLE:
        return None
    return min((lack.until for lack in one.lacks if lack.until), default=None)


def _line(overview: Overview, one: Standing) -> HeatLine:
    cells = [overview.course(one, course) for course in overview.hours.frame.courses]
    return HeatLine(
        one.person,
        *overview.place(one.person),
        overview.outlook(one),
        overview.total(one),
        tuple(cell if isinstance(cell, Shaded) else None for cell in cells),
    )
