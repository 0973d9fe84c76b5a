"""How often somebody may try, by the network they come from or, once they were in, by their account.

Called by the signing pages. In the memory of this process; a day's office behind one address gets by. Only what a browser
itself begins is counted: what others can send in its place would spend its share.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MOST = 10_000  # of them; who was quiet for longest is forgotten


@dataclass
class Attempts:
    """`most` within `window`."""

    most: int
    window: timedelta = timedelta(minutes=5)
    _seen: "OrderedDict[str, deque[datetime]]" = field(default_factory=OrderedDict)

    def note(self, who: str, now: datetime) -> None:
        seen = self._seen.setdefault(who, deque(maxlen=self.most))
        self._seen.move_to_end(who)
        seen.append(now)
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)

    def wait(self, who: str, now: datetime) -> int:
        """Seconds until the next one is taken; 0: now."""
        seen = self._seen.get(who)
        if not seen or len(seen) < self.most:
            return 0
        left = seen[0] + self.window - now
        return max(0, min(round(left.total_seconds()), round(self.window.total_seconds())))
