"""The worker of one of many instances: a daemon in a process of its own, that knows nothing of the others.

Called by the supervisor's processes. It ends where nothing is due for a while, and says when it is to be woken.
"""

import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from m365bot import clock
from m365bot.errors import M365BotError
from m365bot.instances import fence, processes, stamp
from m365bot.instances.ports import Resting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from m365bot.job import Job
    from m365bot.settings import Settings

log = structlog.get_logger()

LIMITS = {resource.RLIMIT_DATA: 2 * 1024**3, resource.RLIMIT_CORE: 0}  # bytes
JUST_NOW = timedelta(seconds=15)  # longer than a daemon takes from its last look to its end


def main(name: str, folder: Path, mouth: Connection) -> None:
    """Until it is told to end, or may rest. Its process ends here."""
    from m365bot.cli import log as logs

    logs.to_standard_error(logging.INFO)
    structlog.contextvars.bind_contextvars(instance=name)
    code = 1
    try:
        _at_home(folder)
        _fenced(folder, mouth)
        _goes_with_its_parent()
        _worked(mouth)
        code = 0
    except M365BotError as error:
        code = error.exit_code
        # Its words may name people: where in config/ it is wrong is enough here, `check` says the rest.
        places = [f"{one.file}:{one.line}:{one.column}" for one in getattr(error, "complaints", ())]
        log.error("instance.cannot_begin", error=type(error).__name__, places=places)
    except Exception as error:
        log.error("instance.broke", error=type(error).__name__)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _goes_with_its_parent() -> None:
    """As after kill -9, where the supervisor is gone: nobody would end this one any more. Also while its loop hangs."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # it was begun by the supervisor

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _at_home(folder: Path) -> None:
    """Everything that it finds by itself is in its own folder."""
    os.chdir(folder)
    os.umask(0o077)
    os.environ |= {
        "HOME": str(folder),
        "M365BOT_INSTANCE": str(folder),
        "M365BOT_STATE_DIR": str(folder / "state"),
    }
    sys.path[:] = [place for place in sys.path if place and not Path(place).is_relative_to(folder.parent)]


def _fenced(folder: Path, mouth: Connection) -> None:
    """Before it has threads, for the kernel's fence is one thread's and its children's."""
    why_no_user = fence.own_user(folder)
    held = fence.by_the_kernel(folder)
    for kind, most in LIMITS.items():
        with contextlib.suppress(
            OSError, ValueError
        ):  # a service manager may have set less, or let nobody set any
            resource.setrlimit(kind, (most, most))
    fence.hook(folder, lambda what, where: mouth.send_bytes(processes.reached(what, where)))
    log.info("instance.fenced", user=not why_no_user, kernel=held)
    if why_no_user and not held:
        log.warning("instance.fence_is_low", why=why_no_user, todo="docs/threat-model.md")


def _worked(mouth: Connection) -> None:
    from m365bot import app, settings
    from m365bot.runs.sleeping import Rest

    found = settings.read()
    _tell_of_refused_jobs(app.jobs(found))
    rest = None if found.is_on_a_server else Rest()  # what others write on a server, no file tells
    wakes = app.worked(found, rest, live=lambda: mouth.send_bytes(processes.said(None)))
    if wakes:
        before = stamp.of_database(found.state)
        resting = Resting(min([wakes, *_asked_meanwhile(found)]), before)
        mouth.send_bytes(processes.said(resting))


def _tell_of_refused_jobs(jobs: "Mapping[str, Job]") -> None:
    """The words for officers stand in `m365bot jobs`; this is for whoever may allow them."""
    for name, job in jobs.items():
        if not job.is_readable:
            log.error("instance.job_refused", job=name)


def _asked_meanwhile(settings: "Settings") -> list[datetime]:
    """What a command wrote after the last look and before the moment of which the supervisor is told."""
    from m365bot import app
    from m365bot.journal import Status

    now = clock.now()
    with app.books(settings) as kept:
        asked = kept.runs.of_status(Status.REQUESTED)
    return [run.due or now for run in asked if now - run.planned < JUST_NOW]
