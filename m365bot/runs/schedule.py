"""When each job runs: schedule.yaml over the job's own default, and what becomes of a missed tick.

Called by the daemon and by `m365bot jobs`. Pure.
"""

from datetime import datetime

from m365bot.job import Job
from m365bot.programme import Programme, when

NEVER = when.AfterEnd(0)  # without cohorts that end


def words_of(job: Job, programme: Programme) -> tuple[str, str]:
    """The schedule words in force: when, and what becomes of a missed run."""
    own = programme.schedule.get(job.name)
    if own is None:
        return job.when, job.missed
    return own.when or job.when, own.missed or job.missed


def times_of(job: Job, programme: Programme) -> when.When:
    """The schedule as a value that knows the programme's own dates."""
    words = words_of(job, programme)[0]
    times = when.parse(words) if words else NEVER
    if isinstance(times, when.PublishTimes):
        return times.knowing(issue.publish for issue in programme.issues)
    if isinstance(times, when.AfterEnd):
        return times.knowing(cohort.ends for cohort in programme.unfinished)
    return times


def next_of(job: Job, programme: Programme, now: datetime) -> datetime | None:
    """The next tick after now, in the programme's time zone."""
    return times_of(job, programme).next_after(now.astimezone(programme.timezone), programme.calendar)


def missed_of(job: Job, programme: Programme) -> when.Missed:
    return when.parse_missed(words_of(job, programme)[1])


def ticks_between(job: Job, programme: Programme, since: datetime, until: datetime) -> list[datetime]:
    """Every tick after `since` up to and with `until`; at most the newest hundred matter to anybody."""
    times, found, moment = times_of(job, programme), [], since.astimezone(programme.timezone)
    while (tick := times.next_after(moment, programme.calendar)) and tick <= until:
        found.append(tick)
        moment = tick
    return found[-100:]
