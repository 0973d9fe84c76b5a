"""What bounds a kind's changes: when they may reach people, what they cost, how many a plan may hold.

Said by the kinds, heeded by reconcile. Pure.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Window:
    """When something may be sent to people; outside it, absence is no reason to send.

    asks_until: until when a person may still say so anew, once it has closed; None: nobody is asked.
    """

    opens: datetime
    closes: datetime
    asks_until: datetime | None = None

    def asks_at(self, now: datetime) -> bool:
        """Is it too late to be sent without a word about its being late?"""
        return self.asks_until is not None and self.closes < now <= self.asks_until


@dataclass(frozen=True)
class Pace:
    """What a creation costs: requests, beats of its team's pace, seconds until the service is ready for it.

    shared: one request with all others of its `together`.
    """

    requests: int = 1
    beats: int = 0
    ready: float = 0.0
    shared: bool = False


@dataclass(frozen=True)
class Limit:
    """How many of something one plan may touch: `setting` is its name under guards:, `what` the officer's word."""

    setting: str
    what: str
    unit: str = "件"  # a word to count them by
