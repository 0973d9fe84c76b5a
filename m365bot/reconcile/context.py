"""What carrying out a plan needs: Graph, the journal, and the rules of waiting.

Made by runs, handed to apply and batch. Decides nothing.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from m365bot import clock
from m365bot.journal import Journal, Result
from m365bot.reconcile import permissions
from m365bot.reconcile.permissions import Held
from m365bot.reconcile.plan import Change
from m365bot.resources.kind import Resource
from m365bot.resources.ports.graph import Graph
from m365bot.resources.ports.records import RecordStore
from m365bot.resources.view import View


@dataclass(frozen=True)
class Rest:
    """Why no further part leaves now, and when the rest does; until None: never."""

    until: datetime | None
    words: str


class Hold(Protocol):
    """The right to work on the teams of a plan. `until` is a moment of the loop.

    turn: how often others had it in between, so that what was seen before may be otherwise now.
    """

    turn: int

    def at_work(self, until: float) -> AbstractAsyncContextManager[None]:
        """Around whatever looks or writes. Raises Held where others work beyond `until`."""

    def at_rest(self, until: float) -> AbstractAsyncContextManager[None]:
        """Within at_work, around a pause of minutes. Raises Held at its end, as above."""


@dataclass(frozen=True)
class Context:
    """What carrying out needs.

    now: the run's own. settles: the seconds that a kind asks for → those that are waited. again: when a change is tried
    next by itself, if it is. may_go_on: why not, asked before each change. told: called with each result. held: what the
    tokens may do. hold: who may work on the teams. rests: asked before each part of what is made in parts. process_now: by
    which intents and what is settled are timed.
    """

    graph: Graph
    journal: Journal
    records: RecordStore
    hold: Hold
    now: Callable[[], datetime]
    settles: Callable[[float], float]
    may_go_on: Callable[[], str] = lambda: ""
    again: Callable[[Change], datetime | None] = lambda change: None
    rests: Callable[[Change], Rest | None] = lambda change: None
    told: Callable[[Change, Result], None] = lambda change, result: None
    held: Held = field(default_factory=dict)
    process_now: Callable[[], datetime] = clock.now

    def fresh_view(self) -> View:
        return View(
            graph=self.graph,
            known=self.journal.memory,
            now=self.now(),
            records=self.records,
            written_before=self._written_before,
            unsettled=self.unsettled,
            landing=self.landing,
            began=lambda key: self.journal.open_intent(key) is not None,
        )

    def lacking(self, change: Change) -> tuple[str, ...]:
        """Permissions that it needs and no token holds; what may be under way is looked for all the same."""
        if self.journal.open_intent(change.key):
            return ()
        return permissions.lacking(change.resource.needs, self.held)

    def unsettled(self, resource: Resource) -> float:
        """Seconds until an absence counts: a request may be under way though its sender is dead."""
        written = self.journal.last_write(resource.key)
        return self._left(resource.settles_in, max(written, self.journal.born)) if written else 0.0

    def landing(self, resource: Resource) -> float:
        """Seconds for which its last write may yet be carried out, where nobody noted what became of it."""
        intent = self.journal.open_intent(resource.key)
        return self._left(resource.lands_in, intent.at) if intent else 0.0

    def unsettled_since_birth(self, resource: Resource) -> float:
        """The same for what a lost database may have had under way."""
        return self._left(resource.settles_in, self.journal.born)

    def _left(self, own: float, since: datetime) -> float:
        return self.settles(own) - (self.process_now() - since).total_seconds()

    def _written_before(self, key: str) -> datetime | None:
        intent = self.journal.open_intent(key)
        return intent.service_at if intent else None
