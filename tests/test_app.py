"""What a command may keep: who only looks leaves no trace."""

from pathlib import Path

import pytest

from m365bot import app, reading, settings
from m365bot.settings import Settings


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


def test_the_key_of_an_earlier_state_folder_is_taken_over(new: Settings) -> None:
    new.state.mkdir()
    (new.state / "person.key").write_bytes(bytes(range(32)))

    with app.books(new, app.KEEPING) as kept:
        assert app.KEEPING.person_key(new, kept) == bytes(range(32))


def test_the_same_person_has_the_same_id_and_nobody_can_tell_without_the_key() -> None:
    one = reading.pseudonym(b"1" * 32, "a@example.jp")

    assert one == reading.pseudonym(b"1" * 32, "a@example.jp")
    assert one != reading.pseudonym(b"2" * 32, "a@example.jp")
    assert (one[0], len(one)) == ("p", 13)
