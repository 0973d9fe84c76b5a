"""What somebody asks for at the desk of the demo is done at once, on the practice tenant's clock."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from m365bot import app, clock, settings
from m365bot.cli.rehearsal import errands
from m365bot.journal import Run, Trigger, checkup
from m365bot.journal.checkup import Checkup
from m365bot.journal.trial import State, Trial
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings as OfSandbox

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[settings.Settings]:
    with Sandbox(settings=OfSandbox.without_waits(), lend_clock=True) as sandbox:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            monkeypatch.delenv(name)
        for name, value in sandbox.env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("M365BOT_INSTANCE", str(REPOSITORY))
        monkeypatch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))
        yield settings.read()


def asked(job: str) -> Trial:
    return Trial(f"{job}-1", job, None, None, clock.asked(), "kenshu@example.jp", "確かめる")


@pytest.mark.slow
def test_a_dry_run_and_a_checkup_are_looked_at_by_the_tenants_clock(demo: settings.Settings) -> None:
    with app.books(demo, app.KEEPING) as kept:
        for job in ("newsletter", checkup.NAME):
            kept.trials.add(asked(job))
            errands.look(demo, kept)

        newsletter, looked = kept.trials.get("newsletter-1"), kept.trials.get(f"{checkup.NAME}-1")
        found = Checkup.of(kept.journals.memory()[checkup.NAME])

    assert newsletter is not None and looked is not None
    assert (newsletter.state, looked.state) == (State.PLANNED, State.PLANNED)
    assert found.at is not None
    assert abs((found.at - clock.asked()).total_seconds()) < 600
    assert found.findings


def test_a_run_that_is_asked_for_comes_to_its_end(demo: settings.Settings) -> None:
    at = clock.asked()
    new = Run.requested(
        due=at,
        id="overview-R7",
        instance=app.instance_of(demo),
        job="overview",
        cohort="R7",
        trigger=Trigger.MANUAL,
        at=at,
        planned=at,
        actor="kenshu@example.jp",
        reason="確かめる",
    )
    with app.books(demo, app.KEEPING) as kept:
        kept.runs.add(new)
        errands.look(demo, kept)

        ended = kept.runs.get(new.id)

    assert ended is not None
    assert ended.status.is_over


def test_whoever_asks_is_told_that_somebody_is_there(demo: settings.Settings) -> None:
    with errands.done(demo):
        during = app.leases(demo).a_daemon_is_at_work()

    assert during
    assert not app.leases(demo).a_daemon_is_at_work()
