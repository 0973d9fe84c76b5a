"""One run of one job, and its life: which state may follow which, and what each turn changes.

Called by runs; the database stores it. Pure, and the only place that says what a run is: whoever moves it on calls
a method here, and gets the run as it then is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from m365bot import machine
from m365bot.errors import GuardStopped, M365BotError
from m365bot.journal import exits
from m365bot.journal.report import NOTHING, Report, Spent, Trouble
from m365bot.journal.status import Status, Trigger
from m365bot.words import say

PlanJson = Mapping[str, Any]
"""A plan as it is stored."""

EXPIRED = "ApprovalExpired"
GOOD = (Status.DONE, Status.NOTHING_TO_DO, Status.PARTLY_FAILED)
GOES_TO: Mapping[Status, frozenset[Status]] = {
    Status.REQUESTED: frozenset({Status.REQUESTED, Status.RUNNING, Status.REJECTED, Status.CANCELLED}),
    Status.RUNNING: frozenset(
        {
            *GOOD,
            Status.RUNNING,
            Status.REQUESTED,
            Status.AWAITING_APPROVAL,
            Status.FAILED,
            Status.STOPPED,
            Status.CANCELLED,
        }
    ),
    Status.AWAITING_APPROVAL: frozenset({Status.DONE, Status.REJECTED, Status.CANCELLED}),
    Status.DONE: frozenset({Status.REJECTED}),  # what was approved of it came to nothing
}


@dataclass(frozen=True)
class Sought:
    """Which runs somebody looks for; what is empty does not narrow it down."""

    job: str = ""
    cohort: str = ""
    status: Status | None = None


class WrongTurn(Exception):
    """A mistake of ours: a run cannot go on like that."""


@dataclass(frozen=True)
class Run:
    """at: planning's now. planned: the process's now when it was planned. due: not to be started before.

    plan: what is carried out. asking: what waits for approval. applies: the run whose approved plan this one
    carries out. report: counts, traffic and errors of its end.
    """

    id: str
    instance: str
    job: str
    cohort: str | None
    status: Status
    trigger: Trigger
    at: datetime
    planned: datetime
    started: datetime | None = None
    ended: datetime | None = None
    due: datetime | None = None
    plan: PlanJson | None = None
    asking: PlanJson | None = None
    report: Report = field(default_factory=Report)
    actor: str = ""
    reason: str = ""
    applies: str | None = None

    # what is known of it

    def now(self, process_now: datetime) -> datetime:
        """An approved run's now: its `--at` plus the time passed since it was planned."""
        return self.at + (process_now - self.planned)

    def is_due(self, process_now: datetime) -> bool:
        return self.until_due(process_now) <= timedelta(0)

    def until_due(self, process_now: datetime) -> timedelta:
        return timedelta(0) if self.due is None else self.due - self.now(process_now)

    @property
    def is_a_daemons(self) -> bool:
        """Begun by a daemon: the schedule's, or one that somebody left to it. The next daemon begins it anew."""
        return self.trigger is Trigger.SCHEDULE or self.due is not None

    @property
    def exit(self) -> int:
        """Its exit status, of all that hold."""
        return exits.of(self.status, self.report)

    # how it comes about

    @classmethod
    def begun(cls, **fields: Any) -> "Run":
        """One that is at work from now on, and has no plan yet."""
        return cls(status=Status.RUNNING, **fields)

    @classmethod
    def requested(cls, *, due: datetime, **fields: Any) -> "Run":
        """One that somebody leaves to a daemon."""
        return cls(status=Status.REQUESTED, due=due, **fields)

    @classmethod
    def skipped(cls, *, reason: str, now: datetime, **fields: Any) -> "Run":
        """A tick that led to no run, and why."""
        return cls(status=Status.CANCELLED, planned=now, ended=now, reason=reason, **fields)

    @classmethod
    def unreadable(cls, error: M365BotError, *, now: datetime, **fields: Any) -> "Run":
        """A tick for which config/ or the job's file could not even be read."""
        report = Report(errors=(Trouble.of(error),), exit=exits.of_error(error))
        return cls(status=Status.FAILED, planned=now, ended=now, report=report, **fields)

    def to_apply(self, *, due: datetime, actor: str, reason: str) -> "Run":
        """The run that will carry out what this one asks for."""
        return Run.requested(
            id=f"{self.id}:apply",
            instance=self.instance,
            job=self.job,
            cohort=self.cohort,
            trigger=Trigger.APPROVAL,
            at=self.at,
            planned=self.planned,
            due=due,
            plan=self.asking,
            actor=actor,
            reason=reason,
            applies=self.id,
        )

    def asks_apart(self, run_id: str, plan: PlanJson, asking: PlanJson, now: datetime) -> "Run":
        """A run beside this one, about something else of what it found: nothing is done, and a person is waited for."""
        report = Report(counts=NOTHING, exit=exits.OF_STATUS[Status.NOTHING_TO_DO])
        return replace(
            self,
            id=run_id,
            status=Status.AWAITING_APPROVAL,
            started=now,
            ended=now,
            plan=plan,
            asking=asking,
            report=report,
        )

    # while it is requested

    def put_off(self, until: datetime) -> "Run":
        return self._to(Status.REQUESTED, of=Status.REQUESTED, due=until)

    def unseen(self, counts: Mapping[str, int], errors: Sequence[Trouble]) -> "Run":
        """What it is about cannot be seen just now: it goes on waiting."""
        report = replace(self.report, counts=counts, errors=tuple(errors), exit=exits.UNSEEN)
        return self._to(Status.REQUESTED, of=Status.REQUESTED, report=report)

    def started_as_approved(self, plan: PlanJson, leases: Sequence[str], now: datetime) -> "Run":
        return self._to(
            Status.RUNNING, of=Status.REQUESTED, plan=plan, started=now, report=Report(leases=tuple(leases))
        )

    def held_back(self, error: M365BotError) -> "Run":
        """It is due and may not be done now: it goes on waiting, and says why."""
        report = replace(self.report, errors=(Trouble.of(error),), exit=exits.of_error(error))
        return self._to(Status.REQUESTED, of=Status.REQUESTED, report=report)

    def outdated(self, why: str, now: datetime) -> "Run":
        """The approval does not hold any more."""
        over = self._to(Status.REJECTED, of=Status.REQUESTED, started=now, report=Report())
        return over._over(now, [Trouble.of(GuardStopped(why))], exit_code=exits.OF_STATUS[over.status])

    # while it runs

    def begun_anew(self, now: datetime) -> "Run":
        """From planning on, at a now that has gone on meanwhile; one without a plan has written nothing."""
        return self._to(Status.RUNNING, at=self.now(now), planned=now, report=Report())

    def holding(self, leases: Sequence[str]) -> "Run":
        return self._to(Status.RUNNING, of=Status.RUNNING, report=replace(self.report, leases=tuple(leases)))

    def carrying(self, plan: PlanJson, asking: PlanJson | None, now: datetime) -> "Run":
        """It knows what it does now, and what waits for a person."""
        return self._to(Status.RUNNING, of=Status.RUNNING, plan=plan, asking=asking, started=now)

    def costing(self, spent: Spent) -> "Run":
        return self._to(Status.RUNNING, of=Status.RUNNING, report=replace(self.report, spent=spent))

    def put_back(self) -> "Run":
        """For a daemon, from the beginning."""
        return self._to(Status.REQUESTED, of=Status.RUNNING, due=self.at, report=Report())

    # how it ends

    def came_to(self, counts: Mapping[str, int], errors: Sequence[Trouble], spent: Spent) -> "Run":
        """Its plan is carried out, as far as could be; how it ended is not said yet."""
        report = replace(self.report, counts=counts, errors=tuple(errors), spent=spent)
        return self._to(Status.RUNNING, of=Status.RUNNING, report=report)

    def finished(self, *, good: int, now: datetime) -> "Run":
        """`good`: how many changes came about. What asks goes on asking."""
        verdict = _verdict(self.report, good)
        report = replace(self.report, exit=exits.of_verdict(verdict, self.report.errors))
        return self._to(Status.AWAITING_APPROVAL if self.asking else verdict, report=report, ended=now)

    def halted(self, now: datetime) -> "Run":
        """Somebody paused its job meanwhile: what it came to is told, and what is left is not done."""
        report = replace(self.report, exit=exits.OF_STATUS[Status.STOPPED])
        return self._to(Status.STOPPED, of=Status.RUNNING, report=report, ended=now)

    def stopped(self, error: M365BotError, now: datetime, *, plan: PlanJson | None = None) -> "Run":
        """By a guard or by others at work, or failed; the row keeps the plan for whoever asks why."""
        status = Status.STOPPED if isinstance(error, GuardStopped) else Status.FAILED
        over = self._to(status, plan=plan or self.plan)
        return over._over(now, [Trouble.of(error)], exit_code=exits.of_error(error))

    def broken(self, error: Exception, now: datetime) -> "Run":
        """The machine's trouble, or a mistake of ours, whose text may hold personal data and is not kept."""
        kind = type(error).__name__
        words = machine.words(error) or say(
            "思わぬエラーで止まりました({kind})。運用の担当者に知らせてください。", kind=kind
        )
        return self._to(Status.FAILED)._over(now, [Trouble("", words, kind)], exit_code=exits.of_error(error))

    def failed(self, errors: Sequence[Trouble], now: datetime) -> "Run":
        """Nothing at all could be seen."""
        return self._to(Status.FAILED)._over(now, errors, exit_code=exits.of_troubles(errors))

    def declined(self, now: datetime) -> "Run":
        """Who was asked said no."""
        return self._cancelled_as(say("実行しませんでした。"), now)

    def interrupted(self, now: datetime) -> "Run":
        """It died before it had a plan: nothing was written, and nothing is left to do."""
        return self._cancelled_as(say("計画の途中で中断しました。"), now)

    def cancelled(self, now: datetime, *, reason: str = "") -> "Run":
        return self._to(Status.CANCELLED, ended=now, reason=reason or self.reason)

    # a person's word

    def met_again(self, later: "Run") -> "Run":
        """As it is shown where a later run found nothing to do but to ask for the same: with what that one saw."""
        return replace(self, plan=later.plan, report=later.report)

    def approved(self) -> "Run":
        """It is over; its `to_apply` does the rest."""
        return self._to(Status.DONE, of=Status.AWAITING_APPROVAL)

    def rejected(self, reason: str, now: datetime) -> "Run":
        return self._to(Status.REJECTED, reason=reason, ended=now)

    def expired(self, why: str, now: datetime) -> "Run":
        """Nobody said a word in time."""
        over = self._to(Status.REJECTED, of=Status.AWAITING_APPROVAL, reason=f"{self.reason} {why}".strip())
        errors = (*self.report.errors, Trouble("", why, EXPIRED))
        return replace(over, ended=now, report=replace(self.report, errors=errors))

    def unread(self, error: M365BotError, now: datetime) -> "Run":
        """Nobody can decide about it any more: this version cannot read what it asks for."""
        over = self._to(Status.REJECTED, of=Status.AWAITING_APPROVAL, reason=f"{self.reason} {error}".strip())
        errors = (*self.report.errors, Trouble.of(error))
        return replace(over, ended=now, report=replace(self.report, errors=errors))

    @property
    def has_expired(self) -> bool:
        return any(trouble.error == EXPIRED for trouble in self.report.errors)

    def _cancelled_as(self, words: str, now: datetime) -> "Run":
        over = self._to(Status.CANCELLED, of=Status.RUNNING)
        return over._over(now, [Trouble.of(GuardStopped(words))], exit_code=exits.OF_STATUS[over.status])

    def _over(self, now: datetime, errors: Sequence[Trouble], *, exit_code: int) -> "Run":
        return replace(self, ended=now, report=replace(self.report, errors=tuple(errors), exit=exit_code))

    def _to(self, status: Status, *, of: Status | None = None, **fields: Any) -> "Run":
        """`of`: the only state that this turn is for. Raises WrongTurn."""
        if status not in GOES_TO.get(self.status, ()) or self.status is not (of or self.status):
            raise WrongTurn(f"{self.id}: {self.status} → {status}")
        return replace(self, status=status, **fields)


def _verdict(report: Report, good: int) -> Status:
    """A permission that is missing for all of it is no part that failed, but the whole."""
    if report.counts["failed"] and not good and exits.is_forbidden(report.errors):
        return Status.FAILED
    if report.counts["failed"] or report.counts["unknown"]:
        return Status.PARTLY_FAILED
    return Status.DONE if good else Status.NOTHING_TO_DO
