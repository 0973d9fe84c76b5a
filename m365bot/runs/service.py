"""What a daemon tells the service manager that started it: that it is ready, lives, ends.

Called by the daemon and its signs of life. systemd's protocol (sd_notify): a datagram to the socket that NOTIFY_SOCKET
names; where none is named nobody is told. Never waits and never fails: who started us must not stop us.
"""

import contextlib
import os
import socket

SOCKET = "NOTIFY_SOCKET"


def ready() -> None:
    """The schedule is in force."""
    _say("READY=1")


def lives() -> None:
    """For a watchdog: said from the loop that does the work, so that where that hangs, nobody says it."""
    _say("WATCHDOG=1")


def stopping() -> None:
    _say("STOPPING=1")


def _say(what: str) -> None:
    address = os.environ.get(SOCKET, "")
    if not address.startswith(("/", "@")):
        return
    if address.startswith("@"):  # a name that is no file's
        address = "\0" + address[1:]
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.setblocking(False)
        to.sendto(what.encode(), address)
