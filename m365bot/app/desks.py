"""What the officers' desk stands on for as long as its process lives: the books, and config/ as last saved.

Called by the console. Opens the database once and reads config/ and jobs/ again only where a file was saved. Never asks
Graph: whatever somebody decides is a row, which a daemon carries out.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from m365bot import clock, stamps
from m365bot.app import configured, glances, offices, stored
from m365bot.app.cohorts import Cohorts, Seen
from m365bot.app.glances import Glance
from m365bot.app.keeping import KEEPING
from m365bot.app.quarantine import Quarantine
from m365bot.errors import ConfigFaulty, M365BotError
from m365bot.job import Job
from m365bot.programme import Programme
from m365bot.reading import checking
from m365bot.reading.complaints import Complaint
from m365bot.reconcile.plan import Plan
from m365bot.runs import heap
from m365bot.runs.office import Office
from m365bot.runs.pausing import Switch
from m365bot.settings import Settings
from m365bot.stamps import Stamps

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.database.records import StoredRecords
    from m365bot.database.visits import StoredVisits


@dataclass(frozen=True)
class Known:
    """config/ and jobs/ as they were last saved. programme: None where nothing of it can be used.

    fault: why there is nothing to be read at all; empty where there is.
    """

    programme: Programme | None = None
    jobs: Mapping[str, Job] = field(default_factory=dict)
    complaints: Sequence[Complaint] = ()
    remarks: Sequence[Complaint] = ()
    fault: str = ""


class Desk:
    """One instance, for all who sit at its desk; asked from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.RLock()
        self._held = ExitStack()
        self._books: Books | None = None
        self._files: Stamps | None = None
        self._known = Known()

    @cached_property
    def leases(self) -> Any:
        return stored.leases(self.settings)

    @property
    def books(self) -> "Books":
        """What is kept, to be added to. Raises M365BotError where the database is away; it is tried again then."""
        with self._lock:
            if self._books is None:
                self._books = self._held.enter_context(stored.books(self.settings, KEEPING))
            return self._books

    @cached_property
    def looking(self) -> "Books":
        """The same for whoever only looks: it waits for nobody who writes, and nobody waits for it."""
        from m365bot.database.books import Books

        return Books(self.books.looking, self.books.instance, born=self.books.own.born)

    @cached_property
    def visits(self) -> "StoredVisits":
        """Who is signed in. Raises M365BotError."""
        from m365bot.database.visits import StoredVisits

        return StoredVisits(self.books.engine, self.books.instance)

    def known(self) -> Known:
        """As last saved; what cannot be read stands among its complaints."""
        with self._lock:
            files = stamps.of(self.settings.folder)
            if files != self._files:
                self._known, self._files = self._read(), files
                heap.give_back()
            return self._known

    def glance(self, now: datetime) -> Glance:
        """How things stand. Raises M365BotError."""
        return glances.of(self.settings, self.looking, self.known().programme, self.overview(now))

    def overview(self, now: datetime) -> list[dict[str, Any]]:
        """Each job with its schedule, next run and last result. Raises M365BotError."""
        known = self.known()
        if known.programme is None:
            return []
        return offices.rows_of(
            known.jobs, known.programme, self.looking.runs.last_results(), self.looking.pauses.all(), now
        )

    def jobs(self) -> Mapping[str, Job]:
        """The instance's and those of our own. Raises M365BotError."""
        return offices.with_our_own(self.known().jobs, self.looking)

    def office(self) -> Office:
        """For whoever shows runs. Raises M365BotError."""
        return self._office(self.looking)

    def deciding(self) -> Office:
        """For whoever decides: what is kept is kept at once. Raises M365BotError."""
        return self._office(self.books)

    def switch(self) -> Switch:
        """By which jobs are paused and resumed; config/ may be wrong. Raises M365BotError."""
        return Switch(self.books.pauses, self.jobs())

    def _office(self, books: "Books") -> Office:
        from m365bot.database.journal import OneLook
        from m365bot.database.records import StoredRecords

        programme, jobs = self.usable(), self.known().jobs
        asks_nobody: Any = _AsksNobody()
        return _Shown(
            instance=books.instance,
            programme=programme,
            jobs=offices.with_our_own(jobs, books),
            runs=books.runs,
            approvals=books.approvals,
            pauses=books.pauses,
            ticks=books.ticks,
            journals=OneLook(books.engine, books.instance, books.own, self.leases.need_standing),
            leases=self.leases,
            records=StoredRecords(books.engine, books.instance, programme),
            graph=asks_nobody,
            saved=books.saved_config,
        )

    def quarantine(self) -> Quarantine:
        """Rows that need a look. Raises M365BotError."""
        from m365bot.database.records import StoredRecords
        from m365bot.database.strange import Strange

        engine, instance, programme = self.looking.engine, self.books.instance, self.usable()
        return Quarantine(Strange(engine, instance), StoredRecords(engine, instance, programme), programme)

    def records(self, cohort: str = "") -> "StoredRecords":
        """What trainees did, for whoever says something of it. cohort: one that is to be read, also if it is finished.

        Raises M365BotError.
        """
        from m365bot.database.judgments import Leave
        from m365bot.database.records import StoredRecords

        programme = self.programme_of(cohort) if cohort else self.usable()
        return StoredRecords(self.books.engine, self.books.instance, programme, Leave.KEEP)

    @cached_property
    def cohorts(self) -> Cohorts:
        """What pages show of people."""
        return Cohorts(self._with_finished)

    def refresh(self, now: datetime) -> None:
        """What pages show of config/ and of people is held as it is now; rows that config judges otherwise since keep their
        new judgment. Raises M365BotError.
        """
        programme = self.usable()
        for cohort in programme.unfinished:
            if not programme.faults_of(cohort) and self.cohorts.is_another(cohort, programme, self.looking):
                self.records().refresh(cohort)
                self.cohort(cohort.key, now)

    def usable(self) -> Programme:
        """config/ as last saved. Raises ConfigError where nothing of it can be used."""
        known = self.known()
        if known.programme is None:
            raise ConfigFaulty(known.fault or "\n".join(map(str, known.complaints)))
        return known.programme

    def programme_of(self, cohort: str) -> Programme:
        """With that cohort read, also a finished one. Raises ConfigError where there is none."""
        return self.cohorts.programme(cohort, self.usable())

    def cohort(self, key: str, now: datetime) -> Seen:
        """Raises ConfigError where there is none, or nothing of it can be used."""
        return self.cohorts.seen(key, self.usable(), self.looking, now)

    def close(self) -> None:
        self._held.close()

    def _with_finished(self, cohort: str) -> Programme:
        key = KEEPING.person_key(self.settings, self.books)
        return configured.reading(self.settings, key, [cohort]).usable()

    def _read(self) -> Known:
        try:
            key = KEEPING.person_key(self.settings, self.books)
            found, jobs = configured.reading(self.settings, key), configured.jobs(self.settings)
        except M365BotError as error:
            return Known(fault=str(error))
        found = checking.checked(found, self.settings.folder, jobs.values(), clock.now())
        return Known(_usable(found), jobs, found.complaints, found.remarks)


@dataclass(frozen=True)
class _Shown(Office):
    """A page tells a run's plan in several parts: it is taken apart once."""

    _plans: dict[int, tuple[Mapping[str, Any], Plan]] = field(default_factory=dict, repr=False)

    def plan(self, stored: Mapping[str, Any]) -> Plan:
        """Raises Unreadable where another version stored it."""
        if id(stored) not in self._plans:
            self._plans[id(stored)] = (stored, super().plan(stored))
        return self._plans[id(stored)][1]


class _AsksNobody:
    """In Graph's place: a page that asked Graph would wait for it."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"the desk asked Graph: {name}")


def _usable(found: Any) -> Programme | None:
    try:
        usable: Programme = found.usable()
    except M365BotError:
        return None
    return usable


@contextmanager
def desk(settings: Settings) -> Iterator[Desk]:
    """The database is closed at the end."""
    made = Desk(settings)
    try:
        yield made
    finally:
        made.close()
