"""Schedules by which a job never comes again, or never while a cohort runs, as `check` remarks on them.

Called by checking. Never asks what time it is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from m365bot.job import Job
from m365bot.programme import Cohort, Programme, Schedule, timetable, when
from m365bot.programme.timetable import Timetable
from m365bot.reading.complaints import Complaint, Notebook, Place
from m365bot.reading.configfile import Instance
from m365bot.reading.files import schedule
from m365bot.words import say


def remarks(programme: Programme, jobs: Iterable[Job], folder: Path, now: datetime) -> Iterator[Complaint]:
    """Each where its schedule stands: in schedule.yaml, else in the job's own file."""
    written = schedule.places(Instance(folder, Notebook()))
    for job in jobs:
        own = programme.schedule.get(job.name, Schedule(job.name))
        times = timetable.of(own.when or job.when, own.missed or job.missed, programme)
        if why := _why_idle(job, times, programme, now):
            yield Complaint(*written.get(job.name, _own_place(job)), *why)


def _own_place(job: Job) -> Place:
    code = job.make.__code__
    return Place(f"jobs/{Path(code.co_filename).name}", code.co_firstlineno)


def _why_idle(job: Job, times: Timetable, programme: Programme, now: datetime) -> tuple[str, str] | None:
    """Words and a way out; None where it comes."""
    if times.times is None:
        return None
    if isinstance(times.times, when.AfterEnd):
        return _is_over(job) if programme.unfinished and not times.next_after(now) else None
    following = times.next_after(now)
    if following is None:
        return _never(times)
    cohorts = programme.unfinished
    if job.per_cohort and cohorts and not any(_comes_within(cohort, times) for cohort in cohorts):
        return _outside(cohorts[-1], following)
    return None


def _comes_within(cohort: Cohort, times: Timetable) -> bool:
    begin = datetime.combine(cohort.starts, time.min, times.calendar.timezone)
    first = times.next_after(begin - timedelta(microseconds=1))
    return first is not None and first.date() <= cohort.ends


def _never(times: Timetable) -> tuple[str, str]:
    words = say("「{when}」では、この先一度も動きません。", when=times.words)
    if isinstance(times.times, when.Times) and times.times.days:
        return words, say(
            "曜日の予定も、営業日だけに動きます。休みの日に動かすなら、cron で書いてください。"
            '例: "0 9 * * 6"(土曜 9:00)'
        )
    return words, say("月日と曜日、programme.yaml の calendar(closed)を確かめてください。")


def _is_over(job: Job) -> tuple[str, str]:
    return say("どの期の終わりからも、動く日が過ぎています。もう動きません。"), say(
        "済んでいなければ m365bot run {job} で動かし、終わった期は cohort.yaml の status を finished にしてください。",
        job=job.name,
    )


def _outside(cohort: Cohort, following: datetime) -> tuple[str, str]:
    words = say(
        "{cohort} の期間({starts}から{ends}まで)に、一度も動きません。次は {next} です。",
        cohort=cohort.key,
        starts=cohort.starts,
        ends=cohort.ends,
        next=f"{following:%Y-%m-%d %H:%M}",
    )
    return words, say("予定の月日か、cohort.yaml の starts と ends を確かめてください。")
