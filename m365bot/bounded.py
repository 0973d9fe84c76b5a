"""Code of others, a job's, that is given so many seconds and no more.

Called by job. What ends it is an alarm of the main thread's, in which jobs are asked; elsewhere it takes as long as it
takes, and so does what a library does in C.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

AGAIN = 1.0  # seconds, after which code that caught it is told once more


class TooLong(BaseException):
    """No Exception: code that catches those would go on."""


@contextmanager
def to(seconds: float) -> Iterator[None]:
    """Raises TooLong. An alarm that somebody else had set comes in its time."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def ends(*_: Any) -> None:
        if not is_over:
            raise TooLong

    began, before = time.monotonic(), signal.signal(signal.SIGALRM, ends)
    others = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            is_over = True
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        _put_back(*others, passed=time.monotonic() - began)


def _put_back(left: float, again: float, *, passed: float) -> None:
    if left:
        signal.setitimer(signal.ITIMER_REAL, max(left - passed, 0.001), again)
