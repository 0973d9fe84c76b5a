"""Jobs as `jobs --json` tells them: schedule, next run, last result."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from m365bot import reading
from m365bot.job import Job
from m365bot.journal import Pause
from m365bot.runs import overview

TOKYO = ZoneInfo("Asia/Tokyo")
FRIDAY = datetime(2025, 6, 27, 18, 0, tzinfo=TOKYO)
REPOSITORY = Path(__file__).parent.parent.parent

PAUSES = [Pause("never", "sato", FRIDAY, "事故")]


def job(name: str, when: str) -> Job:
    return Job(name, f"{name} title", when, "skip", lambda: iter(()))


def rows() -> list[dict[str, object]]:
    known = reading.timetable(REPOSITORY).usable()
    last = {"mornings": overview.Last("mornings-1", "done", "2025-06-27T00:30:45+00:00")}
    jobs = [job("mornings", "weekdays 09:30"), job("never", "")]
    return overview.of(jobs, known, last, PAUSES, FRIDAY)


def test_each_has_its_title_and_schedule_and_the_next_run_skips_the_weekend() -> None:
    mornings, never = rows()

    assert (mornings["job"], mornings["title"], mornings["when"]) == (
        "mornings",
        "mornings title",
        "weekdays 09:30",
    )
    assert mornings["next"] == "2025-06-30T09:30:00+09:00"
    assert never["next"] is None


def test_the_last_result_is_told_in_the_programmes_time_zone() -> None:
    mornings, never = rows()

    assert mornings["last"] == {
        "run_id": "mornings-1",
        "status": "done",
        "ended": "2025-06-27T09:30:45+09:00",
    }
    assert never["last"] is None


def test_a_job_that_somebody_paused_says_who_when_and_why() -> None:
    mornings, never = rows()

    assert mornings["paused"] is None
    assert never["paused"] == {
        "job": "never",
        "who": "sato",
        "at": "2025-06-27T18:00:00+09:00",
        "reason": "事故",
    }
