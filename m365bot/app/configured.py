"""What config/ and jobs/ say, read for a command.

Called by the command line and the rest of app. Never asks the database or Graph.
"""

from collections.abc import Collection
from pathlib import Path

from m365bot import clock, job
from m365bot import reading as config
from m365bot.editing import laying
from m365bot.instances import allowed
from m365bot.job import Job
from m365bot.reading import Reading
from m365bot.settings import Settings


def reading(
    settings: Settings, key: bytes = b"", named: Collection[str] = (), folder: Path | None = None
) -> Reading:
    """config/ as it is, complaints and all; persons' ids mean something only with the instance's key. named: finished
    cohorts that are read all the same. folder: another that stands for the instance's.
    """
    config.needs_instance(settings.folder)
    if folder is None and settings.state.is_dir():
        laying.completed(settings.folder, settings.state)
    return config.read(folder or settings.folder, key=key, named=named)


def timetable(settings: Settings) -> Reading:
    """Only what says when jobs run."""
    config.needs_instance(settings.folder)
    return config.timetable(settings.folder)


def checked(settings: Settings) -> Reading:
    """config/ as `check` reads it."""
    from m365bot.reading import checking

    return checking.checked(reading(settings), settings.folder, jobs(settings).values(), clock.now())


def jobs(settings: Settings) -> dict[str, Job]:
    """Of one of many instances, only those that m365bot brings or its operator allows."""
    listed = allowed.of(settings.folder)
    return job.found_in(settings.folder / "jobs", listed.why_not if listed else None)


def service_account(settings: Settings) -> str:
    """As programme.yaml names it; the rest of config/ may be wrong. Raises ConfigError."""
    read = timetable(settings)
    return (read.programme or read.usable()).service_account.mail
