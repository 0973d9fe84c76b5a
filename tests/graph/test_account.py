import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from m365bot.graph.account import Refusal, Standing, Store, Who, standing

AT = datetime(2025, 6, 2, tzinfo=UTC)
DAY = timedelta(days=1)


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


def test_who_never_signed_in_has_an_empty_standing(tmp_path: Path):
    found = standing(tmp_path)

    assert found == Standing(Who())
    assert not found.is_known


def test_a_standing_tells_who_it_is_and_when_a_token_was_last_had(tmp_path: Path):
    store = Store(tmp_path, None)
    store.keep("one", at=AT, who=Who("dx@example.jp", "id-1"), signed_in=AT)
    store.keep("two", at=AT + DAY)

    found = standing(tmp_path)

    assert (found.who, found.signed_in, found.refreshed) == (Who("dx@example.jp", "id-1"), AT, AT + DAY)
    assert found.is_known
    assert "two" not in repr(found)


def test_the_first_refusal_is_noted_until_a_sign_in_works_again(tmp_path: Path):
    store = Store(tmp_path, "seed")

    first = store.refused(at=AT, error="invalid_grant", number=700082)
    second = store.refused(at=AT + DAY, error="invalid_grant", number=50173)

    assert (first, second) == (True, False)
    assert standing(tmp_path).refusal == Refusal(AT, "invalid_grant", 700082)
    store.keep("one", at=AT)
    assert standing(tmp_path).refusal is None


def test_a_refusal_leaves_the_token_as_it_is(tmp_path: Path):
    store = Store(tmp_path, None)
    store.keep("one", at=AT)

    store.refused(at=AT, error="interaction_required", number=None)

    assert store.refresh_tokens() == ("one",)
    assert standing(tmp_path).refusal == Refusal(AT, "interaction_required", None)


def test_who_may_keep_nothing_notes_no_refusal(tmp_path: Path):
    store = Store(tmp_path, "seed", keeps=False)

    assert not store.refused(at=AT, error="invalid_grant", number=1)
    assert list(tmp_path.iterdir()) == []


def test_what_is_forgotten_is_gone_from_this_machine(tmp_path: Path):
    store = Store(tmp_path, None)
    store.keep("one", at=AT)
    store.refused(at=AT, error="invalid_grant", number=1)

    assert store.forget()
    assert not store.forget()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_others_may_read_is_told(tmp_path: Path):
    store = Store(tmp_path, None)
    store.keep("one", at=AT)
    assert not standing(tmp_path).others_may_read

    store.path.chmod(0o644)

    assert standing(tmp_path).others_may_read
