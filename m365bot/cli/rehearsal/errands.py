"""What somebody asks for at the desk while the demo stays open: done as a daemon would, on the lent clock.

Called by `m365bot demo`. Nothing runs by schedule: the practice tenant's day goes on by itself only as fast as ours.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

import structlog

from m365bot import app, clock
from m365bot.app import checkups
from m365bot.errors import M365BotError
from m365bot.journal import Status
from m365bot.runs import notices, taking, trying
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.database.books import Books

log = structlog.get_logger()
PAUSE = 1.0  # seconds between looks


@contextmanager
def done(settings: Settings) -> Iterator[None]:
    """While inside, each is done within seconds of being asked for."""
    over, sign = threading.Event(), app.leases(settings).show_a_daemon()
    worker = threading.Thread(target=_work, args=(settings, over), daemon=True)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join(PAUSE)
        sign.release()


def _work(settings: Settings, over: threading.Event) -> None:
    with app.books(settings, app.KEEPING) as kept:
        while not over.wait(PAUSE):
            try:
                look(settings, kept)
            except (
                M365BotError
            ) as error:  # whoever asked reads why in the row; the next errand may fare better
                log.warning("errand.failed", error=type(error).__name__)


def look(settings: Settings, kept: "Books") -> None:
    """What waits now is done."""
    now = clock.asked()
    if trial := kept.trials.next(now):
        opened, examine = partial(app.office, settings), partial(checkups.taken, settings, kept)
        clock.run(trying.out(opened, kept.trials, trial, examine))
    for run in kept.runs.of_status(Status.REQUESTED):
        if run.is_due(now):
            clock.run(_carried_out(settings, run.id))


async def _carried_out(settings: Settings, run_id: str) -> None:
    async with app.office(settings) as office:
        await taking.up(office, run_id, taking.By.DAEMON)
        await notices.told(lambda: nullcontext(office))
