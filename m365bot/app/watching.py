"""Who watches from outside, as the settings name them; and how long no daemon was there.

Called by the daemon's command and by offices. Heavy libraries are imported where they are needed.
"""

from typing import TYPE_CHECKING

from m365bot import clock
from m365bot.app import accounts, configured
from m365bot.app.keeping import LOOKING
from m365bot.job import Job
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.runs.metrics import Metrics
    from m365bot.runs.pulse import Pulse


def pulse_of(settings: Settings, kept: "Books") -> "Pulse":
    """How jobs do, for whoever watches at the setting's address, if anybody does."""
    from m365bot.runs.pulse import Pulse

    if settings.ping_url is None:
        return Pulse(None, kept.runs.newest)
    from m365bot.graph.ping import Watcher

    watcher = Watcher(settings.ping_url.get_secret_value(), accounts.connection(settings, LOOKING))
    return Pulse(watcher.ask, kept.runs.newest)


def metrics(settings: Settings, kept: "Books") -> "Metrics | None":
    """The daemon's figures, served; None where nobody wants any. Raises ConfigError."""
    if settings.metrics_port is None:
        return None
    from m365bot.journal import Status
    from m365bot.runs.metrics import Metrics, Now

    now = Now(
        waiting=lambda: len(kept.runs.of_status(Status.AWAITING_APPROVAL)),
        refused=lambda: accounts.account_standing(settings).refusal is not None,
    )
    made = Metrics(_jobs(settings), now, clock.now())
    made.serve(settings.metrics_port)
    return made


def returned(settings: Settings, kept: "Books") -> None:
    """A daemon is back: how long none was there, and what it missed, is logged and remembered for the office."""
    from m365bot.runs import alive, schedule

    known = configured.timetable(settings).programme
    if known is None:
        return
    jobs = _jobs(settings)
    every = [(name, schedule.of(one, known), kept.ticks.last(name)) for name, one in jobs.items()]
    if absence := alive.since_last(settings.state, clock.now(), every):
        alive.remember(kept.journals.memory(), absence)


def _jobs(settings: Settings) -> dict[str, Job]:
    """The instance's and those of our own; that of the notices tells, and is not told of."""
    from m365bot.runs import upkeep

    return {**upkeep.JOBS, **configured.jobs(settings)}
