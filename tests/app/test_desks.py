"""What the desk stands on: config/ as it was last saved, also where that is wrong, and books that are opened once."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from m365bot import clock, settings
from m365bot.app import accounts, desks, glances, offices
from m365bot.app.desks import Desk
from m365bot.errors import ConfigFaulty
from tests.source import ROOT


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Of an instance with one job and a cohort that is over."""
    (tmp_path / "jobs").mkdir()
    shutil.copytree(ROOT / "config" / "cohorts" / "R6", tmp_path / "config" / "cohorts" / "R6")
    shutil.copy(ROOT / "config" / "programme.yaml", tmp_path / "config")
    shutil.copy(ROOT / "jobs" / "provision.py", tmp_path / "jobs")
    monkeypatch.setenv("M365BOT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("M365BOT_DATABASE_URL", raising=False)
    with desks.desk(settings.read()) as made:
        yield made


def saved(desk: Desk, text: str) -> None:
    file = desk.settings.folder / "config" / "programme.yaml"
    file.write_text(text, "utf-8")
    os.utime(file, (1, 1 + len(text)))


def test_config_is_read_again_where_a_file_was_saved_and_only_then(desk: Desk) -> None:
    text = (desk.settings.folder / "config" / "programme.yaml").read_text("utf-8")
    first, again = desk.known(), desk.known()

    saved(desk, text.replace("金沢市", "白山市"))

    assert first is again
    assert first.programme is not None and desk.usable().organisation != first.programme.organisation


def test_a_config_that_cannot_be_used_is_told_and_the_next_that_can_is_in_force(desk: Desk) -> None:
    text = (desk.settings.folder / "config" / "programme.yaml").read_text("utf-8")
    saved(desk, "[")

    with pytest.raises(ConfigFaulty, match=r"programme\.yaml:\d"):
        desk.usable()
    rows, glance = desk.overview(clock.now()), desk.glance(clock.now())
    saved(desk, text)

    assert (rows, glance.coming) == ([], [])
    assert desk.usable().organisation


def test_each_job_is_told_with_its_next_time_and_pauses_are_kept_at_once(desk: Desk) -> None:
    before = {row["job"]: row["paused"] for row in desk.overview(clock.now())}

    desk.switch().pause("provision", "sato", "年末")

    after = {row["job"]: row["paused"] for row in desk.overview(clock.now())}
    assert list(before) == ["provision"]
    assert (bool(before["provision"]), bool(after["provision"])) == (False, True)
    assert [pause.reason for pause in desk.glance(clock.now()).pauses] == ["年末"]


def test_the_books_are_opened_once_and_who_looks_sees_what_was_decided(desk: Desk) -> None:
    assert desk.books is desk.books
    assert desk.deciding().runs is desk.books.runs
    assert desk.office().runs is desk.looking.runs
    assert desk.looking is not desk.books
    assert {"provision", "forget", "expire", "undo"} <= set(desk.jobs())


def test_an_account_that_is_refused_is_told_by_its_number_and_is_the_status(desk: Desk) -> None:
    """As `m365bot status` tells it, without a desk."""
    before = glances.glance(desk.settings)
    accounts.account_store(desk.settings).refused(at=clock.now(), error="invalid_grant", number=50173)
    with offices.switch(desk.settings) as switch:
        switch.pause(None, "sato", "年末")

    after = glances.glance(desk.settings)
    told = after.to_json()

    assert (before.exit, before.to_json()["account"]) == (0, None)
    assert (after.exit, told["account"]["why"]) == (5, "AADSTS50173")
    assert (told["daemon"], told["daemon_seen"]) == (False, None)
    assert [one["reason"] for one in told["paused"]] == ["年末"]
    assert [one["job"] for one in told["next"]] == ["provision"]
