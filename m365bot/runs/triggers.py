"""A job's times as APScheduler wants them, and what it calls when one has come.

Called by the daemon. Decides nothing about runs.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.triggers.base import BaseTrigger

from m365bot.programme.timetable import Timetable


class Times(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """A job's schedule as APScheduler asks for it."""

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        return self._timetable.next_after(previous_fire_time or now)


class Waking(BaseExecutor):  # type: ignore[misc]  # APScheduler ships no types
    """Hands the scheduled times on: which minute a tick was for is what makes its run's id."""

    def __init__(self, ticked: Callable[[str, datetime], None]) -> None:
        super().__init__()
        self._ticked = ticked

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        self._ticked(job.id, run_times[-1])
        self._run_job_success(job.id, [])


def never_called() -> None:
    """What APScheduler is given as the job: the executor hands the time on instead."""
