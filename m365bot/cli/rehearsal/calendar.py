"""What falls due in a season, in the order of its minutes.

Called by play. Pure: times come from the jobs' own timetables.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from m365bot.job import Job
from m365bot.programme import Cohort, Programme
from m365bot.runs import schedule

FIRST = time(6)  # before the first job of the day
BEFORE, AFTER = timedelta(days=12), timedelta(days=3)


@dataclass(frozen=True, order=True)
class Tick:
    """A job's minute."""

    at: datetime
    job: str


def span(cohort: Cohort, programme: Programme) -> tuple[datetime, datetime]:
    """From the days in which a cohort is prepared to those in which it is put away."""
    zone = programme.timezone
    begin = datetime.combine(cohort.starts - BEFORE, FIRST, zone)
    return begin, datetime.combine(cohort.ends + AFTER, time(18), zone)


def ticks(jobs: Iterable[Job], programme: Programme, since: datetime, until: datetime) -> list[Tick]:
    """Of all jobs, after `since` up to and with `until`."""
    found = (Tick(at, job.name) for job in jobs for at in _minutes(job, programme, since, until))
    return sorted(found)


def _minutes(job: Job, programme: Programme, since: datetime, until: datetime) -> Iterator[datetime]:
    timetable = schedule.of(job, programme)
    tick = timetable.next_after(since)
    while tick and tick <= until:
        yield tick
        tick = timetable.next_after(tick)
