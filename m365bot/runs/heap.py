"""The allocator's heaps: few, and given back to the system between runs. A daemon lives for months, mostly idle.

Called by the daemon. Elsewhere than on glibc nothing happens.
"""

import contextlib
import ctypes
import gc

ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
FEW = 2


def keep_few() -> None:
    """Before threads begin, each of which would get a heap of its own."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(ARENA_MAX, FEW)


def give_back() -> None:
    gc.collect()
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
