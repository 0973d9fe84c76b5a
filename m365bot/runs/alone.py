"""That nobody is at work, for whoever replaces all records at once.

Called by app. Waits for nobody: who is at work is told of instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from m365bot.errors import GuardStopped
from m365bot.journal import Status
from m365bot.journal.ports import Held, Leases, Runs
from m365bot.runs import abandoned
from m365bot.words import say


@contextmanager
def from_daemons(leases: Leases) -> Iterator[None]:
    """None begins meanwhile. Raises GuardStopped."""
    try:
        lease = leases.no_daemon()
    except Held as error:
        raise GuardStopped(
            say("`m365bot daemon` が動いています。止めてから、もう一度行ってください。何も変えていません。")
        ) from error
    try:
        yield
    finally:
        lease.release()


def from_runs(runs: Runs, leases: Leases) -> None:
    """What died counts no more. Raises GuardStopped."""
    for run in runs.of_status(Status.RUNNING):
        if not abandoned.is_let_go(runs, leases, run):
            words = say(
                "実行 {run_id} が動いています。終わってから、もう一度行ってください。何も変えていません。",
                run_id=run.id,
            )
            raise GuardStopped(words)
