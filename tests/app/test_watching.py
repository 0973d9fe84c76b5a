"""A daemon that is back says how long none was there, where that cost something."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from m365bot import app, clock, settings
from m365bot.app import watching
from m365bot.instances.folder import Instance
from m365bot.runs import alive
from m365bot.settings import Settings
from tests.instances.hands import HOUR
from tests.runs.here import Standing
from tests.source import ROOT

NOW = clock.now().replace(year=2025, month=7, day=1, hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An instance with the jobs there are, and no cohort."""
    city = Instance("nanao", tmp_path / "nanao")
    (city.folder / "config").mkdir(parents=True)
    shutil.copytree(ROOT / "jobs", city.folder / "jobs", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "config" / "programme.yaml", city.folder / "config")
    monkeypatch.setenv("M365BOT_INSTANCE", str(city.folder))
    monkeypatch.setattr(clock, "_clock", Standing(NOW))
    return settings.read()


def was_there(office: Settings, ago: timedelta) -> None:
    alive.note(office.state)
    moment = (NOW - ago).timestamp()
    os.utime(office.state / alive.FILE, (moment, moment))


def test_what_fell_due_meanwhile_is_remembered_for_the_office(office: Settings) -> None:
    with app.books(office, app.KEEPING) as kept:
        was_there(office, 24 * HOUR)
        kept.ticks.note("provision", NOW - 24 * HOUR)
        watching.returned(office, kept)

    with app.books(office) as kept:
        (absence,) = alive.remembered(kept.journals.memory())
    assert absence.since == NOW - 24 * HOUR
    assert absence.missed == {"provision": 1}


def test_an_absence_that_cost_nothing_is_not_and_no_config_keeps_a_daemon_from_its_start(
    office: Settings,
) -> None:
    with app.books(office, app.KEEPING) as kept:
        was_there(office, 24 * HOUR)
        watching.returned(office, kept)
        (office.folder / "config" / "programme.yaml").write_text("[")
        kept.ticks.note("provision", NOW - 24 * HOUR)
        watching.returned(office, kept)

        assert alive.remembered(kept.journals.memory()) == []
        assert watching.metrics(office, kept) is None
