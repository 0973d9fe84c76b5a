"""Who may work on what, on one machine: one lock file per lease, held by the kernel for as long as the process lives.

Serves the port `Leases`. The kernel frees a lock at kill -9; the file says who holds it and is never
removed, but for the sign of a run, which would be one more file a run.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from m365bot.errors import M365BotError
from m365bot.journal.ports import Held
from m365bot.words import say

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
                file, before = self._locked(name, run_id)
                taken.files.append(file)
                taken.is_as_left = taken.is_as_left and before == run_id
        except BaseException:
            taken.release()
            raise
        return taken

    def sign(self, name: str) -> "Locked":
        self._folder.mkdir(parents=True, exist_ok=True)
        (file, _), path = self._locked(name, ""), self._path(name)
        if not _is_still(file, path):  # its holder took it away between our opening and our lock
            os.close(file)
            raise Held("")
        return Locked([file], gone_with_it=path)

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

    def no_daemon(self) -> "Locked":
        """None is at work, and none begins while this is held. Raises Held."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = _opened(self._folder / SIGN)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise Held("daemon") from None
        return Locked([file])

    def hold_on(self) -> None:
        """The kernel lets go of nothing while the process lives."""

    def need_standing(self) -> None:
        """They do."""

    def _locked(self, name: str, run_id: str) -> tuple[int, str]:
        """The open file, and which run had it before."""
        file = _opened(self._path(name))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(file)
            os.close(file)
            raise Held(holder) from None
        except OSError as error:
            os.close(file)
            raise _no_locks(self._folder, error) from error
        before = _holder(file)
        # Never cut to nothing: some file systems write such a file to the disk before it is closed (2 ms a lease).
        os.pwrite(file, run_id.encode().ljust(len(before.encode())), 0)
        return file, before

    def _path(self, name: str) -> Path:
        readable = "".join(letter if letter.isalnum() else "-" for letter in name)[:40]
        return self._folder / f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.lock"


def _holder(file: int) -> str:
    return os.pread(file, 200, 0).decode(errors="replace").strip()


def _is_still(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise M365BotError(
            say(
                "ロックファイル {path} を開けません({why})。別の利用者(root など)で実行すると、こうなります。"
                "何も動いていないことを確かめて、{folder} を運用の利用者のものに戻してください(chown -R)。",
                path=path,
                why=error.strerror,
                folder=path.parent,
            )
        ) from error


def _no_locks(folder: Path, error: OSError) -> M365BotError:
    """Some network drives have none; without them two runs could work on one team."""
    return M365BotError(
        say(
            "{folder} ではファイルのロックを使えません({why})。M365BOT_STATE_DIR に、この端末のディスクを"
            "指定してください。",
            folder=folder,
            why=error.strerror,
        )
    )


class Locked:
    """Files that are locked for as long as they are open. gone_with_it: one that is taken away before it is let go."""

    def __init__(self, files: Iterable[int] = (), *, gone_with_it: Path | None = None) -> None:
        self.files = list(files)
        self.is_as_left = True
        self._gone_with_it = gone_with_it

    def release(self) -> None:
        if self._gone_with_it and self.files:
            with contextlib.suppress(OSError):
                self._gone_with_it.unlink()
        for file in self.files:
            os.close(file)
        self.files.clear()
