"""Until when a run waits before it speaks to the service, for the sake of what others of its instance sent just now.

Called by whatever opens an office or takes teams. The runs of one process count what they send together (graph.governor)
and wait for nobody; of what another process sent nobody knows more than when it let go.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakKeyDictionary

import structlog

from m365bot import clock
from m365bot.journal.ports import Journals

log = structlog.get_logger()

REST = 1.05  # seconds; a beat of the governor and a little more
FEW = 16


@dataclass
class _Notes:
    """ours: moments that this process noted. others: those that it found, and noted over."""

    ours: deque[datetime] = field(default_factory=lambda: deque(maxlen=FEW))
    others: deque[datetime] = field(default_factory=lambda: deque(maxlen=FEW))

    def of_others(self, last: datetime | None) -> list[datetime]:
        return [*self.others, *([] if last is None or last in self.ours else [last])]


# By its loop, as governors are.
_notes: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Notes]] = WeakKeyDictionary()


def note_request(journals: Journals, instance: str) -> None:
    """A database that takes nothing just now costs the next holder a second at most, and no run its end."""
    try:
        notes, now = _notes_on(instance), clock.now()
        last = journals.last_request
        if last is not None and last not in notes.ours:
            notes.others.append(last)
        journals.note_request(now)
        notes.ours.append(now)
    except Exception as error:
        log.warning("leases.request_not_noted", error=type(error).__name__)


async def limits_rested(journals: Journals, instance: str) -> None:
    """Nobody here knows the requests that another process sent just now."""
    found = _notes_on(instance).of_others(journals.last_request)
    left = [REST - (clock.now() - at).total_seconds() for at in found]
    await asyncio.sleep(min(max([0.0, *left]), REST))


def _notes_on(instance: str) -> _Notes:
    own = _notes.setdefault(asyncio.get_running_loop(), {})
    return own.setdefault(instance, _Notes())
