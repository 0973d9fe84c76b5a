"""Whether a run whose row says running has been let go by its process, however that ended.

Called by taking, by the daemon and by what goes on with other runs. A run shows a sign for as long as a process
has it in hand, and holds the leases of its teams while it works; the kernel frees both with the process, and holding
frees them first where a run is given up.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

from m365bot import clock
from m365bot.journal import Run, Status
from m365bot.journal.ports import Held, Leases, Runs

YOUNG = timedelta(seconds=10)  # between its row and its sign


def is_let_go(runs: Runs, leases: Leases, run: Run) -> bool:
    """Asked often, so it costs no office."""
    return let_go(runs, leases, run, lambda: None)


def let_go(runs: Runs, leases: Leases, run: Run, then: Callable[[], None]) -> bool:
    """Whether its process has let go of it; if so, `then` is done while nobody else can have it."""
    names = run.report.leases
    if names is None and clock.now() - run.planned < YOUNG:
        return False
    try:
        with ExitStack() as held:
            held.callback(leases.sign(sign_of(run)).release)
            held.callback(leases.take(names or (), run.id).release)
            found = _is_as_it_was(runs, run)
            if found:
                then()
            return found
    except Held:
        return False


def sign_of(run: Run) -> str:
    """What a process shows for as long as it has a run in hand."""
    return f"{run.instance}/{run.id}"


def _is_as_it_was(runs: Runs, run: Run) -> bool:
    """Looked at with its leases in hand: it may have ended, or been taken up, since it was read."""
    now = runs.get(run.id)
    return now is not None and now.status is Status.RUNNING and now.planned == run.planned
