"""The rows of runs, and a word to whoever watches from outside as soon as one has come to its end.

Made by app around the port `Runs`. What watches never disturbs a run: the row is kept first, and what a watcher raises is
logged. A run is told once: what becomes of it by a person's word later is another run's. Where no word came in time, that
is told as well: nobody else would say it.
"""

from collections.abc import Callable, Sequence

import structlog

from m365bot.journal import Approval, Pause, Run, Status
from m365bot.journal.ports import Runs

Told = Callable[[Run], None]
log = structlog.get_logger()


class Watched:
    """All calls go on to `runs`; whatever ends by them is told."""

    def __init__(self, runs: Runs, *told: Told) -> None:
        self._runs, self._told = runs, told

    @property
    def instance(self) -> str:
        return self._runs.instance

    def add(self, run: Run) -> bool:
        return self._kept(run, is_kept=self._runs.add(run))

    def save(self, run: Run) -> None:
        self._runs.save(run)
        self._kept(run, is_kept=True)

    def claim(
        self, run: Run, was: Status, *, followed_by: Run | None = None, word: Approval | None = None
    ) -> bool:
        claimed = self._runs.claim(run, was, followed_by=followed_by, word=word)
        by_itself = was in (Status.RUNNING, Status.REQUESTED) or run.has_expired
        return self._kept(run, is_kept=claimed) if by_itself else claimed

    def get(self, run_id: str) -> Run | None:
        return self._runs.get(run_id)

    def status_of(self, run_id: str) -> Status | None:
        return self._runs.status_of(run_id)

    def newest(self, limit: int = 50) -> Sequence[Run]:
        return self._runs.newest(limit)

    def lately(self, limit: int) -> Sequence[Run]:
        return self._runs.lately(limit)

    def halts(self, run_id: str) -> tuple[Status | None, Sequence[Pause]]:
        return self._runs.halts(run_id)

    def of_status(self, *any_of: Status) -> Sequence[Run]:
        return self._runs.of_status(*any_of)

    def applying(self, run_id: str) -> Run | None:
        return self._runs.applying(run_id)

    def approved_earlier(self, run: Run, most: int) -> Sequence[Run]:
        return self._runs.approved_earlier(run, most)

    def _kept(self, run: Run, *, is_kept: bool) -> bool:
        if is_kept and (run.status.is_over or run.status is Status.AWAITING_APPROVAL):
            for told in self._told:
                self._tell(told, run)
        return is_kept

    def _tell(self, told: Told, run: Run) -> None:
        try:
            told(run)
        except Exception as error:
            log.error("watch.broke", error=type(error).__name__)
