import json
import stat
from datetime import UTC, datetime
from pathlib import Path

from m365bot.graph.account import Store

AT = datetime(2025, 6, 2, tzinfo=UTC)


def test_without_a_file_the_setting_counts(tmp_path: Path):
    assert Store(tmp_path, "seed").refresh_tokens() == ("seed",)
    assert Store(tmp_path, None).refresh_tokens() == ()


def test_a_stored_token_wins_over_the_setting_that_seeded_it(tmp_path: Path):
    Store(tmp_path, "seed").keep("newer", at=AT)

    assert Store(tmp_path, "seed").refresh_tokens() == ("newer", "seed")


def test_a_changed_setting_wins_over_the_file(tmp_path: Path):
    Store(tmp_path, "seed").keep("newer", at=AT)

    assert Store(tmp_path, "another seed").refresh_tokens() == ("another seed",)


def test_a_signed_in_account_needs_no_setting(tmp_path: Path):
    Store(tmp_path, None).keep("from login", at=AT)

    assert Store(tmp_path, None).refresh_tokens() == ("from login",)


def test_a_setting_taken_away_leaves_the_file(tmp_path: Path):
    Store(tmp_path, "seed").keep("newer", at=AT)
    Store(tmp_path, None).keep("newest", at=AT)

    assert Store(tmp_path, "seed").refresh_tokens() == ("newest", "seed")


def test_only_its_owner_can_read_the_file(tmp_path: Path):
    store = Store(tmp_path / "state", "seed")

    store.keep("one", at=AT)
    store.keep("two", at=AT)

    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert [file.name for file in store.path.parent.iterdir()] == ["service-account.json"]


def test_the_file_tells_when_a_sign_in_last_worked(tmp_path: Path):
    store = Store(tmp_path, "seed")
    assert store.last_success() is None

    store.keep("one", at=AT)

    assert store.last_success() == AT
    assert set(json.loads(store.path.read_text())) == {"refresh_token", "seed_sha256", "last_success"}


def test_the_setting_itself_is_not_in_the_file(tmp_path: Path):
    store = Store(tmp_path, "the seed")

    store.keep("one", at=AT)

    assert "the seed" not in store.path.read_text()


def test_a_broken_file_is_no_file(tmp_path: Path):
    store = Store(tmp_path, "seed")
    store.path.write_text('{"refresh')

    assert store.refresh_tokens() == ("seed",)
    assert store.last_success() is None
