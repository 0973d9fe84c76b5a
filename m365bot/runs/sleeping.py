"""Whether a daemon that has nothing to do may end until something is due, and when that is.

Called by a daemon that somebody wakes again: the worker of one of many instances. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from m365bot.journal import Run

AFTER = 30.0  # seconds without anything to do
LEAD = timedelta(seconds=60)  # before a tick one wakes; whoever wakes many begins earlier
SOON = timedelta(minutes=5)  # what is due earlier is waited for
LONGEST = timedelta(hours=6)
AGAIN = timedelta(minutes=10)  # what is due and cannot be done yet: the account is signed out, say
NIGHT = time(2, 30)  # when the night's work is due, in the programme's time zone


@dataclass
class Rest:
    """after: seconds without anything to do before it."""

    after: float = AFTER
    _idle_since: float | None = None

    def has_come(self, at: float, *, idle: bool) -> bool:
        """at: seconds of the loop's clock."""
        if not idle:
            self._idle_since = None
            return False
        if self._idle_since is None:
            self._idle_since = at
        return at - self._idle_since >= self.after


def until(now: datetime, ticks: Iterable[datetime | None], left: Iterable[Run]) -> datetime | None:
    """When to wake; None: it is not worth going to sleep. now: in the programme's zone. left: not over in the journal."""
    dues = [tick - LEAD for tick in ticks if tick]
    dues += [_wanted_again(run, now) for run in left]
    due = min([*dues, _next_night(now), now + LONGEST])
    return due if due - now >= SOON else None


def _wanted_again(run: Run, now: datetime) -> datetime:
    """What is in another's hands, or waits for a person, is looked at again later."""
    due = run.due or now
    return due - LEAD if due > now else now + AGAIN


def _next_night(now: datetime) -> datetime:
    tonight = datetime.combine(now.date(), NIGHT, now.tzinfo) + timedelta(minutes=1)
    return tonight if tonight > now else tonight + timedelta(days=1)
