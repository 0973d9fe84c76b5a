"""What a job yields of small programmes, without a tenant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from m365bot import job
from m365bot.job import Now
from m365bot.programme import Cohort, Programme
from m365bot.records.snapshot import Records
from m365bot.resources import Resource
from tests.records.programmes import Office

JOBS = job.found_in(Path(__file__).parents[2] / "jobs")


def wanted(name: str, office: Office, now: datetime, records: Records | None = None) -> Sequence[Resource]:
    """Of the office's programme and its one cohort."""
    programme = replace(office.programme, cohorts=(office.cohort,))
    given = {Programme: programme, Cohort: office.cohort, Records: records or Records.of(()), Now: now}
    return JOBS[name].wanted(given)


def told(found: Sequence[Resource]) -> list[str]:
    """Each by its kind and name."""
    return [f"{type(each).__name__} {each.name}" for each in found]
