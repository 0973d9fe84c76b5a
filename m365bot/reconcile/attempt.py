"""How far one change is, and what to do next: look at it, write it, wait, or leave it settled.

Called by batch, which does what is decided here. Pure: it never looks, writes or waits itself, and what time it
is it is told. `looked` begins each round; where it says Write, `wrote` ends it; a Wait is followed by the next.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from m365bot.errors import (
    Conflict,
    Doubtful,
    GraphError,
    Locked,
    M365BotError,
    MissingPermission,
    NotFound,
    NotReady,
    OutcomeUnknown,
    Permanent,
    SignInNeeded,
    Stopped,
    Temporary,
)
from m365bot.journal import Outcome, Result
from m365bot.reconcile.observe import Absent, Observation, Present, Unknown, named_for
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.seen import Seen
from m365bot.words import say

# How often an error of a class is taken for something that passes. A 404 may hide a write that was done (C32),
# a conflict may be our own write under way.
PATIENCE: Mapping[type[M365BotError], int] = {
    NotFound: 6,
    Conflict: 4,
    Locked: 2,
    Doubtful: 1,
    OutcomeUnknown: 10,
}
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds, where the service has no wish of its own
LONG = 1200.0  # seconds; who is asked to come again after more does so in another run
GROWTH = 0.1  # of what was waited so far is the next pause for what is not ready: late by a tenth at most


@dataclass(frozen=True)
class Moment:
    """What holds when something is to be decided.

    now: the run's own. under_way: a write left whose outcome nobody has noted. settling: seconds for which an
    absence says nothing yet. late: its time is over, so that nothing more is written. waited: seconds since it
    began. again: when it is tried next by itself, as far as is known.
    """

    now: datetime
    under_way: bool = False
    settling: float = 0.0
    late: bool = False
    waited: float = 0.0
    again: datetime | None = None


@dataclass(frozen=True)
class Write:
    """Write it now; `was` is what there is of it."""

    was: Seen | None


@dataclass(frozen=True)
class Wait:
    """Nothing can be done about it for so many seconds.

    long: what it waits for may take minutes, so that whoever can do without it goes on.
    """

    seconds: float
    long: bool = False


Decision = Write | Wait | Result


@dataclass
class Attempt:
    """One change on its way. must_look: a write may have happened. sure: it is known that none is under way."""

    change: Change
    must_look: bool
    was: Seen | None
    sure: bool = True
    error: Exception | None = None
    rounds: int = 0
    unready_since: float | None = None
    failures: Counter[type[Exception]] = field(default_factory=Counter)

    @classmethod
    def at(cls, moment: Moment, change: Change, *, look_first: bool) -> "Attempt":
        """One that begins: it looks first where a write of ours, or of a database that is lost, may have left."""
        return cls(change, look_first or moment.under_way or moment.settling > 0, change.was)

    def looked(self, found: Observation | None, moment: Moment) -> Decision:
        """What was found, or None where nobody need look."""
        self.rounds += 1
        match found:
            case Present(seen):
                return self._present(seen, moment)
            case Absent() if self.change.action is Action.REMOVE:
                return self._settled(Outcome.ADOPTED)
            case Absent():
                self.was, self.sure = None, moment.settling <= 0
            case Unknown(error):
                return self._unseen(error, moment)
        return self._next(moment)

    def wrote(self, outcome: Seen | M365BotError, moment: Moment) -> Wait | Result:
        """What came of a write."""
        match outcome:
            case Seen():
                return Result(self.change.key, Outcome.MADE, outcome.remark, stored=outcome.stored)
            case MissingPermission():
                outcome = named_for(self.change.resource.needs, outcome)
        self.error, self.sure = outcome, not moment.under_way
        self.failures[type(outcome)] += 1
        self.must_look = self.must_look or moment.under_way
        return self._failed(outcome) if was_refused(outcome) else self._later(moment)

    # what was found

    def _present(self, seen: Seen, moment: Moment) -> Decision:
        if seen.withheld:
            return self._settled(Outcome.WITHHELD, seen.withheld)
        if seen.asks and not self.change.asks:
            return self._settled(Outcome.WITHHELD, seen.asks, "Unapproved")
        if self.change.action is not Action.REMOVE and self.change.is_met_by(seen):
            return self._settled(Outcome.ADOPTED, seen.remark)
        self.was, self.sure = seen, True
        return self._next(moment)

    def _unseen(self, error: Exception, moment: Moment) -> Decision:
        self.sure = not moment.under_way
        if was_refused(error) and self.sure:
            return self._failed(error)
        if isinstance(
            error, MissingPermission
        ):  # looking again will not help, and what was sent may be there
            return self._unclear(error)
        self.error = self.error or error
        return self._later(moment)

    # what is next

    def _next(self, moment: Moment) -> Decision:
        """It is known how things are: write, unless that is in doubt, in vain or too late."""
        if not self.sure or self.is_hopeless:
            return self._later(moment)
        closes = self.change.not_after
        if (self.was is None or self.was.half_made) and closes and moment.now > closes:
            return self._settled(Outcome.FAILED, say("送る時間を過ぎたため送りませんでした。"), "Late")
        return self._later(moment) if moment.late else Write(self.was)

    def _later(self, moment: Moment) -> Wait | Result:
        """Once more after a pause, unless waiting is in vain or its time is over."""
        error = self.error or OutcomeUnknown(say("時間内に結果が分かりませんでした。"))
        if isinstance(error, SignInNeeded):
            return self._unclear(error)
        if isinstance(error, Stopped):
            return self._failed(error) if self.sure else self._unclear(error)
        if isinstance(error, Temporary) and (error.after or 0.0) > LONG:
            return self._unclear(error)
        if isinstance(error, NotReady) and error.patience is not None:
            return self._not_yet(error, error.patience, moment)
        if self.sure and self.error and (moment.late or self.is_hopeless):
            return self._failed(error)
        return self._unclear(error) if moment.late else Wait(self._pause(moment.settling))

    def _not_yet(self, error: NotReady, patience: float, moment: Moment) -> Wait | Result:
        """It comes when it comes: this run waits for a while, a later one goes on."""
        if self.unready_since is None:
            self.unready_since = moment.waited
        waited = moment.waited - self.unready_since
        if moment.late or waited >= patience:
            return self._settled(Outcome.UNKNOWN, _put_off(error, moment.again), type(error).__name__)
        pause = max(self._pause(moment.settling), min(GROWTH * waited, PAUSES[-1]))
        return Wait(min(pause, patience - waited), long=True)

    @property
    def is_hopeless(self) -> bool:
        """Has the last error been seen often enough? What only was not ready does not count for others."""
        match self.error:
            case Temporary() | None:
                return False
            case error:
                patience = next((n for kind, n in PATIENCE.items() if isinstance(error, kind)), 1)
                return self.failures[type(error)] >= patience

    def _pause(self, settling: float) -> float:
        """The service's own wish, else ever longer; in any case until an absence counts."""
        wish = self.error.after if isinstance(self.error, GraphError) else None
        return max(wish or PAUSES[min(self.rounds, len(PAUSES)) - 1], settling)

    # how it ended

    def _failed(self, error: Exception) -> Result:
        words = _explained(self.change, error) or str(error)
        return self._settled(Outcome.FAILED, words, type(error).__name__)

    def _unclear(self, error: Exception) -> Result:
        return self._settled(Outcome.UNKNOWN, str(error), type(error).__name__)

    def _settled(self, outcome: Outcome, words: str = "", error: str = "") -> Result:
        return Result(self.change.key, outcome, words, error)


def was_refused(error: Exception) -> bool:
    """A plain no, and nothing was done. A 404 or a conflict may hide a write that was (C32)."""
    return isinstance(error, Permanent) and not isinstance(error, NotFound | Conflict | Locked | Doubtful)


def _put_off(error: NotReady, again: datetime | None) -> str:
    """Why it is not there yet, and when it is tried again."""
    if again is None:
        return say(
            "{why}この実行では待ち切れませんでした。もう一度実行すると続きから行います。", why=str(error)
        )
    return say(
        "{why}この実行では待ち切れませんでした。次の実行({again:%m-%d %H:%M})で続きから行います。",
        why=str(error),
        again=again,
    )


def _explained(change: Change, error: Exception) -> str:
    """Words for an error that says less than is known by now; empty: its own will do."""
    if isinstance(error, Conflict):
        return change.resource.conflict
    if isinstance(error, OutcomeUnknown):
        return say(
            "何度か送りましたが返事がなく、まだできていません。時間をおいて、もう一度実行してください。"
        )
    return ""
