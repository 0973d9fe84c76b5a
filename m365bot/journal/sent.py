"""What one process of an instance sent to the service of late, for the others' pace.

Exchanged by runs/pace, kept by the database for as long as it counts against a limit. Says nothing of what was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

KEPT = timedelta(minutes=6)  # nothing counts for longer
AHEAD = timedelta(
    seconds=2
)  # by which clocks may differ: what was said later than that was said by a clock put back since


@dataclass(frozen=True)
class Sent:
    """at: when it said so. ages: by scope, for how many seconds what counts has been under way.

    is_at_work: more may follow.
    """

    process: str
    at: datetime
    is_at_work: bool = False
    ages: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def by(self, now: datetime) -> "Sent":
        """As it is at a later moment."""
        passed = max((now - self.at).total_seconds(), 0.0)
        ages = {scope: [age + passed for age in each] for scope, each in self.ages.items()}
        return replace(self, ages=ages)

    def resting(self) -> "Sent":
        return replace(self, is_at_work=False)
