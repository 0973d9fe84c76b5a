"""Who may work on a team: one lock file per team, held by the kernel for as long as the process lives.

Called by the starter. The kernel frees a lock at kill -9; the file says who holds it and is never removed.
"""

import asyncio
import fcntl
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from m365bot.errors import M365BotError
from m365bot.words import say

SIGN = "daemon.lock"


class Held(M365BotError):
    """Another run works on the same team; `run_id` is it, where known."""

    def __init__(self, run_id: str) -> None:
        super().__init__(
            say(
                "ほかの実行 {run_id} が同じチームを扱っています。終わってからもう一度実行してください。",
                run_id=run_id or "?",
            )
        )
        self.run_id = run_id


class Leases:
    """Leases taken together, in sorted order, so that two runs never wait for each other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[int] = []

    def take(self, names: Iterable[str], run_id: str) -> None:
        """All of them, or none. Raises Held."""
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            for name in sorted(set(names)):
                self._files.append(self._locked(name, run_id))
        except Held:
            self.release()
            raise

    async def wait_for(self, names: Iterable[str], run_id: str, *, patience: float) -> None:
        """Take them, waiting up to `patience` seconds for whoever holds one. Raises Held."""
        loop, wanted = asyncio.get_running_loop(), list(names)
        until = loop.time() + patience
        while True:
            try:
                return self.take(wanted, run_id)
            except Held:
                if loop.time() >= until:
                    raise
                await asyncio.sleep(1.0)

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

    def show_a_daemon(self) -> None:
        """Hold the sign, as other daemons on the same database do too."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = os.open(self._folder / SIGN, os.O_RDWR | os.O_CREAT, 0o600)
        self._files.append(file)
        fcntl.flock(file, fcntl.LOCK_SH)  # who looks whether it is held lets go at once

    def release(self) -> None:
        for file in self._files:
            os.close(file)
        self._files.clear()

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
