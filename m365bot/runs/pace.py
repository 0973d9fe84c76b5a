"""What the processes of an instance tell each other of what they sent, so that limits hold for all of them and nobody rests.

Called by whatever opens an office or takes teams. The runs of one process count together what they send (graph.governor);
processes exchange notes when they take teams and let them go, once a second while they send, what counts for minutes at
once, and before they send much of the app's own second. A process that was killed leaves at most a second untold: who goes
on with its run rests for that.
"""

import asyncio
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import structlog

from m365bot import clock
from m365bot.journal.ports import Notes
from m365bot.journal.sent import Sent

log = structlog.get_logger()

EVERY = 1.0  # seconds for which what counts for a second only may stay untold
REST = 1.05  # seconds; a beat of the governor and a little more
AT_WORK = timedelta(seconds=3)  # who has said nothing for longer does nothing


class Counting(Protocol):
    """Who counts what this process sends. on_left: called with each request as it leaves; on_more: before more of the app's
    second is sent than others need not know of.
    """

    on_left: Callable[[Any], None]
    on_more: Callable[[], None]

    def sent(self) -> Mapping[str, Sequence[float]]: ...
    def hear(self, said: Sequence[Sent]) -> None: ...


class Pace(Protocol):
    """As runs have it."""

    def at_work(self) -> None:
        """Teams were taken: what others sent to them until now is heard."""

    def at_rest(self) -> None:
        """They are about to be let go: what was sent to them is said."""

    async def after_a_death(self) -> None:
        """Rest for what nobody said."""


class Alone:
    """There are no other processes."""

    def at_work(self) -> None: ...
    def at_rest(self) -> None: ...
    async def after_a_death(self) -> None: ...


class Heard:
    """Of others, by who only looks, and so writes nothing."""

    def __init__(self, notes: Notes) -> None:
        self.others = notes.others

    def say(self, sent: Sent) -> None:
        """Nothing."""


class Together:
    """That of one process, by whichever of its offices is open."""

    def __init__(self, counting: Counting) -> None:
        self._process = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._counting, self._notes = counting, list[Notes]()
        self._at_work, self._has_said, self._last = 0, False, 0.0
        self._heard: Sequence[Sent] = ()
        counting.on_left, counting.on_more = self._left, self._exchange

    @contextmanager
    def told_in(self, notes: Notes) -> Iterator["Together"]:
        self._notes.append(notes)
        self._exchange()
        try:
            yield self
        finally:
            self._exchange()
            self._notes.remove(notes)

    def at_work(self) -> None:
        self._at_work += 1
        self._exchange()

    def at_rest(self) -> None:
        """What others sent is heard where teams are taken next."""
        self._at_work -= 1
        self._tell(self._say)

    async def after_a_death(self) -> None:
        last = [one.at for one in self._heard if one.is_at_work]
        left = [EVERY + REST - (clock.now() - at).total_seconds() for at in last]
        await asyncio.sleep(min(max([0.0, *left]), EVERY + REST))

    def _left(self, turn: Any) -> None:
        if turn.is_lasting() or asyncio.get_running_loop().time() - self._last >= EVERY:
            self._exchange()

    def _exchange(self) -> None:
        self._tell(self._say)
        self._tell(self._hear)

    def _tell(self, part: Callable[[Notes], None]) -> None:
        """A database that takes or tells nothing just now ends no run: the service says itself what is too much."""
        if not self._notes:
            return
        try:
            self._last = asyncio.get_running_loop().time()
            part(self._notes[-1])
        except Exception as error:
            log.warning("pace.not_told", error=type(error).__name__)

    def _say(self, notes: Notes) -> None:
        """Who has sent nothing, and sends nothing, writes nothing."""
        sent = self._counting.sent()
        if sent or self._at_work or self._has_said:
            notes.say(Sent(self._process, clock.now(), self._at_work > 0, sent))
            self._has_said = bool(sent or self._at_work)

    def _hear(self, notes: Notes) -> None:
        now = clock.now()
        found = notes.others(self._process, now)
        self._heard = [one.resting() if now - one.at > AT_WORK else one for one in found]
        self._counting.hear(self._heard)


# By its loop, as governors are.
_paces: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Together]] = WeakKeyDictionary()


def of(instance: str, counting: Counting) -> Together:
    """The one of this process."""
    own = _paces.setdefault(asyncio.get_running_loop(), {})
    return own.setdefault(instance, Together(counting))
