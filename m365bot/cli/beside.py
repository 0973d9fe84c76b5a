"""The console in a process of its own, split off the daemon that it stands beside: what both use is in memory once.

Called by the command `daemon`, before anything of it begins, since a process with threads must not be split. The two share
what was loaded and a socket, by which the console says that it is there, and learns that the daemon is gone. Where the
console ends by itself another is begun, which is a process like any other.
"""

import contextlib
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import structlog

from m365bot.cli import preloaded as preloaded  # before the two part
from m365bot.errors import M365BotError
from m365bot.runs import heap

log = structlog.get_logger("m365bot.console")
COMMAND = ("console", "--beside")
REST = 5.0  # seconds until one that ended is begun anew
Over = Callable[[], int]
"""Waits until a console is over; its exit status."""


def begun() -> None:
    """Once somebody may come to it. Raises SystemExit where nobody can: it has said why."""
    _warmed()
    ours, its = socket.socketpair()
    split = os.fork()
    if split == 0:
        ours.close()  # else it would never learn that the daemon is gone
        os._exit(_worked(its))
    its.close()
    over: Over = lambda: os.waitstatus_to_exitcode(os.waitpid(split, 0)[1])  # noqa: E731 - what a Popen has as `wait`
    if not ours.recv(1):
        raise SystemExit(over())
    threading.Thread(target=_kept, args=(over, ours), daemon=True).start()


def _warmed() -> None:
    """What reading config/ brings along is there before the two part; what is wrong in it each tells by itself."""
    from m365bot import settings
    from m365bot.app import configured

    heap.keep_few()
    with contextlib.suppress(M365BotError):
        configured.checked(settings.read())
    gc.collect()
    gc.freeze()


def _worked(its: socket.socket) -> int:
    from m365bot.cli import entry

    code = entry.main([*COMMAND, str(its.fileno())])
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _kept(over: Over, ours: socket.socket) -> None:
    """For as long as the daemon lives."""
    while True:
        status = over()
        log.error("console.ended", status=status, again_in=REST)
        ours.close()
        time.sleep(REST)
        ours, its = socket.socketpair()
        command = [sys.executable, "-m", "m365bot", *COMMAND, str(its.fileno())]
        over = subprocess.Popen(command, pass_fds=[its.fileno()]).wait  # noqa: S603 - our own command
        its.close()
