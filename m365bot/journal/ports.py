"""What runs need of whoever keeps them: rows, approvals, ticks and journals; and of whoever grants leases.

Served by database/; another database, or a second machine, is another implementation of these. All are of one
instance. Never knows how anything is stored.
"""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from m365bot.errors import GuardStopped
from m365bot.journal.approval import Approval
from m365bot.journal.pause import Pause
from m365bot.journal.run import Run
from m365bot.journal.sent import Sent
from m365bot.journal.status import Status
from m365bot.journal.trial import Trial
from m365bot.journal.writing import Earlier, Journal
from m365bot.words import say


class Runs(Protocol):
    """The rows of all runs."""

    @property
    def instance(self) -> str: ...

    def add(self, run: Run) -> bool:
        """Keep a new run; False where one of that id is there already (another starter was quicker)."""

    def get(self, run_id: str) -> Run | None: ...

    def status_of(self, run_id: str) -> Status | None:
        """Its status alone: a plan of thousands need not be read again."""

    def halts(self, run_id: str) -> tuple[Status | None, Sequence[Pause]]:
        """The same, and all that is paused: in one look, since it is asked before each change."""

    def save(self, run: Run) -> None: ...

    def claim(
        self, run: Run, was: Status, *, followed_by: Run | None = None, word: Approval | None = None
    ) -> bool:
        """Save a run that goes on from `was`; False where it is not that any more: another was quicker.

        followed_by, word: a new run, and the word that moved it on, which are kept with it or not at all.
        """

    def newest(self, limit: int = 50) -> Sequence[Run]:
        """The newest first."""

    def lately(self, limit: int) -> Sequence[Run]:
        """The newest first, for who only looks how they ended: `plan` is {} where there is one."""

    def of_status(self, *any_of: Status) -> Sequence[Run]:
        """The newest first."""

    def applying(self, run_id: str) -> Run | None:
        """The run that carries out what was approved of this one."""

    def approved_earlier(self, run: Run, most: int) -> Sequence[Run]:
        """Those of its job and cohort that carried out, or were to, what somebody approved before; the newest first."""


class Approvals(Protocol):
    """Every person's word that counted; it is kept by `Runs.claim`, with what it did."""

    def of(self, run_id: str) -> Approval | None:
        """The last word on a run."""

    def is_vouched_for(self, approval: Approval) -> bool:
        """Was it kept by this software? A row that somebody made by hand stands in no audit chain."""


class Pauses(Protocol):
    """What nobody may write until somebody lifts it; each stands in the audit chain."""

    def all(self) -> Sequence[Pause]: ...

    def begin(self, pause: Pause) -> bool:
        """False where that is paused already."""

    def end(self, job: str, who: str, at: datetime) -> bool:
        """False where that is not paused."""


class Trials(Protocol):
    """Dry runs that somebody asked for."""

    def next(self, now: datetime) -> Trial | None:
        """The one that was asked for first, in the caller's hands from now on."""

    def end(self, trial: Trial) -> None:
        """It is over, and kept so."""


class Ticks(Protocol):
    """Up to which moment the ticks of each job are dealt with."""

    def last(self, job: str) -> datetime | None: ...

    def note(self, job: str, at: datetime) -> None:
        """Every tick up to `at` is dealt with; an earlier one never takes that back."""


class Journals(Protocol):
    """The journals of all runs, and what they know together."""

    def of(self, run_id: str) -> Journal: ...

    def memory(self, soon: Iterable[str] = ()) -> MutableMapping[str, dict[str, Any]]:
        """What is remembered of the tenant; soon: keys that will be asked for, to be fetched together."""

    def remember(self, learned: Mapping[str, Mapping[str, Any]]) -> None:
        """What a look taught, beside what is remembered under the same keys."""

    @property
    def born(self) -> datetime:
        """When this database was begun: what an earlier one had under way nobody knows."""

    def recent_writes(self) -> Mapping[str, datetime]:
        """Key → when bytes last left for it, in the last hour."""

    def under_way(self, key: str) -> bool:
        """Has a write under this key left, of whatever run, whose outcome nobody has noted?"""

    def earlier(self, keys: Iterable[str]) -> Mapping[str, Sequence[Earlier]]:
        """What was made of each of these last, the newest first, two of each at most."""


class Notes(Protocol):
    """What the processes of an instance tell each other of what they sent."""

    def others(self, process: str, now: datetime) -> Sequence[Sent]:
        """What all but this one said, that may still count."""

    def say(self, sent: Sent) -> None:
        """In place of what it said before."""


class Lease(Protocol):
    """What was taken together; let go with its process at the latest."""

    def release(self) -> None: ...

    @property
    def is_as_left(self) -> bool:
        """Whether the same run had all of them last, so that nobody else worked in between."""


class Leases(Protocol):
    """Who may work on what."""

    def take(self, names: Iterable[str], run_id: str) -> Lease:
        """All of them, or none. Raises Held."""

    def sign(self, name: str) -> Lease:
        """That something is in this process's hands; leaves nothing behind. Raises Held."""

    def a_daemon_is_at_work(self) -> bool: ...

    def show_a_daemon(self) -> Lease:
        """A sign that several daemons may show at once."""

    def no_daemon(self) -> Lease:
        """None is at work, and none begins while this is held. Raises Held."""

    def hold_on(self) -> None:
        """Where whoever keeps the leases was away, what this process holds is taken again. Called often."""

    def need_standing(self) -> None:
        """Asked just before each write, and before anything of it is noted.

        Raises LeaseLost where another process may have what this one holds.
        """


class LeaseLost(BaseException):
    """Another process may work on what this one had in hand: nothing is written or noted here any more.

    No error of the run: its row stays as it is, for whoever takes it up; so whatever catches errors lets it pass.
    """


class Held(GuardStopped):
    """Another run works on the same team; `run_id` is it, where known."""

    def __init__(self, run_id: str) -> None:
        super().__init__(
            say(
                "ほかの実行 {run_id} が同じチームを扱っています。終わってからもう一度実行してください。",
                run_id=run_id or "?",
            )
        )
        self.run_id = run_id
