"""What somebody or the schedule asks for.

Called by the command line, the daemon's ticks and the starter. Pure.
"""

from dataclasses import dataclass
from datetime import datetime

from m365bot.journal import Trigger


@dataclass(frozen=True)
class Asked:
    """A job, run now.

    run_id is given for a tick, so that two daemons start one run. patience: seconds to wait for a team that
    another run holds; without any the run is stopped, or left to a daemon that is at work.
    """

    job: str
    cohort: str | None = None
    at: datetime | None = None
    trigger: Trigger = Trigger.MANUAL
    run_id: str | None = None
    actor: str = ""
    reason: str = ""
    patience: float = 0.0
