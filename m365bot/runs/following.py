"""Follows a run that was left to a daemon, until it is over or waits for a person.

Called by commands that somebody looks on at. Writes nothing of the run, so whoever stops following stops nothing. Where no
daemon is at work any more the run is taken up here, as it would have been begun here had there been none.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from m365bot import clock
from m365bot.errors import ConfigError
from m365bot.journal import Run, Status
from m365bot.journal.ports import Held
from m365bot.reconcile.plan import Change
from m365bot.runs import taking
from m365bot.runs.office import Office

LOOK = 1.0  # seconds between looks
LONGEST = 70 * 60.0  # seconds: a run's own hour, and the ten minutes that it waits for its teams

Pause = Callable[[], Awaitable[bool]]
"""Until the next look; False: nobody looks on any more."""


def is_left_to_others(run: Run) -> bool:
    """What waits for its minute is not: nobody sits before a screen until then."""
    return run.status is Status.REQUESTED and run.is_due(clock.now()) and not run.report.errors


async def to_its_end(office: Office, run_id: str, pause: Pause) -> Run:
    """The run as it is when nothing more is to be seen. `office.told` hears of each change that is noted meanwhile."""
    loop = asyncio.get_running_loop()
    until, noted = loop.time() + LONGEST, _Noted(office, run_id)
    while loop.time() < until:
        run = noted.look()
        if _is_at_rest(run):
            return run
        if not office.leases.a_daemon_is_at_work():
            await _taken_up(office, run_id)
        elif not await pause():
            break
    return office.run(run_id)


def _is_at_rest(run: Run) -> bool:
    """Over, or waiting for something that is no daemon's: an approval, an account that signs in."""
    under_way = run.status in (Status.REQUESTED, Status.RUNNING)
    return not under_way or (run.status is Status.REQUESTED and bool(run.report.errors))


async def _taken_up(office: Office, run_id: str) -> None:
    """Whoever was quicker, or has it still, goes on with it."""
    try:
        await taking.up(office, run_id, taking.By.PERSON)
    except (Held, ConfigError):
        await asyncio.sleep(LOOK)


class _Noted:
    """What its row and its journal say, each change told once."""

    def __init__(self, office: Office, run_id: str) -> None:
        self._office, self._run_id = office, run_id
        self._run = office.run(run_id)
        self._changes: Mapping[str, Change] = {}
        self._told: set[str] = set()

    def look(self) -> Run:
        """The run as it is; a plan of thousands is not read again each second."""
        is_known = self._changes and self._run.status is Status.RUNNING
        if not is_known or self._office.runs.status_of(self._run_id) is not Status.RUNNING:
            self._run = self._office.run(self._run_id)
        if self._run.plan and not self._changes:
            self._changes = {change.key: change for change in self._office.plan_to_show(self._run).changes}
        if self._changes:
            self._tell()
        return self._run

    def _tell(self) -> None:
        for key, result in self._office.journals.of(self._run_id).results().items():
            if key in self._changes and key not in self._told:
                self._told.add(key)
                self._office.told(self._changes[key], result, len(self._changes))
