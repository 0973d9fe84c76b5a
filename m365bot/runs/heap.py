"""The allocator's heaps: few, and given back to the system between runs. A daemon lives for months, mostly idle.

Called by the daemon and by the console. Elsewhere than on glibc nothing happens.
"""

import contextlib
import ctypes
import gc
import sys

ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
FEW = 2
FOR_TERMINALS = ("rich", "pygments")  # structlog and httpx bring them along where they find them: 7 MB


def leave_terminals_out() -> None:
    """Before the libraries that would import what draws on terminals: a daemon has none, and they do without."""
    for name in FOR_TERMINALS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # what Python itself takes for "not to be had"


def keep_few() -> None:
    """Before threads begin, each of which would get a heap of its own."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(ARENA_MAX, FEW)


def settle() -> None:
    """Once what stays is there: it is looked through no more, and what is thrown away in circles is found sooner."""
    gc.collect()
    gc.freeze()
    gc.collect()  # Python waits until as much again as a quarter of what it last looked through has come: of nothing


def give_back() -> None:
    gc.collect()
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
