"""When the service account's token is renewed."""

from datetime import UTC, datetime, timedelta

import pytest

from m365bot.runs.sign_in import Upkeep

NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def _nothing() -> None:
    """A try that changes nothing."""


def upkeep(refreshed: datetime | None) -> Upkeep:
    return Upkeep(lambda: refreshed, _nothing)


@pytest.mark.parametrize(
    ("refreshed", "due"),
    [
        (None, False),
        (NOW, False),
        (NOW - 23 * HOUR, False),
        (NOW - 24 * HOUR, True),
        (NOW - 90 * 24 * HOUR, True),
    ],
)
def test_a_token_is_renewed_a_day_after_it_was_last_had_and_nobody_signed_in_is_left_alone(
    refreshed: datetime | None, due: bool
):
    assert upkeep(refreshed).is_due(NOW) is due


async def test_a_try_that_came_to_nothing_is_made_again_in_an_hour():
    kept = upkeep(NOW - 30 * HOUR)

    await kept.look(NOW)

    assert not kept.is_due(NOW + HOUR / 2)
    assert kept.is_due(NOW + HOUR)
