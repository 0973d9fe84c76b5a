"""The timetable in force for a job: schedule.yaml's words over the job's own.

Called by the daemon and by `m365bot jobs`. Pure.
"""

from m365bot.job import Job
from m365bot.programme import Programme, Schedule, timetable
from m365bot.programme.timetable import Timetable


def of(job: Job, programme: Programme) -> Timetable:
    own = programme.schedule.get(job.name, Schedule(job.name))
    return timetable.of(own.when or job.when, own.missed or job.missed, programme)
