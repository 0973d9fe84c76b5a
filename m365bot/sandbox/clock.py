"""The sandbox's own clock: real time plus an offset, which only goes forward but by `set`.

Held by the tenant. What is to happen at a time is told to `at`; `settle`, called before every request and
by `advance`, does what has fallen due, in order, each at its own time and no more.
"""

import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime


class VirtualClock:
    """Seconds since 1970 as the sandbox counts them."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = start.timestamp() - time.time() if start else 0.0
        self._begun_at_will = start is not None
        self._frozen: float | None = None
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def timestamp(self) -> float:
        return self._frozen if self._frozen is not None else time.time() + self._offset

    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def at(self, when: float, what: Callable[[], None]) -> None:
        """Have `what` done once the clock is at `when`."""
        heapq.heappush(self._due, (when, next(self._order), what))

    def settle(self) -> None:
        """Do what has fallen due, oldest first, with the clock at its time."""
        limit = self.timestamp()
        while self._due and self._due[0][0] <= limit:
            when, _, what = heapq.heappop(self._due)
            stood, self._frozen = self._frozen, when
            try:
                what()
            finally:
                self._frozen = stood

    def forget(self) -> None:
        """Nothing is to come any more: what it was meant for is gone."""
        self._due.clear()

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._offset += seconds
        self.settle()

    @property
    def ahead(self) -> float:
        """Of real time, in seconds; negative where it is behind."""
        return self._offset

    def go_on(self, ahead: float | None, stood: float) -> None:
        """As a clock that was `ahead` and `stood` at a time; one begun at will is moved only where it would go back."""
        if ahead is not None and not self._begun_at_will:
            self._offset = ahead
        if stood > self.timestamp():
            self.advance(stood - self.timestamp())

    def set(self, now: datetime) -> None:
        """Make it `now`, also an earlier time."""
        self._offset = now.timestamp() - time.time()
        self.settle()

    def freeze(self, *, at: float | None = None) -> None:
        """Stand still at `at`, or tick again."""
        self._frozen = at


def iso(moment: datetime | float) -> str:
    """As most of Graph writes times: in UTC, to the second."""
    return _aware(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_ms(moment: datetime | float) -> str:
    """As Teams writes the times of messages: in UTC, to the millisecond."""
    return _aware(moment).strftime("%Y-%m-%dT%H:%M:%S.") + f"{_aware(moment).microsecond // 1000:03d}Z"


def _aware(moment: datetime | float) -> datetime:
    return datetime.fromtimestamp(moment, UTC) if isinstance(moment, float | int) else moment.astimezone(UTC)
