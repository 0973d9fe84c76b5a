"""When a response was handed in, held against when its line was made (docs/facts.md C63)."""

from datetime import UTC, datetime, timedelta

import pytest

from m365bot.records import completion, moments
from tests.records.programmes import TOKYO

WRITTEN = "6/26/2025 8:59:30 AM"
AS_UTC = datetime(2025, 6, 26, 8, 59, 30, tzinfo=UTC)
AS_LOCAL = AS_UTC - timedelta(hours=9)


def at(cell, created):
    return completion.at(moments.written(cell), TOKYO, created)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(seconds=30), AS_UTC),
        (timedelta(minutes=15), AS_UTC),
        (timedelta(minutes=15, seconds=1), AS_LOCAL),
        (timedelta(minutes=-2), AS_UTC),
        (timedelta(minutes=-2, seconds=-1), AS_LOCAL),
        (timedelta(days=3), AS_LOCAL),
        (timedelta(hours=-9), AS_LOCAL),
    ],
)
def test_a_time_without_offset_is_utc_only_where_the_line_was_made_just_then(after, expected):
    assert at(WRITTEN, AS_UTC + after) == expected


def test_without_evidence_it_is_the_programmes():
    assert at(WRITTEN, None) == AS_LOCAL


def test_an_offset_is_believed_whatever_the_evidence():
    assert at("2025-06-26T08:59:30+09:00", AS_UTC) == AS_LOCAL
