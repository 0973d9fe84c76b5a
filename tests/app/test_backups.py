"""A backup comes back in the place of what is there, of a damaged database too, or nothing is changed at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from m365bot import app, clock, settings
from m365bot.app import backups
from m365bot.database.backups.restore import Replace
from m365bot.errors import M365BotError
from m365bot.journal import Run, Trigger
from m365bot.settings import Settings
from tests.runs.here import Standing

NOW = datetime(2026, 4, 1, 18, 0, tzinfo=UTC)
DAMAGED = b"damaged " * 2000


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An instance that has run once. Its config/ is empty."""
    (tmp_path / "instance" / "config").mkdir(parents=True)
    monkeypatch.setenv("M365BOT_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("M365BOT_DATABASE_URL", raising=False)
    found = settings.read()
    runs(found, "r1")
    return found


def runs(here: Settings, run_id: str) -> None:
    with app.books(here, app.KEEPING) as kept:
        kept.runs.add(
            Run.skipped(
                id=run_id,
                instance=kept.instance,
                job="collect",
                cohort=None,
                trigger=Trigger.SCHEDULE,
                at=NOW,
                reason="休日",
                now=NOW,
            )
        )


def kept(here: Settings) -> list[str]:
    with app.books(here) as books:
        return sorted(run.id for run in books.runs.newest(10))


def database(here: Settings) -> Path:
    return here.state / "m365bot.db"


def damage(here: Settings) -> None:
    for name in ("-wal", "-shm"):
        database(here).with_name(f"m365bot.db{name}").unlink(missing_ok=True)
    database(here).write_bytes(DAMAGED)


def test_what_came_since_the_backup_is_replaced_where_that_is_said_and_not_otherwise(
    here: Settings, tmp_path: Path
) -> None:
    backups.backed_up(here, tmp_path / "b.zip")
    runs(here, "r2")

    with pytest.raises(M365BotError):
        backups.restored(here, tmp_path / "b.zip", Replace.NO)
    before = kept(here)
    backups.restored(here, tmp_path / "b.zip", Replace.YES)

    assert (before, kept(here)) == (["r1", "r2"], ["r1"])


def test_a_damaged_database_makes_room_and_is_kept_aside(here: Settings, tmp_path: Path) -> None:
    backups.backed_up(here, tmp_path / "b.zip")
    damage(here)

    backups.restored(here, tmp_path / "b.zip", Replace.YES)

    assert kept(here) == ["r1"]
    aside = [each for each in here.state.rglob("*") if each.is_file() and each.read_bytes() == DAMAGED]
    assert len(aside) == 1


@pytest.mark.parametrize("broken", ["file", "leave"])
def test_it_stays_in_its_place_where_nothing_can_come_back(
    here: Settings, tmp_path: Path, broken: str
) -> None:
    backups.backed_up(here, tmp_path / "b.zip")
    damage(here)
    if broken == "file":
        (tmp_path / "b.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:-200])

    with pytest.raises(M365BotError):
        backups.restored(here, tmp_path / "b.zip", Replace.YES if broken == "file" else Replace.NO)

    assert database(here).read_bytes() == DAMAGED


def test_nothing_comes_back_under_a_daemon(here: Settings, tmp_path: Path) -> None:
    backups.backed_up(here, tmp_path / "b.zip")
    runs(here, "r2")
    sign = app.leases(here).show_a_daemon()

    with pytest.raises(M365BotError, match="m365bot daemon"):
        backups.restored(here, tmp_path / "b.zip", Replace.YES)
    sign.release()

    assert kept(here) == ["r1", "r2"]


def test_where_nothing_is_kept_no_backup_is_made(here: Settings, tmp_path: Path) -> None:
    new = here.model_copy(update={"state_dir": tmp_path / "new"})

    with pytest.raises(M365BotError, match="控えは作っていません"):
        backups.backed_up(new, tmp_path / "b.zip")

    assert not (tmp_path / "b.zip").exists()


def test_a_daemon_makes_one_a_night_and_it_is_known_when(
    here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, made = backups.last_backup(here), []
    with app.books(here, app.KEEPING) as books:
        work = backups.nightly(here, books)
        for hours in (0, 1, 24):
            monkeypatch.setattr(clock, "_clock", Standing(NOW + timedelta(hours=hours)))
            work(clock.now())
            made.append(backups.last_backup(here))

    first, soon, next_night = made
    assert before is None
    assert first is not None and first == soon
    assert next_night is not None and next_night - first > timedelta(hours=23)
