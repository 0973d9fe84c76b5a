"""By which config/ a run goes: a daemon's by what was last good, a person's at the terminal by what lies there."""

import pytest

from m365bot import app, settings
from m365bot.app import configured
from m365bot.app.cabinets import Force
from m365bot.reading import WrongConfig
from m365bot.settings import Settings
from tests.editing.conftest import COHORT_FILE, Desk
from tests.reading.conftest import COHORT


@pytest.fixture
def own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of the small instance, with a database of its own."""
    for name, value in {"INSTANCE": desk.cabinet.instance, "STATE_DIR": desk.cabinet.state}.items():
        monkeypatch.setenv(f"M365BOT_{name}", str(value))
    monkeypatch.delenv("M365BOT_DATABASE_URL", raising=False)
    return settings.read()


def test_a_daemon_goes_on_with_the_last_good_version_and_the_office_can_be_told(
    own: Settings, desk: Desk
) -> None:
    with app.books(own, app.KEEPING) as kept:
        key = app.KEEPING.person_key(own, kept)
        first = Force.LAST_GOOD.folder(own, kept)
        desk.saves_by_hand(COHORT_FILE, COHORT.replace("cohort: R7", "cohort: [R7"))
        folder = Force.LAST_GOOD.folder(own, kept)
        known = configured.reading(own, key, folder=folder).usable()

        assert first == own.folder
        assert folder != own.folder
        assert [cohort.key for cohort in known.cohorts] == ["R7"]
        (materials,) = known.cohorts[0].materials
        assert materials.source.read_bytes() == b"x" * 1000
        assert [one.file for one in kept.held_config()] == [COHORT_FILE]
        assert Force.LAST_GOOD.folder(own, kept) == folder, "made once"
        assert Force.AS_IT_LIES.folder(own, kept) == own.folder


def test_where_the_workshop_cannot_be_written_runs_go_by_what_lies_there(own: Settings, desk: Desk) -> None:
    with app.cabinet(own) as cabinet:
        cabinet.look()
    desk.saves_by_hand(COHORT_FILE, COHORT.replace("cohort: R7", "cohort: [R7"))
    (own.state / "config.judged").write_text("in the way")

    with app.books(own, app.KEEPING) as kept:
        assert Force.LAST_GOOD.folder(own, kept) == own.folder


def test_what_never_was_good_is_told_before_a_daemon_begins(own: Settings, desk: Desk) -> None:
    desk.saves_by_hand("config/programme.yaml", "programme: [")

    with app.books(own, app.KEEPING) as kept:
        folder = Force.LAST_GOOD.folder(own, kept)

    with pytest.raises(WrongConfig):
        configured.reading(own, folder=folder).usable()
