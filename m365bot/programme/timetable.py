"""A timetable: when a job runs and what becomes of a missed run, read once, with the programme's own dates in it.

Made by `runs.schedule` for the daemon and for `m365bot jobs` alike, so that the two agree. Pure: it never asks what
time it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile

from m365bot.programme import when
from m365bot.programme.calendar import Calendar
from m365bot.programme.programme import Programme
from m365bot.programme.when import Missed, When

_NEWEST = 100  # of what was missed, more matters to nobody


@dataclass(frozen=True)
class Timetable:
    """`words` and `rule` are as they were written; `times` None: it never comes by itself."""

    words: str
    rule: str
    times: When | None
    missed: Missed
    calendar: Calendar

    def next_after(self, moment: datetime) -> datetime | None:
        """The next tick after an aware moment, in the programme's time zone."""
        if self.times is None:
            return None
        return self.times.next_after(moment.astimezone(self.calendar.timezone), self.calendar)

    def between(self, since: datetime, until: datetime) -> list[datetime]:
        """The ticks after `since` up to and with `until`, the newest hundred at most."""
        last = until.astimezone(UTC)
        return list(takewhile(lambda tick: tick <= last, self._after(since)))[-_NEWEST:]

    def _after(self, moment: datetime) -> Iterator[datetime]:
        while tick := self.next_after(moment):
            yield tick
            moment = tick


def of(words: str, rule: str, programme: Programme) -> Timetable:
    """Schedule words ("" : never) and the rule for missed runs → a timetable. Raises Unreadable."""
    return Timetable(
        words=words,
        rule=rule,
        times=_dated(when.parse(words), programme) if words else None,
        missed=when.parse_missed(rule),
        calendar=programme.calendar,
    )


def _dated(times: When, programme: Programme) -> When:
    """The times, told the dates that only a programme knows."""
    match times:
        case when.PublishTimes():
            return times.knowing(issue.publish for issue in programme.issues)
        case when.AfterEnd():
            return times.knowing(cohort.ends for cohort in programme.unfinished)
    return times
