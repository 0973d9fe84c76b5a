"""Whether a job does well, said to a watcher that misses it where nothing is said: a dead man's switch.

Made by app for each office, and for the daemon. `M365BOT_PING_URL/JOB` is asked after a good run and `…/JOB/fail` after a
bad one; nothing but the job's name is in it. What is noted is sent when the office closes; whether anybody hears it is no
matter of the run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from m365bot.journal import Run, Status

log = structlog.get_logger()

GOOD = (Status.DONE, Status.NOTHING_TO_DO, Status.AWAITING_APPROVAL)
BAD = (Status.PARTLY_FAILED, Status.FAILED, Status.STOPPED)
TOGETHER = timedelta(minutes=10)  # runs of one job for several cohorts, begun by one tick
SIBLINGS = 50  # newest runs among which they are looked for
FAIL = "fail"
DAEMON = "daemon"  # beside the jobs' names


@dataclass
class Pulse:
    """send: asks one address, told as its parts below the setting's; blocks, raises nothing. None: nobody watches.

    newest: runs, the newest first.
    """

    send: Callable[[Sequence[str]], None] | None
    newest: Callable[[int], Sequence[Run]]
    _jobs: dict[str, Run] = field(default_factory=dict)

    def note(self, run: Run) -> None:
        if self.send and (run.status in GOOD or run.status in BAD or run.has_expired):
            self._jobs[run.job] = run

    @property
    def has_news(self) -> bool:
        return bool(self._jobs)

    def give(self) -> None:
        """Say of each job noted how it does. Blocks for as long as answers are waited for."""
        jobs, self._jobs = self._jobs, {}
        try:
            for job, run in jobs.items():
                self._say((job,) if self._does_well(run) else (job, FAIL))
        except Exception as error:  # the database is away, say
            log.warning("ping.not_sent", error=type(error).__name__)

    def live(self) -> None:
        """A daemon is there; and what it noted itself."""
        self._say((DAEMON,))
        self.give()

    def _say(self, parts: Sequence[str]) -> None:
        if self.send:
            self.send(parts)

    def _does_well(self, run: Run) -> bool:
        """A good run of one cohort does not hide a bad one of another, but makes up for one of its own before."""
        last = {run.cohort: run}
        for one in self.newest(SIBLINGS):
            if one.job == run.job and _is_together(one, run):
                last.setdefault(one.cohort, one)
        return all(map(is_good, last.values()))


def is_good(run: Run) -> bool:
    """What waits for a person is, where nothing else is the matter, until nobody came; what was called off is neither."""
    if run.status in GOOD:
        return run.exit in (0, 4)
    return run.status not in BAD and not run.has_expired


def _is_together(one: Run, other: Run) -> bool:
    return one.trigger is other.trigger and abs(one.planned - other.planned) < TOGETHER
