"""The operator's folder: each folder in it that holds config/ is an instance, called by the folder's name.

Called by the supervisor and by the commands for many instances. Never looks into config/.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from m365bot.errors import ConfigError, GuardStopped
from m365bot.words import say

STOPPED = ".stopped"  # in an instance's folder: it is left alone


@dataclass(frozen=True, order=True)
class Instance:
    """One of them. Its state lies with it and nowhere else."""

    name: str
    folder: Path

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def is_stopped(self) -> bool:
        """Has somebody said that it is to be left alone?"""
        return (self.folder / STOPPED).exists()


def found_in(folder: Path) -> list[Instance]:
    """All instances, by name. Raises ConfigError. A link is none: it could lead into another's folder."""
    try:
        below = sorted(one for one in folder.iterdir() if not one.is_symlink())
    except OSError as error:
        raise ConfigError(
            say(
                "団体のフォルダーを置く場所 {folder} を読めません({why})。",
                folder=folder,
                why=error.strerror or type(error).__name__,
            )
        ) from error
    return [Instance(one.name, one) for one in below if _is_one(one)]


@contextmanager
def kept_alone(folder: Path) -> Iterator[None]:
    """While inside, no other process is: two supervisors would begin every worker twice. Raises GuardStopped."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise GuardStopped(
            say("{folder} の団体は、ほかの `m365bot daemon --instances` が動かしています。", folder=folder)
        ) from error
    finally:
        os.close(handle)


def named(folder: Path, name: str) -> Instance:
    """Raises ConfigError."""
    for one in found_in(folder):
        if one.name == name:
            return one
    raise ConfigError(say("{folder} に {name} という団体はありません。", folder=folder, name=name))


def _is_one(folder: Path) -> bool:
    return not folder.name.startswith(".") and (folder / "config").is_dir()


@contextmanager
def as_its_owner(instance: Instance) -> Iterator[None]:
    """Where we are root, what is done meanwhile is done with no more rights than the instance's own user has.

    What is made belongs to that user, and a link that somebody laid leads nowhere where that user may not go.
    """
    owner = instance.folder.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        yield
        return
    groups, group = os.getgroups(), os.getegid()
    os.setgroups([])  # root is in others beside its own: on some systems in that of all disks
    os.setegid(owner.st_gid)
    os.seteuid(owner.st_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)
