"""Waits at a terminal for Ctrl-C, read as a key.

Called by the demo. As a signal it would also reach whoever started us, and make, say, then ends with an error.
"""

import contextlib
import os
import signal
import termios
import tty
from collections.abc import Callable, Iterator

ENDS = (b"\x03", b"\x04", b"\x1c", b"")  # Ctrl-C, Ctrl-D, Ctrl-\, and a terminal that has gone


@contextlib.contextmanager
def waiting() -> Iterator[Callable[[], None]]:
    """From here on Ctrl-C is a key; what is handed out waits for it. The terminal is as before afterwards."""
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        terminal = stack.enter_context(_terminal())
        yield signal.pause if terminal is None else lambda: _until_a_key_that_ends(terminal)


@contextlib.contextmanager
def _terminal() -> Iterator[int | None]:
    """The controlling terminal, giving keys; None where there is none or it is somebody else's just now."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        yield None
        return
    try:
        # Who changes a terminal from the background is stopped.
        yield from _keys_of(terminal) if os.tcgetpgrp(terminal) == os.getpgrp() else (None,)
    finally:
        os.close(terminal)


def _keys_of(terminal: int) -> Iterator[int]:
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)
    keys = termios.tcgetattr(terminal)
    keys[tty.LFLAG] &= ~termios.ISIG
    termios.tcsetattr(terminal, termios.TCSANOW, keys)
    try:
        yield terminal
    finally:
        with contextlib.suppress(termios.error):  # it may have gone
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _until_a_key_that_ends(terminal: int) -> None:
    with contextlib.suppress(OSError):  # how a closed terminal says its end
        while os.read(terminal, 1) not in ENDS:
            pass
