"""A schedule with no tick left is remarked on, where it stands, with a way out."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from m365bot.job import Job, job
from m365bot.programme import Cohort, Programme
from m365bot.reading import Complaint, idle
from m365bot.resources.kind import Desired
from tests.reading.conftest import COHORT_FILE, Instance

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2025, 6, 2, 9, tzinfo=TOKYO)
AFTER_END = "2 business days after the cohort's end"


@job(title="期ごと", when="weekdays 06:30")
def provision(cohort: Cohort) -> Iterator[Desired]:
    yield from ()


@job(title="ひとつ", when="")
def newsletter(programme: Programme) -> Iterator[Desired]:
    yield from ()


@job(title="既定", when="saturdays 09:00")
def on_saturdays(programme: Programme) -> Iterator[Desired]:
    yield from ()


def remarks(instance: Instance, *jobs: Job, now: datetime = NOW) -> list[Complaint]:
    return list(idle.remarks(instance.read().usable(), jobs, instance.folder, now))


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("saturdays 09:00", "営業日だけに動きます"),
        ("0 9 1 2 *", "R7 の期間(2025-05-12から2025-11-28まで)に、一度も動きません。次は 2026-02-01 09:00"),
        ("weekdays 06:30", ""),
        ("every 10 minutes", ""),
        ("at each issue's publish time", ""),
        (AFTER_END, ""),
    ],
)
def test_what_never_comes_is_told_with_its_line_and_a_way_out(
    instance: Instance, when: str, told: str
) -> None:
    instance.write("schedule.yaml", f'# いつ\nprovision: {{missed: skip, when: "{when}"}}\n')

    found = remarks(instance, provision)

    if not told:
        assert found == []
        return
    (only,) = found
    assert (only.file, only.line) == ("config/schedule.yaml", 2)
    assert told in only.words + only.hint
    assert only.hint


def test_a_job_that_looks_at_no_cohort_may_come_outside_of_all(instance: Instance) -> None:
    instance.write("schedule.yaml", 'newsletter: {when: "0 9 1 2 *"}\n')

    assert remarks(instance, newsletter) == []


def test_days_on_which_the_office_is_always_closed_are_told(instance: Instance) -> None:
    instance.change("programme.yaml", '"12-29..01-03"', '"01-01..12-31"')

    (only,) = remarks(instance, provision)

    assert "この先一度も動きません" in only.words
    assert "closed" in only.hint


def test_a_jobs_own_default_is_told_in_its_file(instance: Instance) -> None:
    (only,) = remarks(instance, on_saturdays, newsletter)

    assert (only.file, only.line) == ("jobs/test_idle.py", on_saturdays.make.__code__.co_firstlineno)
    assert "「saturdays 09:00」では、この先一度も動きません" in only.words


@pytest.mark.parametrize(
    ("now", "status", "is_told"),
    [
        (NOW, "running", False),
        (datetime(2025, 12, 2, 8, tzinfo=TOKYO), "running", False),
        (datetime(2025, 12, 3, tzinfo=TOKYO), "running", True),
        (datetime(2025, 12, 3, tzinfo=TOKYO), "finished", False),
    ],
)
def test_days_after_the_end_of_cohorts_that_are_all_past_are_told_until_these_are_finished(
    instance: Instance, now: datetime, status: str, is_told: bool
) -> None:
    instance.write("schedule.yaml", f'newsletter: {{when: "{AFTER_END}"}}\n')
    instance.change(COHORT_FILE, "status: running", f"status: {status}")

    found = remarks(instance, newsletter, now=now)

    assert [("もう動きません" in one.words, "m365bot run newsletter" in one.hint) for one in found] == (
        [(True, True)] if is_told else []
    )
