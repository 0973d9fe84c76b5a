from datetime import UTC, datetime

import pytest

from m365bot.graph import retry

NOW = datetime(2025, 6, 2, 0, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        (" 10 ", 10.0),
        ("2.128", 2.128),
        ("0", 0.0),
        ("Mon, 02 Jun 2025 00:00:07 GMT", 7.0),
        ("Mon, 02 Jun 2025 00:00:07 -0000", 7.0),
        ("Sun, 01 Jun 2025 00:00:00 GMT", 0.0),
        ("Mon, 02 Jun 2031 00:00:00 GMT", None),
        ("", None),
        (None, None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("86400000", None),
        ("soon", None),
    ],
)
def test_every_spelling_of_retry_after_is_read(value: str | None, seconds: float | None):
    assert retry.after(value, now=NOW) == seconds


def test_the_wait_is_never_shorter_than_asked_for():
    assert all(5.0 < retry.wait(attempt, 5.0) < 7.0 for attempt in range(1, 20))


def test_without_a_word_of_the_service_waits_grow_to_a_limit():
    waits = [retry.wait(attempt, None) for attempt in range(1, 30)]

    assert waits[0] < 1 < waits[3] < waits[6]
    assert max(waits) <= 1.2 * retry.LONGEST
