"""The fence round a worker: it reaches its own instance's folder and the machine, and no other instance's.

Called by a worker before it reads anything. Three fences, one behind the other: an own user of the operating system
where the supervisor is root; Landlock where the kernel has it; and a hook of Python's that also tells what was tried. The
first two are the kernel's, and hold; the hook alone only keeps honest people honest.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from m365bot.instances import allowed, landlock

Tell = Callable[[str, str], None]
"""Told what was tried, and where."""

PROCESSES = Path("/proc")  # in which others' environments lie, if they are the same user's
_PROCESS = re.compile(r"/proc/(\d+)(/|$)")
# What Python asks before it reaches for a path, and which of the arguments are paths.
_REACHES = {
    "open": (0,),
    "os.listdir": (0,),
    "os.scandir": (0,),
    "os.chdir": (0,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.link": (0, 1),
    "os.symlink": (0, 1),
    "os.truncate": (0,),
    "os.utime": (0,),
    "sqlite3.connect": (0,),
    "glob.glob": (0,),
}
_PROGRAMS = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
)


def own_user(folder: Path) -> str:
    """From now on the process is its instance's owner; empty where it is not, and why: it is no root, or that owns it."""
    owner = folder.stat()
    if os.geteuid() != 0:
        return "not_root"
    if owner.st_uid == 0:
        return "owned_by_root"
    os.setgroups([])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
    return ""


def by_the_kernel(folder: Path) -> bool:
    """Whether it is. All places but the other instances' stay within reach."""
    if not landlock.version():
        return False
    try:
        landlock.confine(_all_but_others(folder), [folder.parent / allowed.FILE])
    except OSError:  # it is there, and switched off
        return False
    return True


def _all_but_others(folder: Path) -> Iterator[Path]:
    """Everything beside the way to the instances, and of those this one; of processes this one too."""
    house = folder.parent
    way = {house, *house.parents, PROCESSES}
    for above in house.parents:
        yield from (one for one in _below(above) if one not in way)
    yield folder
    yield from (one for one in _below(PROCESSES) if not one.name.isdigit() or int(one.name) == os.getpid())


def _below(folder: Path) -> list[Path]:
    """Without links: what they lead to is allowed where it lies, or not."""
    try:
        return [one for one in folder.iterdir() if not one.is_symlink()]
    except OSError:
        return []


def hook(folder: Path, tell: Tell) -> None:
    """For the rest of this process: what Python reaches for is looked at, and told where it is another's."""
    watch = _Watch(os.path.realpath(folder.parent) + os.sep, os.path.realpath(folder), tell)
    sys.addaudithook(watch.look)


class _Watch:
    """house: with a slash at its end. Uses nothing that would be looked at in turn."""

    def __init__(self, house: str, own: str, tell: Tell) -> None:
        self._house, self._own, self._tell = house, own, tell
        self._is_looking = False

    def look(self, event: str, arguments: Any) -> None:
        if event in _PROGRAMS:
            self._refuse(event, "")
        if event not in _REACHES or self._is_looking:
            return
        self._is_looking = True
        try:
            for place in _REACHES[event]:
                self._judge(event, arguments[place])
        finally:
            self._is_looking = False

    def _judge(self, event: str, place: Any) -> None:
        if not isinstance(place, str | bytes | os.PathLike):
            return
        path = os.path.realpath(os.fsdecode(place).removeprefix("file:").partition("?")[0])
        if self._is_anothers(path):
            self._refuse(event, path.removeprefix(self._house))

    def _is_anothers(self, path: str) -> bool:
        if found := _PROCESS.match(path):
            return int(found[1]) != os.getpid()
        if not path.startswith(self._house) or path == self._own or path.startswith(self._own + os.sep):
            return False
        return os.sep in path.removeprefix(self._house) or Path(path).is_dir()

    def _refuse(self, event: str, place: str) -> None:
        self._tell(event, place)
        raise PermissionError(f"{event} {place}: not this instance's")
