"""Works through the schedule, on one machine, until it is told to stop.

Called by `m365bot daemon`. APScheduler fires each job's ticks; a tick is a run whose id is made of job, cohort
and time, so that two daemons on one database start it once. Config is read anew for each run. Nothing is asked
of Graph while nothing is due.
"""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from m365bot import clock
from m365bot.database.journal import StoredRuns
from m365bot.errors import M365BotError
from m365bot.job import Job
from m365bot.journal import Run, Status, Trigger
from m365bot.programme import Programme
from m365bot.runs import approving, schedule, starter
from m365bot.runs.leases import Leases
from m365bot.runs.office import Office
from m365bot.words import say

log = structlog.get_logger()

Opened = Callable[[], AbstractAsyncContextManager[Office]]
POLL = 2.0  # seconds between looks into the database for what was requested
PATIENCE = 600.0  # seconds that a tick waits for a team that another run holds
STOPPING = 8.0  # seconds that runs get to come to a good place; what is left goes on at the next start


class Ticks(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """A job's schedule as APScheduler asks for it."""

    def __init__(self, job: Job, programme: Programme) -> None:
        self._job, self._programme = job, programme

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        return schedule.next_of(self._job, self._programme, previous_fire_time or now)


class Waking(BaseExecutor):  # type: ignore[misc]  # APScheduler ships no types
    """Hands the scheduled times on: which minute a tick was for is what makes its run's id."""

    def __init__(self, ticked: Callable[[str, list[datetime]], None]) -> None:
        super().__init__()
        self._ticked = ticked

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        self._ticked(job.id, run_times)
        self._run_job_success(job.id, [])


@dataclass
class Daemon:
    """One daemon. `opened` opens an office with config as it is now; `runs` is asked what was requested."""

    opened: Opened
    runs: StoredRuns
    leases: Path
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def work(self) -> None:
        """Until SIGTERM or SIGINT."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        sign = Leases(self.leases)
        sign.show_a_daemon()
        async with self.opened() as office:
            scheduler = self._scheduled(office)
            self._replay(office)
        scheduler.start()
        log.info("daemon.started")
        self._spawn(self._left_from_before())
        while not self._stop.is_set():
            await self._requested()
            try:
                await asyncio.wait_for(self._stop.wait(), POLL)
            except TimeoutError:
                continue
        scheduler.shutdown(wait=False)
        await self._come_to_rest()
        sign.release()
        log.info("daemon.stopped")

    def _scheduled(self, office: Office) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(timezone=office.programme.timezone)
        scheduler.add_executor(Waking(self._ticked), "ours")
        for job in office.jobs.values():
            scheduler.add_job(
                _never_called,
                Ticks(job, office.programme),
                id=job.name,
                executor="ours",
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
            )
        return scheduler

    # ticks

    def _ticked(self, name: str, times: list[datetime]) -> None:
        self._spawn(self._due(name, times[-1]))

    def _replay(self, office: Office) -> None:
        """What was missed while nobody was there, by each job's own policy."""
        now = clock.now()
        for job in office.jobs.values():
            since = office.runs.last_tick(job.name)
            if since is None:
                office.runs.note_tick(job.name, now)
            elif missed := schedule.ticks_between(job, office.programme, since, now):
                self._spawn(self._due(job.name, missed[-1]))

    async def _due(self, name: str, tick: datetime) -> None:
        """One tick's turn: jobs of one name never overlap, a late one is done by its policy."""
        async with self._turns.setdefault(name, asyncio.Lock()), self.opened() as office:
            since = office.runs.last_tick(name)
            now = clock.now()
            skipped = schedule.ticks_between(office.jobs[name], office.programme, since or tick, now)
            tick = max([tick, *skipped])
            if since is not None and since >= tick:
                return
            office.runs.note_tick(name, tick)
            if self._may_run(office, office.jobs[name], tick, now):
                await self._run(office, office.jobs[name], tick)

    def _may_run(self, office: Office, job: Job, tick: datetime, now: datetime) -> bool:
        late = now - tick
        if late < timedelta(minutes=1):
            return True
        missed = schedule.missed_of(job, office.programme)
        if missed.policy == "late" and late <= missed.within:
            return True
        words = say(
            "予定の時刻に動いていなかったため、実行しませんでした(規則: {rule})。", rule=missed.policy
        )
        for cohort in office.cohorts_for(job, None):
            office.runs.add(
                Run(
                    id=_tick_id(job, cohort.key if cohort else None, tick),
                    instance=office.instance,
                    job=job.name,
                    cohort=cohort.key if cohort else None,
                    status=Status.CANCELLED,
                    trigger=Trigger.SCHEDULE,
                    at=tick,
                    planned=now,
                    ended=now,
                    reason=words,
                )
            )
        return False

    async def _run(self, office: Office, job: Job, tick: datetime) -> None:
        for cohort in office.cohorts_for(job, None):
            key = cohort.key if cohort else None
            await starter.run(
                office,
                starter.Asked(
                    job.name,
                    key,
                    max(tick, clock.now()),
                    Trigger.SCHEDULE,
                    run_id=_tick_id(job, key, tick),
                    patience=PATIENCE,
                ),
            )

    # what people asked for, and what died

    async def _requested(self) -> None:
        for run in self.runs.of_status(Status.REQUESTED):
            if run.due is None or run.now(clock.now()) >= run.due:
                async with self.opened() as office:
                    await self._one_requested(office, run)

    async def _one_requested(self, office: Office, run: Run) -> None:
        if run.trigger is Trigger.APPROVAL:
            await approving.resume(office, run.id)
            return
        office.runs.save(
            replace(run, status=Status.CANCELLED, reason=say("常駐プログラムが引き継ぎました。"))
        )
        asked = starter.Asked(run.job, run.cohort, run.now(clock.now()), run.trigger, patience=PATIENCE)
        await starter.run(office, replace(asked, actor=run.actor, reason=run.reason))

    async def _left_from_before(self) -> None:
        async with self.opened() as office:
            for run in office.runs.of_status(Status.RUNNING):
                await approving.resume(office, run.id)

    # coming and going

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(_told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _come_to_rest(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOPPING)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _tick_id(job: Job, cohort: str | None, tick: datetime) -> str:
    return "-".join(part for part in (job.name, cohort, f"{tick:%Y%m%dT%H%M}") if part)


async def _told(work: Any) -> None:
    try:
        await work
    except M365BotError as error:
        log.warning("daemon.failed", error=type(error).__name__)
    except asyncio.CancelledError:
        raise
    except Exception as error:
        log.error("daemon.broke", error=type(error).__name__, exc_info=True)


def _never_called() -> None:
    """APScheduler wants a function; the executor hands the times on instead."""
