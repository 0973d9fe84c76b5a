"""One instance at work in this process: jobs of small things, a journal in memory, a tenant in memory, a clock of its own.

Called by the near tests of runs. What a test asks for is asked through here, as a command or the daemon would.
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from m365bot import clock
from m365bot.database.advisory import AdvisoryLocks
from m365bot.database.books import Books
from m365bot.database.leases import LockFiles
from m365bot.database.records import StoredRecords
from m365bot.errors import M365BotError
from m365bot.job import Job, Now
from m365bot.journal import Approval, Run, Status, Trigger
from m365bot.journal.ports import Lease, Leases
from m365bot.programme import Calendar, Cohort, Guards, Person, Programme, TeamSpec
from m365bot.reconcile.flow import Planned
from m365bot.resources.kind import Gone, Resource
from m365bot.runs import abandoned, deciding, documents, planning, starter, taking
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.runs.ticks import Turns
from tests.runs.world import Died, Place, Sheet, Thing, World

T = TypeVar("T")
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2025, 7, 1, 9, 0, tzinfo=TOKYO)
TEAM = TeamSpec("研修 R7", "dx-R7")
ACCOUNT = Person("p1", "広報", "dx@example.jp", "dx@example.jp")
R7 = Cohort("R7", 2025, NOW.date(), NOW.date() + timedelta(days=300), "running", TEAM)
PLACE, OTHER_PLACE = Place("a"), Place("b")
KINDS = {"Place": Place, "Thing": Thing, "Sheet": Sheet}
ONE, TWO = Thing(PLACE, "one"), Thing(PLACE, "two")
ISSUE = Thing(PLACE, "issue", "第13号", ask="公開には承認が必要です。")
_instances = itertools.count()


class Standing(clock._Machine):
    """A clock that moves when a test moves it, or everybody waits."""

    def __init__(self, start: datetime) -> None:
        self.offset = start.timestamp() - time.time()

    def advance(self, seconds: float) -> None:
        self.jumped += seconds
        self.offset += seconds


@dataclass
class Here:
    """wanted: what the job `things` yields now; it is read anew by each office, as config is."""

    engine: Engine
    folder: Path
    wanted: list[Resource | Gone] = field(default_factory=lambda: [ONE])
    world: World = field(default_factory=World)
    unverified: bool = True
    offices: dict[str, Any] = field(default_factory=dict)
    guards: Guards = field(default_factory=Guards)
    when: str = "daily 09:00"
    missed: str = "skip"
    broken: M365BotError | None = None
    on_opening: Callable[[], None] = lambda: None
    jobs_left: set[str] = field(default_factory=lambda: {"things", "yearly"})
    breaks: set[str] = field(default_factory=set)
    changes: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.instance = f"here/{next(_instances)}"
        self.leases = self._leases()
        self.books = Books(self.engine, self.instance, need_leases=self.leases.need_standing)
        self.runs = self.books.runs

    def _leases(self) -> Leases:
        """On a database that others reach, so do the leases."""
        if self.engine.dialect.name == "sqlite":
            return LockFiles(self.folder / "leases")
        return AdvisoryLocks(self.url, self.instance)

    @property
    def url(self) -> str:
        return self.engine.url.render_as_string(hide_password=False)

    # offices

    def programme(self) -> Programme:
        return Programme(
            name="研修",
            organisation="市",
            timezone=TOKYO,
            calendar=Calendar(TOKYO),
            domains=("example.jp",),
            leaders_team=TEAM,
            officers_team=TEAM,
            service_account=ACCOUNT,
            unverified_approvals=self.unverified,
            **({"officers": ()} | self.offices),
            guards=self.guards,
            cohorts=(R7,),
        )

    def jobs(self) -> dict[str, Job]:
        def things(now: Now) -> Iterator[Resource | Gone]:
            assert "things" not in self.breaks
            yield from self.wanted

        def yearly(cohort: Cohort) -> Iterator[Resource | Gone]:
            yield from self.wanted

        made = [
            Job("things", "もの", self.when, self.missed, things),
            Job("yearly", "期のもの", self.when, self.missed, yearly),
        ]
        return {job.name: job for job in made if job.name in self.jobs_left}

    def office(self) -> Office:
        """As another process would open it."""
        programme = self.programme()
        made = Office(
            instance=self.instance,
            programme=programme,
            jobs=self.jobs(),
            runs=self.runs,
            approvals=self.books.approvals,
            pauses=self.books.pauses,
            ticks=self.books.ticks,
            journals=self.books.journals,
            leases=self.leases,
            records=StoredRecords(self.engine, self.instance, programme),
            graph=self.world,  # type: ignore[arg-type]  # the port's signatures are wider than ours
        )
        return replace(made, **self.changes)

    def does(self, work: Coroutine[Any, Any, T]) -> T:
        with asyncio.Runner(loop_factory=clock._JumpingLoop) as runner:
            return runner.run(work)

    @property
    def waited(self) -> float:
        """Seconds that everybody waited through so far; what a busy machine takes for the rest does not count."""
        return clock._clock.jumped

    def passes(self, **time: float) -> None:
        clock._clock.advance(timedelta(**time).total_seconds())

    def starts_at(self, moment: datetime) -> None:
        clock._clock = Standing(moment)

    # what commands do

    def runs_job(self, job: str = "things", *, at: datetime | None = None, **asked: Any) -> Run:
        (run,) = self.does(starter.run(self.office(), Asked(job, at=at, **asked)))
        return run

    def plans(self, job: str, *, at: datetime | None = None) -> list[Planned]:
        return self.does(planning.looked(self.office(), Asked(job, at=at)))

    def saves_plan(self, *, at: datetime) -> dict[str, Any]:
        """The document that `plan --out` keeps."""
        (planned,) = self.plans("things", at=at)
        return documents.of_plan(planned.plan, self.office()) | {"planned": clock.now().isoformat()}

    def dies_running(self, job: str = "things", **asked: Any) -> Run:
        """A run whose process is killed while it works; what kills it is set up by the test."""
        try:
            self.runs_job(job, **asked)
        except Died:
            (run,) = self.runs.of_status(Status.RUNNING)
            return run
        raise AssertionError("it lived")

    def approves(self, run: Run, **word: Any) -> Run:
        office = self.office()
        applying = deciding.approve(office, run.id, deciding.Word("sato", **word))
        return self.does(taking.at_its_minute(office, applying, taking.By.PERSON))

    def rejects(self, run: Run, **word: Any) -> Run:
        return deciding.reject(self.office(), run.id, deciding.Word("sato", **word))

    def decides_late(self, run: Run, word: str, *, after: str = "rejects") -> None:
        """Two have read the row while it waited; the other was quicker."""
        quick, slow, claim = self.office(), self.office(), self.runs.claim

        decide = {"approves": deciding.approve, "rejects": deciding.reject}

        def claims(changed: Run, was: Status, **others: Any) -> bool:
            self.runs.claim = claim  # type: ignore[method-assign]  # the other comes in between once
            decide[after](quick, run.id, deciding.Word("suzuki"))
            return claim(changed, was, **others)

        self.runs.claim = claims  # type: ignore[method-assign]  # between its look and its word
        decide[word](slow, run.id, deciding.Word("sato"))

    def takes_back(self, waits: Run) -> None:
        """Once, however often it is called."""
        if self.row(waits).status is Status.REQUESTED:
            self.rejects(waits)

    def approval_of(self, run: Run) -> Approval | None:
        return self.books.approvals.of(run.id) or self.books.approvals.of(run.applies or "")

    def cancels(self, run: Run | str) -> None:
        """Whatever it is doing: the next change asks whether it may go on."""
        self.runs.save(self.row(run).cancelled(clock.now()))

    def resumes(self, run: Run) -> Run:
        return self.does_resume(run.id)

    def does_resume(self, run_id: str) -> Run:
        return self.does(taking.up(self.office(), run_id, taking.By.PERSON))

    def runs_while(self, happens: Callable[[], None], *, after: float, **asked: Any) -> Run:
        """Something happens some seconds after it has begun."""

        async def both() -> list[Run]:
            asyncio.get_running_loop().call_later(after, happens)
            return await starter.run(self.office(), Asked("things", **asked))

        (run,) = self.does(both())
        return run

    def barely_begun(self, run_id: str) -> Run:
        """A row as it is while its process waits for its team: it may be dead."""
        now = clock.now()
        run = Run.begun(
            id=run_id,
            instance=self.instance,
            job="things",
            cohort=None,
            trigger=Trigger.MANUAL,
            at=now,
            planned=now,
        )
        assert self.runs.add(run)
        return run

    def is_told_to_end(self, *, while_: str = "GET", **asked: Any) -> None:
        """SIGTERM, and nothing more after some seconds: the task is cancelled during a request."""

        async def work() -> None:
            task = asyncio.ensure_future(starter.run(self.office(), Asked("things", **asked)))
            self.world.before = lambda method, key: task.cancel() if method == while_ else None
            with contextlib.suppress(asyncio.CancelledError):
                await task
            self.world.before = lambda method, key: None

        self.does(work())

    async def takes_up(self, run_id: str) -> None:
        """As a daemon does what was requested."""
        await taking.up(self.office(), run_id, taking.By.DAEMON)

    def requests(self) -> Run:
        """Left to a daemon, by a command that met its team in other hands."""
        run = self.barely_begun("asked").put_back()
        self.runs.save(run)
        return run

    def dies_once_written(self, *, run_id: str, holding: Lease | None = None) -> None:
        """Killed with its only change done and not noted."""
        if holding:
            holding.release()
        self.world.lost = {ONE.key: [Died()]}
        self.dies_running(run_id=run_id)

    # what the daemon does

    def daemon_looks(self) -> list[str]:
        """Takes up whatever it finds requested and due, or abandoned; whose runs these were."""
        return self.does(self._looks())

    async def _looks(self) -> list[str]:
        taken = []
        for run in self.runs.of_status(Status.REQUESTED):
            if run.is_due(clock.now()):
                await self.takes_up(run.id)
                taken.append(run.id)
        for run in self.runs.of_status(Status.RUNNING):
            if abandoned.is_let_go(self.runs, self.leases, run):
                await self.takes_up(run.id)
                taken.append(run.id)
        return taken

    def ticks(self, tick: datetime, job: str = "things") -> None:
        self.does(self._daemon().due(job, tick))

    def ticks_twice(self, tick: datetime) -> None:
        """For two daemons at once."""

        async def both() -> None:
            await asyncio.gather(*(self._daemon().due("things", tick) for _ in range(2)))

        self.does(both())

    def ticks_while(self, happens: Callable[[], None], *, after: float, tick: datetime) -> None:
        async def both() -> None:
            asyncio.get_running_loop().call_later(after, happens)
            await self._daemon().due("things", tick)

        self.does(both())

    def _daemon(self) -> Turns:
        return Turns(self.opened, self.runs, lambda run: self.takes_up(run.id))

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[Office]:
        self.on_opening()
        if self.broken:
            raise self.broken
        yield self.office()

    def notes_tick(self, job: str, at: datetime) -> None:
        self.books.ticks.note(job, at)

    def last_tick(self, job: str) -> datetime | None:
        return self.books.ticks.last(job)

    # others at work

    def holds(self, *names: str) -> Lease:
        """Another run has these in hand."""
        return self.leases.take([f"{self.instance}/{name}" for name in names], "another-run")

    def daemon_is_at_work(self) -> Lease:
        return self.leases.show_a_daemon()

    # what is seen

    def row(self, run: Run | str) -> Run:
        found = self.runs.get(run if isinstance(run, str) else run.id)
        assert found is not None
        return found

    def statuses(self) -> dict[str, str]:
        return {run.id: run.status.value for run in self.runs.newest()}

    def document(self, run: Run) -> dict[str, Any]:
        shown = documents.of_run(run, self.office())
        shown["errors"] = [
            {name: told for name, told in one.items() if name != "title"} for one in shown["errors"]
        ]
        return shown

    def exit(self, run: Run) -> int:
        return run.exit
