"""Whether a job may write at all, or somebody has paused it.

Called before a run begins, before each of its changes, and by the commands that pause and resume.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from m365bot import clock
from m365bot.errors import GuardStopped
from m365bot.job import Job
from m365bot.journal import Pause, Run, pause
from m365bot.journal.pause import EVERY
from m365bot.journal.ports import Pauses
from m365bot.runs.office import Office, job_called


def why_not(office: Office, job: str) -> str:
    """Who paused it, when and why; empty where it may write."""
    return words_of(office, job, office.pauses.all())


def words_of(office: Office, job: str, paused: Sequence[Pause]) -> str:
    found = pause.of(job, paused)
    return found.words(office.programme.timezone) if found else ""


def needs_leave(office: Office, job: str) -> None:
    """Raises GuardStopped where it is paused."""
    if words := why_not(office, job):
        raise GuardStopped(words)


def left_waiting(office: Office, run: Run, why: str) -> Run:
    """What was approved keeps its approval, and says why it is not carried out; said once."""
    waits = run.held_back(GuardStopped(why))
    return run if waits == run else office.turn(waits, run.status)


@dataclass(frozen=True)
class Switch:
    """By which people pause and resume. Needs no config: whoever wants nothing written need not mend it first."""

    pauses: Pauses
    jobs: Mapping[str, Job]

    def pause(self, name: str | None, who: str, reason: str) -> bool:
        """False where that is paused already. Raises ConfigError for a job that is not."""
        return self.pauses.begin(Pause(self._job(name), who, clock.now(), reason))

    def resume(self, name: str | None, who: str) -> bool:
        """False where that is not paused. One whose file has gone may be let go of. Raises ConfigError."""
        if name in {one.job for one in self.pauses.all()}:
            return self.pauses.end(name or EVERY, who, clock.now())
        return self.pauses.end(self._job(name), who, clock.now())

    def _job(self, name: str | None) -> str:
        return job_called(name, self.jobs).name if name else EVERY
