"""One instance, as the supervisor keeps it: at work, asleep until something is due, or lying down after a fall.

Held by the supervisor, which looks every second. Knows of the instance what a worker says and what files' times say.
"""

import contextlib
import fcntl
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from m365bot.instances import stamp, trespasses
from m365bot.instances.folder import Instance
from m365bot.instances.ports import Reached, Resting, Worker, Workers

log = structlog.get_logger()

STARTING = timedelta(seconds=30)
SILENT = timedelta(minutes=5)  # a worker speaks every minute; one whose loop hangs does not
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
HUNG = 4  # falls that a silent one counts for: it may have burnt a core for all that time
WELL = timedelta(minutes=10)  # whoever worked so long has got up
UNUSABLE = (2, 5)  # exits of one whose settings, config or sign-in a person must mend
MENDING = timedelta(minutes=10)
FILES = timedelta(seconds=30)  # between looks at config/ and jobs/
SIGN = timedelta(minutes=1)
TOLD = 20  # times that one worker reached for what is another's: the log is everybody's
LONGEST_SLEEP = timedelta(days=1)  # whatever it says


@dataclass
class Keeper:
    """wakes: when a worker is to begin; None: at once."""

    instance: Instance
    workers: Workers
    worker: Worker | None = None
    wakes: datetime | None = None
    falls: int = 0
    _began: datetime | None = None
    _heard: datetime | None = None
    _rests: Resting | None = None
    _files: int = 0
    _files_at: datetime | None = None
    _shown: datetime | None = None
    _is_told: bool = False
    _reached: int = 0
    _sign: int | None = field(default=None, repr=False)

    def is_due(self, now: datetime) -> bool:
        return self.worker is None and (self.wakes is None or self.wakes <= now)

    def is_starting(self, now: datetime) -> bool:
        """One that takes longer keeps no other from it."""
        return self.worker is not None and self._heard is None and now - (self._began or now) < STARTING

    def begin(self, now: datetime) -> None:
        self._hide()
        self._files, self._files_at = stamp.of_files(self.instance.folder), now
        self._began, self._heard, self._rests, self._reached = now, None, None, 0
        try:
            self.worker = self.workers.begun(self.instance)
        except OSError as error:  # no process or no memory to be had just now
            self.wakes = now + self._pause()
            log.error("instance.not_begun", instance=self.instance.name, error=type(error).__name__)

    def look(self, now: datetime) -> None:
        if self.worker:
            self._listen(self.worker, now)
        else:
            self._look_at_what_is_new(now)
            self._show(now)

    def end(self) -> None:
        self._is_told = True
        if self.worker:
            self.worker.end()
        self._hide()

    # a worker

    def _listen(self, worker: Worker, now: datetime) -> None:
        ended = worker.exit  # asked first: what it said last is heard in any case
        for word in worker.heard():
            self._heard = now
            if isinstance(word, Reached):
                self._reached += 1
                if self._reached <= TOLD:
                    trespasses.told(self.instance, word, now)
            elif word:
                self._rests = word
        if ended is not None:
            self._ended(ended, now)
        elif now - (self._heard or self._began or now) > SILENT:
            log.error("instance.hangs", instance=self.instance.name)
            worker.kill()
            self.falls += HUNG

    def _ended(self, status: int, now: datetime) -> None:
        worked, self.worker = now - (self._began or now), None
        if worked >= WELL:
            self.falls = 0
        if self._is_told:
            return
        if status == 0 and self._rests:
            self.falls = 0
            self.wakes = min(self._rests.until, now + LONGEST_SLEEP)
            log.info("instance.rests", instance=self.instance.name, until=self.wakes.isoformat())
        elif status in UNUSABLE:
            self.wakes = now + MENDING
            log.error("instance.unusable", instance=self.instance.name, exit=status)
        else:
            self.wakes = now + self._pause()
            log.error("instance.fell", instance=self.instance.name, exit=status, again=self.wakes.isoformat())

    def _pause(self) -> timedelta:
        self.falls += 1
        doubled: int = 2 ** min(self.falls - 1, 20)
        return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)

    # while it sleeps

    def _look_at_what_is_new(self, now: datetime) -> None:
        """A file saved, or a row written by a command: whoever fell gets no sooner up by a row."""
        is_new = self._rests is not None and stamp.of_database(self.instance.state) != self._rests.database
        if self._files_at is None or now - self._files_at >= FILES:
            files = stamp.of_files(self.instance.folder)
            is_new, self._files, self._files_at = is_new or files != self._files, files, now
        if is_new:
            self.wakes = None

    def _show(self, now: datetime) -> None:
        """To commands, a daemon is at work: what they leave to it wakes it."""
        if self._rests is None or (self._shown and now - self._shown < SIGN):
            return
        self._shown = now
        with contextlib.suppress(OSError):
            os.utime(self.instance.state / "daemon.seen", follow_symlinks=False)
            if self._sign is None:
                self._sign = os.open(
                    self.instance.state / "leases" / "daemon.lock", os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
                )
                fcntl.flock(self._sign, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def _hide(self) -> None:
        if self._sign is not None:
            os.close(self._sign)
        self._sign = self._shown = None
