"""What a run needs, put together once by app: config, jobs, journal, records, Graph.

Called by everything in this package. Decides nothing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from m365bot import clock
from m365bot.errors import ConfigError
from m365bot.job import Job, Now
from m365bot.journal import Result, Run, Status
from m365bot.journal.ports import Approvals, Journals, Leases, Pauses, Runs, Ticks
from m365bot.journal.version import Version
from m365bot.programme import Cohort, Person, Programme, called
from m365bot.reconcile.plan import Change, Plan, Unreadable
from m365bot.records.asked import AnswersOf
from m365bot.records.snapshot import Records
from m365bot.resources.kind import Resource
from m365bot.resources.ports.graph import Graph
from m365bot.resources.ports.records import RecordStore
from m365bot.resources.view import View
from m365bot.runs.pace import Alone, Pace
from m365bot.words import say


class Submissions(RecordStore, Protocol):
    """What trainees did, as kinds store it and as jobs are told it."""

    def snapshot(self) -> Records: ...
    def note_to_forget(self, person_id: str, reason: str) -> None: ...
    def confirm(self, asked: AnswersOf, who: str) -> None: ...


@dataclass(frozen=True)
class Office:
    """One instance at work.

    saved: of config/ files whose names begin so, versions noted after a moment, the oldest first.
    told: called with each change that is settled, and how many there are. planned: called with a run's plan;
    may raise GuardStopped. is_as_read: do the files still say what was read of them? begins: asked with what a
    run is going to do and what waits for approval, before anything is done; False ends it.
    """

    instance: str
    programme: Programme
    jobs: Mapping[str, Job]
    runs: Runs
    approvals: Approvals
    pauses: Pauses
    ticks: Ticks
    journals: Journals
    leases: Leases
    records: Submissions
    graph: Graph
    pace: Pace = field(default_factory=Alone)
    settles_s: float | None = None
    is_as_read: Callable[[], bool] = lambda: True
    saved: Callable[[str, datetime | None], Sequence[Version]] = lambda files, since: ()
    told: Callable[[Change, Result, int], None] = lambda change, result, count: None
    planned: Callable[[Plan], None] = lambda plan: None
    begins: Callable[[Plan, Plan], bool] = lambda plan, asking: True

    def job(self, name: str) -> Job:
        """Raises ConfigError."""
        return job_called(name, self.jobs)

    def run(self, run_id: str) -> Run:
        """One that somebody names. Raises ConfigError."""
        if run := self.runs.get(run_id):
            return run
        raise ConfigError(
            say("実行 {run_id} はありません。`m365bot runs list` で確かめてください。", run_id=run_id)
        )

    def keep(self, run: Run) -> Run:
        """The run, as its row is from now on."""
        self.runs.save(run)
        return run

    def turn(self, run: Run, was: Status) -> Run:
        """The run, kept where its row still says `was`; else as somebody else has left it meanwhile."""
        return run if self.runs.claim(run, was) else self.run(run.id)

    def cohort_of(self, run: Run) -> Cohort | None:
        return self.programme.cohort(run.cohort) if run.cohort else None

    def plan(self, stored: Mapping[str, Any]) -> Plan:
        """Raises Unreadable where another version stored it."""
        return Plan.from_json(stored, self.person)

    def plan_of(self, run: Run) -> Plan:
        """What it carries out; it has one."""
        assert run.plan is not None, run.id
        return self.plan(run.plan)

    def plan_to_show(self, run: Run) -> Plan:
        """The same for whoever only shows it: empty where there is none, or none that can be read."""
        try:
            return self.plan(run.plan) if run.plan else Plan(run.job, run.cohort, run.at)
        except Unreadable:
            return Plan(run.job, run.cohort, run.at)

    def cohorts_for(self, job: Job, key: str | None) -> Sequence[Cohort | None]:
        """The cohorts a run of this job looks at: the one named, else all unfinished; none for jobs over all.

        Raises ConfigError where the files of every one of them are faulty.
        """
        if not job.per_cohort:
            return [None]
        named = [called.cohort(key, self.programme)] if key else self.programme.unfinished
        faults = {cohort.key: self.programme.faults_of(cohort) for cohort in named}
        if named and all(faults.values()):
            raise ConfigError("\n".join(fault.whole for found in faults.values() for fault in found))
        return list(named)

    def now(self, at: datetime | None) -> datetime:
        """Planning's now, in the programme's time zone."""
        return (at or clock.now()).astimezone(self.programme.timezone)

    def silent(self) -> "Office":
        """The same for a run that nobody watches: nobody is told of it, or asked whether it may begin."""
        return replace(
            self,
            told=lambda change, result, count: None,
            planned=lambda plan: None,
            begins=lambda plan, asking: True,
        )

    def wanted(
        self, job: Job, cohort: Cohort | None, at: datetime, unread: Collection[AnswersOf] = ()
    ) -> list[Any]:
        """unread: whose answers nobody could read just now."""
        return job.wanted(self._given(job, cohort, at, unread))

    def wants_any(self, job: Job, cohort: Cohort | None, at: datetime) -> bool:
        return job.wants_any(self._given(job, cohort, at))

    def _given(
        self, job: Job, cohort: Cohort | None, at: datetime, unread: Collection[AnswersOf] = ()
    ) -> Mapping[Any, Any]:
        if cohort is not None:
            self._needs_usable(cohort)
        given: dict[Any, Any] = {Programme: self.programme, Now: self.now(at)}
        if cohort is not None:
            given[Cohort] = cohort
        if Records in job.wants.values():
            given[Records] = self.records.snapshot().without(unread)
        return given

    def _needs_usable(self, cohort: Cohort) -> None:
        """Raises ConfigError for a cohort whose files are faulty; the others go on."""
        if faults := self.programme.faults_of(cohort):
            told = [f"{fault.file} {fault.words}" for fault in faults]
            raise ConfigError("\n".join((say("{cohort} の設定に不備があります。", cohort=cohort.key), *told)))

    def view(self, at: datetime, soon: Iterable[str] = ()) -> View:
        """A look from planning's now. soon: keys of what it will look at."""
        known, born = self.journals.memory(soon), self.journals.born
        written = cache(self.journals.recent_writes)

        def unsettled(resource: Resource) -> float:
            at = written().get(resource.key, born)
            if resource.listed_in and at > born and known.get(resource.key, {}).get("id"):
                left = self.settles(resource.listed_in)  # made for sure, so a list without it is behind
            else:
                left, at = (
                    self.settles(resource.settles_in),
                    max(at, born),
                )  # what a lost database had under way nobody knows
            return left - (clock.now() - at).total_seconds()

        return View(
            graph=self.graph,
            known=known,
            now=at,
            records=self.records,
            unsettled=unsettled,
            began=self.journals.under_way,
        )

    def person(self, person_id: str) -> Person:
        """Somebody by opaque id, also one who is in no file any more."""
        if known := self.programme.everybody.get(person_id) or self.programme.chiefs.get(person_id):
            return known
        memo = self.journals.memory().get(f"person:{person_id}", {})
        mail = str(memo.get("upn", ""))
        return Person(person_id, str(memo.get("name", person_id)), mail, mail)

    def person_called(self, mail: str) -> str:
        """Somebody's opaque id, by an address of config or one that is remembered. Raises ConfigError."""
        if known := self.programme.find_person(mail):
            return known.id
        for key, memo in self.journals.memory().items():
            if key.startswith("person:") and str(memo.get("upn", "")).casefold() == mail.strip().casefold():
                return key.removeprefix("person:")
        raise ConfigError(say("『{mail}』は名簿にも記録にもありません。", mail=mail))

    def settles(self, own: float) -> float:
        """Seconds until what is seen is believed; the setting replaces those of kinds that have any."""
        return self.settles_s if own and self.settles_s is not None else own


def job_called(name: str, jobs: Mapping[str, Job]) -> Job:
    """By its name, or its title as tables show it. Raises ConfigError."""
    if name in jobs:
        return jobs[name]
    titled = [job for job in jobs.values() if name.strip() in (job.title, say(job.title))]
    if len(titled) == 1:
        return titled[0]
    known = say("、").join(sorted(jobs))
    words = say("『{name}』という手順はありません。あるのは {known} です。", name=name, known=known)
    raise ConfigError(words + called.meant(name, jobs))


def lease_names(instance: str, job: str, resources: Iterable[Resource]) -> list[str]:
    """What a run works on and nobody else may meanwhile; its job's name where that is nothing."""
    leases = {resource.lease for resource in resources} or {job}
    return sorted(f"{instance}/{lease}" for lease in leases)
