"""What a command may keep: who only looks leaves no trace."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from m365bot import app, reading, settings
from m365bot.cli.screen import nothing
from m365bot.database import engine
from m365bot.errors import ConfigError, M365BotError
from m365bot.settings import Settings
from tests.postgresql import Server


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An instance that has not run yet."""
    (tmp_path / "instance" / "config").mkdir(parents=True)
    for name, value in {"INSTANCE": tmp_path / "instance", "STATE_DIR": tmp_path / "state"}.items():
        monkeypatch.setenv(f"M365BOT_{name}", str(value))
    monkeypatch.delenv("M365BOT_DATABASE_URL", raising=False)
    return settings.read()


def test_who_only_looks_leaves_no_trace_on_a_new_instance(new: Settings) -> None:
    with app.books(new) as kept:
        assert app.LOOKING.person_key(new, kept) == b""
        assert kept.journals.born.year == 1970

    assert not new.state.exists()


def test_who_may_keep_something_keeps_it_for_its_owner_alone(new: Settings) -> None:
    with app.books(new, app.KEEPING) as kept:
        key = app.KEEPING.person_key(new, kept)

    assert len(key) == 32
    assert new.state.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in new.state.iterdir()] == ["m365bot.db"]
    with app.books(new) as kept:
        assert app.LOOKING.person_key(new, kept) == key


@pytest.mark.parametrize("make", ["file", "folder"])
def test_e_what_stands_in_the_databases_place_is_no_new_instance(new: Settings, make: str) -> None:
    if make == "file":
        new.state.write_text("")
    else:
        (new.state / "m365bot.db").mkdir(parents=True)

    with pytest.raises(M365BotError, match="データベースを開けません"), app.books(new):
        pass


def test_o7_a_state_folder_that_everybody_may_write_is_told_once(new: Settings) -> None:
    new.state.mkdir()
    new.state.chmod(0o777)

    with capture_logs() as said:
        for _ in range(2):
            with app.books(new, app.KEEPING):
                pass

    assert [(line["event"], line["folder"]) for line in said] == [
        ("state.everybody_may_write", str(new.state))
    ]


def test_a_sign_in_that_others_may_read_is_told(new: Settings) -> None:
    store = app.account_store(new)
    store.keep("token", at=datetime.now(UTC))
    store.path.chmod(0o644)

    with capture_logs() as said, app.books(new, app.KEEPING):
        pass

    assert [(line["event"], line["todo"]) for line in said] == [("account.others_may_read", "chmod 600")]


def test_the_account_is_kept_signed_in_where_it_ever_was(new: Settings) -> None:
    now = datetime.now(UTC)
    upkeep = app.account_upkeep(new)
    before = upkeep.is_due(now)

    app.account_store(new).keep("token", at=now - timedelta(days=2))

    assert (before, upkeep.is_due(now)) == (False, True)


@pytest.mark.parametrize(
    ("place", "is_taken"), [("secrets/ca.pem", True), ("config/ca.pem", False), ("x/../config/ca.pem", False)]
)
def test_s2_whom_the_bot_trusts_is_not_the_officers_files_to_say(
    new: Settings, place: str, is_taken: bool
) -> None:
    (new.folder / "config" / "settings.toml").write_text(f'[network]\nca_bundle = "{place}"\n')

    if is_taken:
        assert settings.read().ca_bundle == new.folder / place
    else:
        with pytest.raises(ConfigError, match="m365bot check"):
            settings.read()


def test_the_key_of_an_earlier_state_folder_is_taken_over(new: Settings) -> None:
    new.state.mkdir()
    (new.state / "person.key").write_bytes(bytes(range(32)))

    with app.books(new, app.KEEPING) as kept:
        assert app.KEEPING.person_key(new, kept) == bytes(range(32))


def test_e_an_emptied_key_is_told_and_no_other_one_is_made(new: Settings) -> None:
    new.state.mkdir()
    (new.state / "person.key").touch()

    with app.books(new, app.KEEPING) as kept, pytest.raises(ConfigError, match=r"person\.key が壊れています"):
        app.KEEPING.person_key(new, kept)

    assert (new.state / "person.key").read_bytes() == b""


def test_the_same_person_has_the_same_id_and_nobody_can_tell_without_the_key() -> None:
    one = reading.pseudonym(b"1" * 32, "a@example.jp")

    assert one == reading.pseudonym(b"1" * 32, "a@example.jp")
    assert one != reading.pseudonym(b"2" * 32, "a@example.jp")
    assert (one[0], len(one)) == ("p", 13)


@pytest.mark.slow
async def test_where_machines_share_a_database_the_examination_holds_them_against_each_other(
    monkeypatch: pytest.MonkeyPatch, instance: Path, tmp_path: Path
) -> None:
    for name, value in {
        "TENANT_ID": "t",
        "CLIENT_ID": "c",
        "CLIENT_SECRET": "s",
        "INSTANCE": str(instance),
        "STATE_DIR": str(tmp_path / "state"),
    }.items():
        monkeypatch.setenv(f"M365BOT_{name}", value)
    found = []
    for url in ("sqlite:///x.db", "postgresql://nowhere/x"):
        monkeypatch.setenv("M365BOT_DATABASE_URL", url)
        async with app.examined(settings.read()) as subject:
            found.append(subject.here.others is not None)

    assert found == [False, True]


@pytest.fixture
def served(new: Settings, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same with its database on a server."""
    monkeypatch.setenv("M365BOT_DATABASE_URL", postgresql.fresh())
    return settings.read()


def test_machines_that_share_a_database_are_held_against_each_other_each_night(served: Settings) -> None:
    now = datetime(2025, 7, 1, tzinfo=UTC)
    with app.books(served, app.KEEPING) as kept, capture_logs() as told:
        other = {"digest": "other", "at": now.isoformat()}
        kept.journals.memory()["node:another"] = other
        app.nightly(served, kept)(now)

    assert [one["others"] for one in told if one["event"] == "node.files_differ"] == [["another"]]
    assert "node.service_account_signed_out" in [one["event"] for one in told]


def test_leases_are_where_the_database_is(new: Settings, served: Settings) -> None:
    shown = app.leases(served).show_a_daemon()

    assert app.leases(served).a_daemon_is_at_work()
    assert not app.leases(new).a_daemon_is_at_work()
    assert not new.state.exists()
    shown.release()


def test_who_only_looks_makes_no_table_on_a_server_and_says_that_there_is_nothing(
    new: Settings, postgresql: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("M365BOT_DATABASE_URL", postgresql.empty())
    empty = settings.read()

    with app.books(empty) as kept:
        assert kept.runs.newest() == []
    nothing.told(empty)

    assert app.pauses(empty) == ()
    assert engine.version_of(empty.database) is None
    assert "まだ何もありません" in capsys.readouterr().err


async def test_the_examination_of_an_empty_server_tries_its_rights_and_leaves_nothing(
    new: Settings, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "DATABASE_URL": postgresql.empty(),
        "TENANT_ID": "t",
        "CLIENT_ID": "c",
        "CLIENT_SECRET": "s",
    }.items():
        monkeypatch.setenv(f"M365BOT_{name}", value)

    async with app.examined(settings.read()) as subject:
        subject.here.opened()

    assert not subject.here.keeps_anything
    assert engine.version_of(settings.read().database) is None


def test_once_something_is_kept_on_a_server_nothing_more_is_said(
    served: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing.told(served)

    assert capsys.readouterr().err == ""


def test_a_server_that_is_away_is_no_empty_one(new: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M365BOT_DATABASE_URL", "postgresql://127.0.0.1:1/x")

    with pytest.raises(M365BotError, match="データベースを開けません"), app.books(settings.read()):
        pass


def test_nothing_is_backed_up_where_nothing_is_kept_on_a_server_too(served: Settings, tmp_path: Path) -> None:
    with pytest.raises(M365BotError, match="記録がまだありません"):
        app.backed_up(served, tmp_path / "backup.zip")
