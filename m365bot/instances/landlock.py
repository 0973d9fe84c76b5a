"""Linux' Landlock: what a process may reach of the file system, said by itself, and held by the kernel for good.

Called by the fence of a worker, before it has threads; holds for its children too. Needs no rights, and takes effect
whatever user the process is. The numbers are those of linux/landlock.h, the same on every machine; Linux 5.13 and later
have it, unless it was left out.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE, ADD, RESTRICT = 444, 445, 446  # system calls
ABI = 1  # a flag of CREATE: which version there is
BENEATH = 1  # a rule's kind
NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS of prctl.h
RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}  # all that a version knows of files and folders
OF_FILES = 0xC007  # those of them that a rule for a file may name: execute, write, read, truncate, ioctl
READ = 0x4  # of a file
SCOPES = {6: 0b11}  # no signal and no abstract socket to whoever is outside


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """0 where the kernel has none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(_libc().syscall(CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(ABI))))


def confine(places: Iterable[Path], read_only: Iterable[Path] = ()) -> None:
    """From now on, this process and its children reach these places and what is below them, and nothing else.

    read_only: files. Raises OSError.
    """
    known = version()
    rights = _newest(RIGHTS, known)
    asked = _Ruleset(rights, 0, _newest(SCOPES, known))
    size = 24 if known >= 6 else 8  # earlier kernels know the first field only
    rules = _called(CREATE, ctypes.byref(asked), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for place in places:
            _allow(rules, place, rights)
        for place in read_only:
            _allow(rules, place, READ)
        if _libc().prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")
        _called(RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _allow(rules: int, place: Path, rights: int) -> None:
    try:
        file = os.open(place, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return  # it went away meanwhile, or nobody may look at it
    try:
        allowed = rights if place.is_dir() else rights & OF_FILES
        rule = _Beneath(allowed, file)
        _called(ADD, ctypes.c_int(rules), ctypes.c_int(BENEATH), ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(file)


def _newest(table: dict[int, int], known: int) -> int:
    return max((value for since, value in table.items() if since <= known), default=0)


def _called(number: int, *arguments: object) -> int:
    answer = int(_libc().syscall(number, *arguments))
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
