"""The moment when a request's bytes leave, and what it is when no answer came.

Made by the sender and the batcher, used by wire. Never sends.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from m365bot.graph.obstacles import Obstacle
from m365bot.graph.scopes import Turn
from m365bot.words import say

log = structlog.get_logger("m365bot.graph")

CUT_OFF = frozenset({"ReadError", "WriteError", "CloseError", "RemoteProtocolError", "LocalProtocolError"})


class Failed(Exception):
    """No answer could be read; `left` tells whether bytes of the request had gone out.

    `obstacle`: what stood in the way, where that is known.
    """

    def __init__(self, reason: str, *, left: bool, obstacle: Obstacle | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.left = left
        self.obstacle = obstacle

    @property
    def words(self) -> str:
        """Why, for the officer; a short name of the cause stays, for whoever looks after the network."""
        if self.reason == "timeout":
            return say("時間内に返事がありません: {reason}", reason=self.reason)
        if self.reason in CUT_OFF:
            return say("通信が途中で切れました: {reason}", reason=self.reason)
        if self.reason.startswith("Connect"):
            return say("つながりません: {reason}", reason=self.reason)
        return self.reason


@dataclass
class Departure:
    """The moment when a request's bytes leave: turns are stamped, the intent is written."""

    turns: Iterable[Turn]
    leaving: Callable[[], None] = lambda: None
    has_left: bool = field(default=False, init=False)

    def go(self) -> None:
        if not self.has_left:
            self.leaving()
            self.has_left = True
            for turn in self.turns:
                turn.left()
            self._log()

    def _log(self) -> None:
        """Which limits it counts against, and its moment (the loop's seconds): answers tell nothing of the pace."""
        for turn in self.turns:
            if turn.counts_against:
                log.debug("graph.left", scopes=turn.counts_against, at=turn.stamp)

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore's own events: connecting may take its time, so only this one is the moment."""
        if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self.go()
