"""Says on standard error that Microsoft 365 keeps us waiting, once it has for some seconds.

Called by commands that somebody looks on at; never by the daemon. A thread by the machine's time: nothing
periodic may tick in a loop on a lent clock.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from m365bot.cli.screen import door
from m365bot.reconcile.plan import Plan
from m365bot.runs.office import Office
from m365bot.words import say

AFTER = 5.0  # seconds without an answer
LOOK = 0.5  # seconds between looks


@contextmanager
def told(office: Office) -> Iterator[Office]:
    """An office whose silence is explained; not while a person thinks about a question."""
    watch = _Watch(lambda: office.graph.traffic.round_trips)

    def begins(now: Plan, asking: Plan) -> bool:
        with watch.resting():
            return office.begins(now, asking)

    watch.start()
    try:
        yield replace(office, begins=begins)
    finally:
        watch.end()


class _Watch(threading.Thread):
    """Speaks once; `heard` counts answers."""

    def __init__(self, heard: Callable[[], int]) -> None:
        super().__init__(daemon=True)
        self._heard = heard
        self._rests = False
        self._over = threading.Event()

    @contextmanager
    def resting(self) -> Iterator[None]:
        self._rests = True
        try:
            yield
        finally:
            self._rests = False

    def end(self) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        heard, since = self._heard(), time.monotonic()
        while not self._over.wait(LOOK):
            if self._rests or self._heard() != heard:
                heard, since = self._heard(), time.monotonic()
            elif time.monotonic() - since >= AFTER:
                door.err(_words())
                return


def _words() -> str:
    return say("Microsoft 365 の応答を待っています(つながらないときは、2分ほどで止まります)。")
