"""The end of a certificate or a secret is told at 60, 30 and 7 days, each more urgently than the last."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from m365bot.doctor import credentials
from m365bot.doctor.findings import Verdict
from m365bot.graph.inspection import Secret
from tests.graph import certificates

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "verdict", "words"),
    [
        (61, Verdict.OK, "あと61日"),
        (60, Verdict.WARN, "あと60日"),
        (30, Verdict.WARN, "まもなく"),
        (7, Verdict.WARN, "至急"),
        (0, Verdict.FAIL, "切れました"),
        (-5, Verdict.FAIL, "切れました"),
    ],
)
def test_the_nearer_the_end_the_more_urgent_the_words(days: int, verdict: Verdict, words: str) -> None:
    found = credentials.of_secrets([Secret("abc", NOW + timedelta(days=days))], "abcdef", NOW)

    assert found.verdict is verdict
    assert words in found.words
    assert bool(found.todo) == (verdict is not Verdict.OK)


def test_of_several_secrets_the_one_that_looks_like_ours_counts() -> None:
    others = [Secret("xyz", NOW + timedelta(days=1)), Secret("abc", NOW - timedelta(days=1))]

    found = credentials.of_secrets([*others, Secret("abc", NOW + timedelta(days=90))], "abcdef", NOW)

    assert found.verdict is Verdict.OK


def test_a_secret_that_nobody_lists_is_unknown() -> None:
    assert credentials.of_secrets([], "abcdef", NOW).verdict is Verdict.UNKNOWN


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Good for another day."""
    made = certificates.make("doctor")
    file = tmp_path / "both.pem"
    file.write_text(made.key_pem + made.pem)
    return file


def test_the_log_warns_of_a_certificates_end_once_a_day(certificate: Path) -> None:
    now, reminder = datetime.now(UTC), credentials.Reminder(certificate)

    with capture_logs() as told:
        for hours in (0, 0, 24):
            reminder.tell(now + timedelta(hours=hours))

    assert [row["event"] for row in told] == ["certificate.ends"] * 2
    assert all(row["log_level"] == "warning" for row in told)


def test_a_certificate_with_time_left_is_not_spoken_of(certificate: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=200)

    with capture_logs() as told:
        credentials.Reminder(certificate).tell(long_ago)

    assert told == []


def test_a_certificate_that_is_not_good_yet_is_told(certificate: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=200)

    assert "まだ有効ではありません" in credentials.of_certificate(certificate, long_ago).words


def test_a_certificate_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    found = credentials.near(tmp_path / "none.pem", NOW)

    assert found is not None
    assert found.verdict is Verdict.FAIL
