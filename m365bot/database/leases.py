"""Who may work on what, on one machine: one lock file per lease, held by the kernel for as long as the process lives.

Serves the port `Leases`. The kernel frees a lock at kill -9; the file says who holds it and is never removed.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from m365bot.journal.ports import Held

SIGN = "daemon.lock"


class LockFiles:
    """All leases of one folder. They are taken in sorted order, so that two runs never wait for each other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, names: Iterable[str], run_id: str) -> "Locked":
        self._folder.mkdir(parents=True, exist_ok=True)
        taken = Locked()
        try:
            for name in sorted(set(names)):
                taken.files.append(self._locked(name, run_id))
        except Held:
            taken.release()
            raise
        return taken

    def a_daemon_is_at_work(self) -> bool:
        """Does a daemon hold its sign on this machine?"""
        try:
            file = os.open(self._folder / SIGN, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(file)
        return False

    def show_a_daemon(self) -> "Locked":
        self._folder.mkdir(parents=True, exist_ok=True)
        file = os.open(self._folder / SIGN, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_SH)  # who looks whether it is held lets go at once
        return Locked([file])

    def _locked(self, name: str, run_id: str) -> int:
        readable = "".join(letter if letter.isalnum() else "-" for letter in name)[:40]
        path = self._folder / f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.lock"
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 200, 0).decode(errors="replace").strip()
            os.close(file)
            raise Held(holder) from None
        os.ftruncate(file, 0)
        os.pwrite(file, run_id.encode(), 0)
        return file


class Locked:
    """Files that are locked for as long as they are open."""

    def __init__(self, files: Iterable[int] = ()) -> None:
        self.files = list(files)

    def release(self) -> None:
        for file in self.files:
            os.close(file)
        self.files.clear()
