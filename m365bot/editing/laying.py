"""Lays files into the folder: all of them or, where the machine dies, all of them a little later.

Called by the cabinet, and before config/ is read. What is to be laid is written beside its place and listed first; from then
on whoever comes next completes it. Who reads meanwhile waits: never half a change is read.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from m365bot import regular
from m365bot.errors import ConfigError
from m365bot.words import say

PENDING, LOCK = "config.pending", "config.lock"
BESIDE = ".m365bot-new"
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


@contextlib.contextmanager
def alone(state: Path) -> Iterator[None]:
    """Nobody else of this machine lays or completes meanwhile."""
    handle = os.open(state / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def completed(instance: Path, state: Path) -> None:
    """What somebody began to lay, where anything is left."""
    if os.path.lexists(state / PENDING):
        with alone(state):
            complete(instance, state)


def complete(instance: Path, state: Path) -> None:
    """Within `alone`."""
    try:
        listed = json.loads(regular.read_own(state / PENDING, 1 << 20))
    except FileNotFoundError:
        return
    for name in listed["put"]:
        with contextlib.suppress(FileNotFoundError):  # laid before the machine died
            _beside(instance / name).replace(instance / name)
    for name in listed["gone"]:
        (instance / name).unlink(missing_ok=True)
    _synced({(instance / name).parent for name in (*listed["put"], *listed["gone"])})
    (state / PENDING).unlink()


def lay(instance: Path, state: Path, changes: Mapping[str, bytes | None]) -> None:
    """Within `alone`. None: taken away. Raises ConfigError where the folder cannot be written; then nothing is changed."""
    put = {name: content for name, content in changes.items() if content is not None}
    try:
        for name, content in put.items():
            _prepare(instance, name, content)
    except OSError as error:
        for name in put:
            with contextlib.suppress(OSError):
                _beside(instance / name).unlink()
        why = error.strerror or type(error).__name__
        raise ConfigError(
            say(
                "設定のフォルダーに書き込めません({why})。運用担当に、m365bot が {folder} に書き込めるよう頼んでください。"
                "変更は保留として残しました。",
                why=why,
                folder=instance / "config",
            )
        ) from error
    _list(state, list(put), [name for name, content in changes.items() if content is None])
    complete(instance, state)


def _prepare(instance: Path, name: str, content: bytes) -> None:
    """As its owner and mode were, so that whoever edits it by hand still can."""
    target = instance / name
    _refuse_links(instance, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(target)
    beside.unlink(missing_ok=True)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o640
    with os.fdopen(os.open(beside, NEW, 0o600), "wb") as out:
        out.write(content)
        os.fchmod(out.fileno(), mode)
        out.flush()
        os.fsync(out.fileno())


def _refuse_links(instance: Path, target: Path) -> None:
    """No step of the way below config/ may lead elsewhere. Raises OSError."""
    steps = [target, *target.parents]
    for step in steps[: steps.index(instance / "config")]:
        if odd := regular.oddity(step):
            raise regular.Odd(odd, step)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}{BESIDE}")


def _list(state: Path, put: list[str], gone: list[str]) -> None:
    listed = state / f"{PENDING}.new"
    with listed.open("w", encoding="utf-8") as out:
        json.dump({"put": put, "gone": gone}, out)
        out.flush()
        os.fsync(out.fileno())
    listed.replace(state / PENDING)


def _synced(folders: set[Path]) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
