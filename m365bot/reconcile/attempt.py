"""How far one change is, and when an error has been seen often enough.

Called by batch. Pure.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from m365bot.errors import (
    Conflict,
    Locked,
    M365BotError,
    NotFound,
    OutcomeUnknown,
    Permanent,
    Temporary,
)
from m365bot.reconcile.plan import Change
from m365bot.resources.seen import Seen

# How often an error of a class is taken for something that passes. A 404 may hide a write that was done (C32),
# a conflict may be our own write under way.
PATIENCE: Mapping[type[M365BotError], int] = {NotFound: 6, Conflict: 4, Locked: 2, OutcomeUnknown: 10}


@dataclass
class Attempt:
    """How far one change is."""

    change: Change
    was: Seen | None
    must_look: bool
    error: Exception | None = None
    sure: bool = True  # it is known that nothing of ours is under way
    failures: Counter[type[Exception]] = field(default_factory=Counter)

    def failed_with(self, error: Exception, *, bytes_left: bool) -> None:
        self.failures[type(error)] += 1
        self.error = error
        self.must_look = self.must_look or bytes_left
        self.sure = not bytes_left

    @property
    def is_hopeless(self) -> bool:
        """Has the last error been seen often enough? What only was not ready does not count for others."""
        match self.error:
            case Temporary() | None:
                return False
            case error:
                patience = next((n for kind, n in PATIENCE.items() if isinstance(error, kind)), 1)
                return self.failures[type(error)] >= patience


def was_refused(error: Exception) -> bool:
    """A plain no, and nothing was done. A 404 or a conflict may hide a write that was (C32)."""
    return isinstance(error, Permanent) and not isinstance(error, NotFound | Conflict | Locked)
