"""What becomes of a tick of the schedule: a run, or a line that says why there was none.

Called by the daemon. Ticks of one job take turns and never overlap. A tick that came on time is run; what was
missed, or had to wait for the run before it, is judged by the job's own rule. Every tick that leads to no run is
told in the list of runs. Ids are made of job, cohort and minute, so that two daemons start one run.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from m365bot import clock
from m365bot.errors import DatabaseUnusable, M365BotError
from m365bot.job import Job
from m365bot.journal import Run, Trigger
from m365bot.journal.ports import Runs
from m365bot.programme.timetable import Timetable
from m365bot.runs import schedule
from m365bot.runs.office import Office
from m365bot.words import say

Opened = Callable[[], AbstractAsyncContextManager[Office]]
ON_TIME = timedelta(minutes=1)  # what comes later than this was missed: the machine slept, or a run took long
TOLD = 10  # how many missed ticks are told one by one


@dataclass
class Turns:
    """All jobs' turns. `runs` is told of a tick when not even config can be read. done: does a run, to its end."""

    opened: Opened
    runs: Runs
    done: Callable[[Run], Awaitable[None]]
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def due(self, name: str, tick: datetime) -> None:
        async with self._turns.setdefault(name, asyncio.Lock()):
            now = clock.now()
            try:
                async with self.opened() as office:
                    runs = _Turn(office, office.job(name), now).take(tick)
            except DatabaseUnusable:
                raise  # nothing can be told of it; it is made up for once it can
            except M365BotError as error:
                row = _row(self.runs.instance, name, None, tick)
                self.runs.add(Run.unreadable(error, now=clock.now(), **row))
                raise
            for run in runs:
                await self.done(run)


@dataclass(frozen=True)
class _Turn:
    """One job's turn, which came at `now`."""

    office: Office
    job: Job
    now: datetime

    @cached_property
    def _timetable(self) -> Timetable:
        return schedule.of(self.job, self.office.programme)

    def take(self, tick: datetime) -> list[Run]:
        """The runs that are to be done; they stand there as requested, so that whatever dies now is found."""
        since = self.office.ticks.last(self.job.name)
        if since is not None and since >= tick:
            return []  # a later turn had it in hand, or another daemon
        missed = self._timetable.between(since or tick, self.now)
        *earlier, newest = in_order([tick, *missed])
        runs = []
        if self._may_run(newest):
            self._tell(earlier, say("次の回とあわせて、一度だけ実行しました。"))
            runs = self._requested(newest)
        else:
            self._tell([*earlier, newest], self._why_not())
        # Noted last: what dies in between is replayed, and its id keeps it from being done twice.
        self.office.ticks.note(self.job.name, newest)
        return runs

    def _may_run(self, tick: datetime) -> bool:
        late = self.now - tick
        if late < ON_TIME:
            return True
        missed = self._timetable.missed
        return missed.policy == "late" and late <= missed.within

    def _why_not(self) -> str:
        return say(
            "予定の時刻に動いていなかったか、前の実行が続いていたため、実行しませんでした({rule})。"
            "必要なら `m365bot run {job}` で実行してください。",
            rule=self._rule(),
            job=self.job.name,
        )

    def _rule(self) -> str:
        """In words: an officer need not know how schedule.yaml spells it."""
        missed = self._timetable.missed
        if missed.policy == "late":
            hours, minutes = divmod(missed.within // timedelta(minutes=1), 60)
            limit = say("{hours}時間", hours=hours) if hours else ""
            limit += say("{minutes}分", minutes=minutes) if minutes or not hours else ""
            return say("遅れて実行するのは{limit}以内、という決まりです", limit=limit)
        if missed.policy == "ask":
            return say("遅れたときは人が決める、という決まりです")
        return say("遅れたときは見送る、という決まりです")

    def _requested(self, tick: datetime) -> list[Run]:
        runs = [self._request(cohort, tick) for cohort in self._cohorts()]
        return [run for run in runs if self.office.runs.add(run)]  # else another daemon was quicker

    def _request(self, cohort: str | None, tick: datetime) -> Run:
        row = _row(self.office.instance, self.job.name, cohort, tick) | {"at": max(tick, self.now)}
        return Run.requested(due=row["at"], planned=self.now, **row)

    def _tell(self, ticks: list[datetime], why: str) -> None:
        before, told = ticks[:-TOLD], ticks[-TOLD:]
        for cohort in self._cohorts():
            for tick in told:
                self.office.runs.add(self._skipped(cohort, tick, why))
            if before:
                words = say("ほかに、これより前の{count}回も。", count=len(before))
                self.office.runs.add(self._skipped(cohort, before[-1], why + words))

    def _skipped(self, cohort: str | None, tick: datetime, why: str) -> Run:
        return Run.skipped(
            reason=why, now=self.now, **_row(self.office.instance, self.job.name, cohort, tick)
        )

    def _cohorts(self) -> Iterable[str | None]:
        cohorts = self.office.cohorts_for(self.job, None)
        return [cohort.key if cohort else None for cohort in cohorts]


def tick_id(job: str, cohort: str | None, tick: datetime) -> str:
    """An hour that comes twice, where clocks are put back, has its minutes twice."""
    minute = f"{tick:%Y%m%dT%H%M}" + ("-2" if tick.fold else "")
    return "-".join(part for part in (job, cohort, minute) if part)


def in_order(ticks: Iterable[datetime]) -> list[datetime]:
    """Each once. Times of one zone are equal to Python where their clocks show the same."""
    return [tick for _, tick in sorted({tick.timestamp(): tick for tick in ticks}.items())]


def _row(instance: str, job: str, cohort: str | None, tick: datetime) -> dict[str, Any]:
    own = {"id": tick_id(job, cohort, tick), "trigger": Trigger.SCHEDULE, "at": tick}
    return own | {"instance": instance, "job": job, "cohort": cohort}
