"""Works through the schedule, on one machine, until it is told to stop.

Called by `m365bot daemon`. APScheduler fires each job's ticks; what was requested and what a dead command left
are looked for in the database. What is found is put into the hands of the engine (`hands`), which say which node does
it, when and how many at once, and go on with what a dead node had in hand. Config is read anew for each run. Nothing
is asked of Graph while nothing is due; once a day the service account's token is renewed.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from m365bot import clock, stamps
from m365bot.journal import Run, Status
from m365bot.journal.ports import Leases, Runs, Trials
from m365bot.runs import (
    abandoned,
    approved,
    heap,
    notices,
    schedule,
    service,
    sleeping,
    trying,
)
from m365bot.runs.fetching import Fetching
from m365bot.runs.hands import Hands, Own
from m365bot.runs.hourly import Night, Telling
from m365bot.runs.in_hand import InHand
from m365bot.runs.office import Office
from m365bot.runs.outage import Outage
from m365bot.runs.sign_in import Upkeep
from m365bot.runs.sleeping import Rest
from m365bot.runs.tasks import Tasks, told
from m365bot.runs.ticks import Opened, Turns
from m365bot.runs.triggers import Times, Waking, never_called

log = structlog.get_logger()

POLL = 2.0  # seconds between looks into the database for what was requested, and for nodes that are gone
LEAP = 0.5  # seconds that the wall's clock may differ from the loop's between two looks
LOOK = 10.0  # seconds between looks for runs of dead processes and for edited schedules
STOPPING = 5.0  # seconds that runs get to come to an end; what is left goes on at the next start
TRIAL = "a dry run"
NIGHT = "the night's work"
NODES = "other nodes"
CONFIG = "config"
SIGN_IN = "sign-in"  # as a task's name; no run's id
MARGIN = timedelta(seconds=2)  # ticks that may fall between an old schedule and the one that replaces it


async def _nothing_to_tell(opened: Opened) -> bool:
    return True


async def _nothing_to_examine() -> None:
    return None


@dataclass
class Daemon:
    """One daemon.

    opened: opens an office with config as it is now. runs: is asked what was requested. instance: the folder
    whose files say when jobs run. nightly: what is to be done once a night, asked every few seconds in a thread of
    its own; it knows itself whether it is done. tell: what the office should hear,
    asked after each run; False: not now. account: keeps the service account signed in. hands: whose do the runs.
    rest: where somebody wakes it again, when it may end. trials: dry runs that somebody asks for, one at a time.
    examine: takes a checkup that a desk asks for. config: fetches it from where it is kept, where that is not here.
    """

    opened: Opened
    runs: Runs
    leases: Leases
    instance: Path
    nightly: Callable[[datetime], None] = lambda now: None
    tell: Callable[[Opened], Awaitable[bool]] = _nothing_to_tell
    account: Upkeep | None = None
    hands: Hands = field(default_factory=Own)
    rest: Rest | None = None
    trials: Trials | None = None
    examine: trying.Examine = _nothing_to_examine
    config: Fetching | None = None
    _tasks: Tasks = field(default_factory=Tasks)
    _outage: Outage = field(default_factory=Outage)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._night = Night(self.nightly)
        self._telling = Telling(self.opened, self.tell)
        self._in_hand = InHand(self.opened, self.runs, self.hands)

    async def work(self) -> datetime | None:
        """Until SIGTERM or SIGINT; or until it may rest: then, when it is to be woken."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        heap.keep_few()
        if self.leases.a_daemon_is_at_work():
            log.warning("daemon.another_is_at_work", todo="each run is done by one of them")
        sign = self.leases.show_a_daemon()
        self._turns = Turns(self.opened, self.runs, self._in_hand.done)
        self._scheduler = AsyncIOScheduler(timezone=UTC)  # two times of one zone compare as shown
        self._scheduler.add_executor(Waking(self._ticked), "ours")
        self._files = stamps.of(self.instance)
        await self._in_hand.begin()
        if self.config:
            await told(self.config.look())
        async with self.opened() as office:
            self._schedule(office, clock.now())
            self._look_for_abandoned()
            self._replay(office)
        self._scheduler.start()
        heap.give_back()
        log.info("daemon.started")
        service.ready()
        wakes = await self._until_told()
        service.stopping()
        self._scheduler.shutdown(wait=False)
        await self._come_to_rest()
        sign.release()
        log.info("daemon.stopped")
        return wakes

    async def _until_told(self) -> datetime | None:
        loop = asyncio.get_running_loop()
        look_at = loop.time() + LOOK
        self._ahead = clock.now().timestamp() - loop.time()
        while not self._stop.is_set():
            self._look_at_the_clock()
            with self._outage.survived():
                self.leases.hold_on()
                self._look_for_requested()
                self._look_for_trials()
                if wakes := self._may_rest(loop.time()):
                    return wakes
                self._look_after_others()
                if loop.time() >= look_at:
                    look_at = loop.time() + LOOK
                    await self._look_round()
            try:
                await asyncio.wait_for(self._stop.wait(), POLL)
            except TimeoutError:
                continue
        return None

    def _may_rest(self, at: float) -> datetime | None:
        """When to wake, where nothing is in hand or due soon."""
        if not self.rest or not self.rest.has_come(at, idle=not self._tasks and not self._outage.is_on):
            return None
        left = [*self.runs.of_status(Status.REQUESTED), *self.runs.of_status(Status.RUNNING)]
        ticks = [job.next_run_time for job in self._scheduler.get_jobs()]
        return sleeping.until(clock.now().astimezone(self._zone), ticks, left)

    async def _look_round(self) -> None:
        """At what need not be looked at every other second."""
        self._look_for_abandoned()
        self._look_at_the_night()
        self._look_at_the_sign_in()
        self._look_for_config()
        await told(self._follow_config())
        if self._outage.is_on:
            await told(self._make_up())

    def _look_at_the_clock(self) -> None:
        """A tick is a moment of the wall's clock, but its timer runs on the loop's, which stands still in suspend.

        Where the wall's clock has leapt (a laptop that slept, a paused machine, an NTP step), the scheduler looks again.
        """
        ahead = clock.now().timestamp() - asyncio.get_running_loop().time()
        if abs(ahead - self._ahead) > LEAP:
            log.info("daemon.clock_leapt", seconds=round(ahead - self._ahead))
            self._scheduler.wakeup()
        self._ahead = ahead

    # the schedule

    def _schedule(self, office: Office, since: datetime) -> None:
        self._zone = office.programme.timezone
        for gone in {job.id for job in self._scheduler.get_jobs()} - office.jobs.keys():
            self._scheduler.remove_job(gone)
        for job in office.jobs.values():
            timetable = schedule.of(job, office.programme)
            self._scheduler.add_job(
                never_called,
                Times(timetable),
                id=job.name,
                executor="ours",
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
                replace_existing=True,
                next_run_time=timetable.next_after(since),
            )

    async def _follow_config(self) -> None:
        """Read the schedule anew once somebody has saved a file that may have a part in it."""
        files = stamps.of(self.instance)
        if files == self._files:
            return
        self._files = files  # also where it cannot be read: said once, and again after the next edit
        async with self.opened() as office:
            self._schedule(office, clock.now() - MARGIN)
        log.info("daemon.schedule_read")
        await self._tell_the_office()  # of what is wrong in it, while whoever saved it is still there

    def _ticked(self, name: str, tick: datetime) -> None:
        turn = self._outage.noticed_in(self._turns.due(name, tick))
        self._tasks.spawn(f"{name} {tick}", self._and_told(name, turn))

    async def _make_up(self) -> None:
        """For what fell due while the database was away: each job's own rule says how late is too late."""
        with self._outage.survived():
            async with self.opened() as office:
                self._outage.over()
                self._replay(office)

    def _replay(self, office: Office) -> None:
        """What was missed while nobody was there."""
        now = clock.now()
        for job in office.jobs.values():
            since = office.ticks.last(job.name)
            if since is None:
                office.ticks.note(job.name, now)
            elif missed := schedule.of(job, office.programme).between(since, now):
                self._ticked(job.name, missed[-1])

    def _look_for_config(self) -> None:
        if self.config and CONFIG not in self._tasks and self.config.is_due():
            self._tasks.spawn(CONFIG, self.config.look())

    # what people asked for, and what died

    def _look_for_requested(self) -> None:
        now = clock.now()
        for run in self.runs.of_status(Status.REQUESTED):
            ahead = approved.AHEAD if run.applies else timedelta(0)
            if run.is_due(now + ahead):
                self._take_up(run)

    def _look_for_trials(self) -> None:
        if self.trials is None or TRIAL in self._tasks:
            return
        if trial := self.trials.next(clock.now()):
            self._tasks.spawn(TRIAL, trying.out(self.opened, self.trials, trial, self.examine))

    def _look_for_abandoned(self) -> None:
        for run in self.runs.of_status(Status.RUNNING):
            if abandoned.is_let_go(self.runs, self.leases, run):
                self._take_up(run)

    def _look_at_the_sign_in(self) -> None:
        now = clock.now()
        if self.account and SIGN_IN not in self._tasks and self.account.is_due(now):
            self._tasks.spawn(SIGN_IN, self.account.look(now))

    def _take_up(self, run: Run) -> None:
        """Begin it, unless it is in hand, or raised a moment ago."""
        if run.id not in self._tasks and self._in_hand.may_take_up(run):
            self._tasks.spawn(run.id, self._and_told(run.job, self._in_hand.taken_up(run)))

    def _look_after_others(self) -> None:
        if NODES not in self._tasks:
            self._tasks.spawn(NODES, self.hands.look(clock.now()))

    # what the office hears

    async def _and_told(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """After whatever was run; a notice that cannot be posted rests, and changes nothing of it."""
        try:
            await work
        finally:
            if name.partition(" ")[0] != notices.NAME:
                await self._tell_the_office()
            heap.give_back()

    async def _tell_the_office(self) -> None:
        if not self._stop.is_set():
            await self._telling.now()

    # coming and going

    def _look_at_the_night(self) -> None:
        if NIGHT not in self._tasks and self._night.is_due:
            self._tasks.spawn(NIGHT, self._night.look(clock.now().astimezone(self._zone)))

    async def _come_to_rest(self) -> None:
        # The token of before stays good; an authority out of reach is not waited for.
        self._tasks.drop(SIGN_IN)
        await self._tasks.come_to_rest(self.hands.rest(STOPPING), STOPPING)
