"""How long to wait before asking again.

Called by whoever repeats a request. Reads Retry-After in every spelling that was seen
(docs/facts.md 6). Never waits itself.
"""

import math
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ABSURD = 7 * 86400.0  # seconds; who asks for more is not believed
LONG = 1200.0  # seconds; a longer wish is no pause any more, but a time to come again
FIRST, LONGEST = 0.5, 30.0
SPARE = 0.1  # seconds beyond what was asked for: clocks differ, and a moment too early is a second 429


def after(value: str | None, *, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for: an integer, a fraction or an HTTP date; None: it says nothing."""
    seconds = _seconds(value.strip(), now) if value else None
    if seconds is None or not math.isfinite(seconds) or seconds < 0 or seconds > ABSURD:
        return None
    return seconds


def wait(attempt: int, asked: float | None) -> float:
    """Seconds before the next attempt: what was asked for, else ever longer; jittered upwards."""
    chance = random.random()  # noqa: S311 - jitter, no secret
    if asked is not None:
        return asked + SPARE + chance * min(1.0, 0.1 * asked + SPARE)
    grown = FIRST * float(2 ** min(attempt - 1, 10))
    return min(grown, LONGEST) * (0.8 + 0.4 * chance)


def _seconds(value: str, now: datetime) -> float | None:
    try:
        return float(value)
    except ValueError:
        return _until(value, now)


def _until(value: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
