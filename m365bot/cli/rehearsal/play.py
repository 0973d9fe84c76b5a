"""Plays a season: each job at its minute, each answer at its own, and an approver who looks in every business morning.

Called by `m365bot demo --year`. On the lent clock, so that a night costs nothing. What a job does is up to the job; nothing
is decided here but when. Whoever goes on after somebody who was killed plays the act again in which that happened.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from m365bot import app, clock
from m365bot.cli.rehearsal import calendar, learners, people
from m365bot.cli.rehearsal.calendar import Tick
from m365bot.cli.rehearsal.people import Answer
from m365bot.cli.rehearsal.stage import Stage
from m365bot.job import Job
from m365bot.journal import Run, Status, Trigger
from m365bot.programme import Cohort, Programme
from m365bot.runs import deciding, notices, starter, taking
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.settings import Settings
from m365bot.words import say

APPROVES_AT = time(10)
APPROVER = "rehearsal"
AT_ONCE = 12  # runs that one tick leads to, at most


@dataclass(frozen=True)
class Look:
    """The approver looks at what waits."""

    at: datetime


Act = Tick | Answer | Look


@dataclass
class Season:
    """told: of each act that is over, when it was and the runs that it led to. done: acts that are over from before."""

    settings: Settings
    stage: Stage
    cohort: Cohort
    programme: Programme
    told: Callable[[datetime, list[Run]], None] = lambda at, runs: None
    done: int = 0

    async def play(self) -> None:
        async with app.office(self.settings) as office:
            for act in self._acts(office.jobs.values())[self.done :]:
                clock.move_to(act.at)
                began = clock.now()
                runs = await self._done(office, act)
                self._name(office, runs, began)
                self.told(act.at, runs)

    def _acts(self, jobs: Iterable[Job]) -> list[Act]:
        """All of the season, in the order of their minutes: the same whenever it is asked for."""
        since, until = calendar.span(self.cohort, self.programme)
        ticks = calendar.ticks(jobs, self.programme, since, until)
        given = people.answered(self.cohort, self.programme, since, until)
        studied = learners.logged(self.cohort, self.programme, since, until)
        acts: list[Act] = [*ticks, *given, *studied, *self._looks(since, until)]
        return sorted(acts, key=lambda act: act.at)

    def _looks(self, since: datetime, until: datetime) -> Iterator[Look]:
        day = since.date()
        while day <= until.date():
            at = datetime.combine(day, APPROVES_AT, self.programme.timezone)
            if self.programme.calendar.is_business_day(day) and since < at:
                yield Look(at)
            day += timedelta(days=1)

    async def _done(self, office: Office, act: Act) -> list[Run]:
        match act:
            case Answer():
                self._fill_in(act)
                return []
            case Tick():
                return await _run(office, act.job)
            case Look():
                return await _approve(office)

    def _name(self, office: Office, runs: list[Run], began: datetime) -> None:
        """What the jobs did has their names in the viewer."""
        for run in runs:
            if run.status is not Status.NOTHING_TO_DO:
                self.stage.worked(office.jobs[run.job].title, began, clock.now())

    def _fill_in(self, answer: Answer) -> None:
        cells = {answer.asked.form.identity: answer.person.mail, "完了時刻": answer.at.isoformat()}
        self.stage.answered(answer.asked.source.name, cells | answer.cells)


async def _run(office: Office, job: str) -> list[Run]:
    began = clock.now()
    runs = await starter.run(office, Asked(job, trigger=Trigger.SCHEDULE))
    runs += _looked_first(office, office.jobs[job], began)
    if any(run.status is not Status.NOTHING_TO_DO for run in runs):
        await notices.told(lambda: nullcontext(office))
    return runs


def _looked_first(office: Office, job: Job, began: datetime) -> list[Run]:
    """What it rests on was run right before, as runs of their own."""
    lately = office.runs.lately(AT_ONCE) if job.first else ()
    return [run for run in lately if run.job == job.first and run.planned >= began]


async def _approve(office: Office) -> list[Run]:
    word = deciding.Word(APPROVER, reason=say("練習での承認"))
    waiting = office.runs.of_status(Status.AWAITING_APPROVAL)
    approved = [deciding.approve(office, run.id, word) for run in waiting]
    return [await taking.at_its_minute(office, run, taking.By.PERSON) for run in approved]
