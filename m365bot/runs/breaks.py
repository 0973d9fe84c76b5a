"""When what goes out in parts stops for a while: as working hours end, and where others wait for what its run holds.

Called by carrying, which says when the run began. Asks the rows of runs every few seconds at most; writes nothing.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from m365bot import clock
from m365bot.journal import Run, Status
from m365bot.reconcile.context import Rest
from m365bot.reconcile.plan import Change
from m365bot.runs import schedule
from m365bot.runs.office import Office
from m365bot.words import say

AT_LEAST = 240.0  # seconds that a run sends before it lets others in; who waits for it waits longer (holding.PATIENCE)
AHEAD = timedelta(minutes=3)  # parts that are under way take so long
OLD = timedelta(minutes=10)  # what has waited for longer waits for something else
AGAIN = timedelta(minutes=1)
LOOK = 5.0  # seconds between looks


@dataclass
class Breaks:
    """Of one run. began: of the loop's clock."""

    office: Office
    run: Run
    began: float
    _looked: float = 0.0
    _others: datetime | None = None

    def __post_init__(self) -> None:
        job = self.office.jobs.get(self.run.job)
        timetable = schedule.of(job, self.office.programme) if job else None
        self._next = timetable.next_after(self._now) if timetable else None

    def before(self, change: Change) -> Rest | None:
        """Why no further part of it leaves now."""
        return self._for_the_night(change) or self._for_others(change)

    @property
    def _now(self) -> datetime:
        return self.office.now(self.run.now(clock.now()))

    def _for_the_night(self, change: Change) -> Rest | None:
        """Whoever has it begin outside working hours wants it so, until these have been once."""
        calendar, now, window = self.office.programme.calendar, self._now, change.resource.window
        if not calendar.is_quiet(now) or window is None:
            return None
        opens = calendar.next_open(now)
        if calendar.is_quiet(window.opens) and calendar.next_open(window.opens) == opens:
            return None
        if change.not_after and opens > change.not_after:
            return Rest(
                None, say("勤務時間が終わり、次に始まる前に公開の時間も終わるため、残りは送りません。")
            )
        return Rest(opens, say("勤務時間が終わったため、残りは {at:%m-%d %H:%M} から送ります。", at=opens))

    def _for_others(self, change: Change) -> Rest | None:
        """It is gone on with after them, by another run: so that none but a daemon's gives way."""
        at = self._now_others()
        if at is None or (change.not_after and at >= change.not_after):
            return None
        return Rest(at, say("ほかの実行に順番をゆずり、残りは {at:%m-%d %H:%M} から送ります。", at=at))

    def _now_others(self) -> datetime | None:
        """When those who wait will have begun, as far as is known."""
        now = asyncio.get_running_loop().time()
        if now >= max(self.began + AT_LEAST, self._looked + LOOK) and self._others is None:
            self._looked = now
            is_gone_on_with = self.office.leases.a_daemon_is_at_work()
            self._others = self._after_those_who_wait() if is_gone_on_with else None
        return self._others

    def _after_those_who_wait(self) -> datetime | None:
        now = self._now
        waiting = [now for run in self.office.runs.of_status(Status.RUNNING) if self._waits(run)]
        requested = self.office.runs.of_status(Status.REQUESTED)
        left = [run.until_due(clock.now()) for run in requested if run.id != self.run.id]
        waiting += [now + max(one, timedelta(0)) for one in left if -OLD < one <= AHEAD]
        if self._next and self._next - now <= AHEAD:
            waiting.append(self._next)
        return max(waiting) + AGAIN if waiting else None

    def _waits(self, run: Run) -> bool:
        """It has begun, and has not what it works on yet."""
        return run.id != self.run.id and run.report.leases is None and clock.now() - run.planned < OLD
