"""What whoever asks first would wait for, done before: each page is asked for once, then what changes is read as it does.

Called by the command `console`. A thread that ends with it. What is wrong is told by the pages, to who asks for them.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count

import structlog

from m365bot import clock
from m365bot.app.desks import Desk
from m365bot.console import rendering, routes
from m365bot.console.asked import Asked
from m365bot.console.roles import Role
from m365bot.console.visitor import Visitor
from m365bot.errors import M365BotError
from m365bot.runs import heap

log = structlog.get_logger("m365bot.console")

EVERY = 5.0  # seconds: a look at the files' times and three small ones at the database for each cohort
TIDY = 12  # looks until the memory of pages that are long shown is given back
PATIENCE = 30.0  # seconds until somebody may come all the same: a database that is away answers late
LEFT_OUT = ("settings_new", "own")  # which lead on, or are for those who see little
NOBODY = Visitor("", "", "", "", frozenset(Role))


@contextmanager
def kept(desk: Desk, every: float = EVERY) -> Iterator[None]:
    """Warm when it begins, and until it ends."""
    ends, is_warm = threading.Event(), threading.Event()

    def work() -> None:
        _quietly(lambda: once(desk))
        heap.give_back()
        is_warm.set()
        for turn in count(1):
            if ends.wait(every):
                return
            _quietly(lambda: desk.refresh(clock.now()))
            if turn % TIDY == 0:
                heap.give_back()

    thread = threading.Thread(target=work, name="warming", daemon=True)
    thread.start()
    is_warm.wait(PATIENCE)
    try:
        yield
    finally:
        ends.set()
        thread.join(PATIENCE)


def once(desk: Desk) -> None:
    """Raises M365BotError where nothing can be shown."""
    now = clock.now()
    desk.refresh(now)
    rendering.prepare()
    cohorts = [one.key for one in desk.usable().unfinished]
    for way in routes.WAYS:
        names = set(re.findall(r"\{(\w+)", way.path))
        if way.method == routes.GET and not names - {"cohort"} and way.name not in LEFT_OUT:
            for key in cohorts if names else [""]:
                _quietly(partial(way.page, Asked(desk, NOBODY, now, {"cohort": key})))


def _quietly(what: Callable[[], object]) -> None:
    try:
        what()
    except M365BotError:
        pass  # told by the page, to who asks for it
    except Exception as error:
        log.warning("page.not_warmed", error=type(error).__name__)  # what is raised may hold personal data
