"""Shows large files on their way up: how much has arrived, how fast, and how long it will still take.

Called by `show.progress`, on a terminal only. A thread by the machine's time: nothing periodic may tick in a loop
on a lent clock.
"""

import threading
import time
from collections.abc import Callable, Mapping

from rich.progress import Progress, TaskID

from m365bot import visible
from m365bot.cli.screen import bytes_words
from m365bot.resources.ports.graph import Moving
from m365bot.words import say

LOOK = 0.5  # seconds between looks
SURE = 2.0  # seconds after which a speed is worth telling


class Sending(threading.Thread):
    """A line of `bar` for each file that is on its way; `moving` tells which these are."""

    def __init__(self, bar: Progress, moving: Callable[[], Mapping[str, Moving]]) -> None:
        super().__init__(daemon=True)
        self._bar, self._moving = bar, moving
        self._lines: dict[str, tuple[TaskID, float]] = {}
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(LOOK):
            self.look(time.monotonic())

    def end(self) -> None:
        self._over.set()
        self.join()

    def look(self, now: float) -> None:
        """What is on its way has its line, what has arrived has none any more."""
        moving = dict(self._moving())
        for place in self._lines.keys() - moving.keys():
            self._bar.remove_task(self._lines.pop(place)[0])
        for place, one in moving.items():
            if place not in self._lines:
                self._bar.start()
                name = visible.line(one.name)[:40]
                self._lines[place] = self._bar.add_task(name, total=one.size, told=""), now
            task, began = self._lines[place]
            self._bar.update(task, completed=one.sent, told=told(one, now - began))
        if moving:
            self._bar.refresh()


def told(moving: Moving, seconds: float) -> str:
    """Such as 12.3 MB / 60.0 MB  3.1 MB/秒  残り 15秒."""
    words = f"{bytes_words.of(moving.sent)} / {bytes_words.of(moving.size)}"
    arrived = moving.sent - moving.began
    if seconds < SURE or arrived <= 0:
        return words
    speed = arrived / seconds
    left = (moving.size - moving.sent) / speed
    return words + say("  {speed}/秒  残り {left}", speed=bytes_words.of(speed), left=_long(left))


def _long(seconds: float) -> str:
    if seconds < 60:
        return say("{count}秒", count=max(1, round(seconds)))
    return say("{count}分", count=round(seconds / 60))
