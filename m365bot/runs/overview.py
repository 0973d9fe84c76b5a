"""Each job with its schedule, its next run and its last result, as `jobs --json` prints them.

Called by app. Pure, and light: nothing here loads the database's library.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from m365bot.job import Job
from m365bot.journal import Pause, pause
from m365bot.programme import Programme
from m365bot.runs import schedule


class Last(NamedTuple):
    """run_id, status and end (ISO 8601 with offset) of a job's newest run."""

    run_id: str
    status: str
    ended: str | None


def of(
    jobs: Iterable[Job], known: Programme, last: Mapping[str, Last], pauses: Sequence[Pause], now: datetime
) -> list[dict[str, Any]]:
    """`last` by the job's name."""
    return [_row(job, known, last.get(job.name), pause.of(job.name, pauses), now) for job in jobs]


def _row(
    job: Job, known: Programme, last: Last | None, paused: Pause | None, now: datetime
) -> dict[str, Any]:
    times = schedule.of(job, known)
    following = times.next_after(now)
    return {
        "job": job.name,
        "title": job.title,
        "when": times.words,
        "next": following.isoformat() if following else None,
        "last": _shown(last, known) if last else None,
        "paused": paused.to_json() if paused else None,
    } | ({"fault": job.fault} if job.fault else {})


def _shown(last: Last, known: Programme) -> dict[str, Any]:
    ended = datetime.fromisoformat(last.ended).astimezone(known.timezone) if last.ended else None
    return {
        "run_id": last.run_id,
        "status": last.status,
        "ended": ended.isoformat(timespec="seconds") if ended else None,
    }
