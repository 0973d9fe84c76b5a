"""What a worker may reach: its own folder and the machine, and nothing of another's. Tried in processes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from m365bot.instances import allowed, landlock
from tests.instances.hands import made_in

TRIES = """
import json, os, sqlite3, subprocess, sys  # now: another user might not be able to
from pathlib import Path
from m365bot.instances import fence

house, told, found = Path(sys.argv[1]), [], {}
own, other = house / "own", house / "other"
os.chdir(own)
exec(sys.argv[2])

def tried(name, deed):
    try:
        found[name] = deed() and "done"
    except (OSError, sqlite3.Error) as error:
        found[name] = type(error).__name__

tried("own file", lambda: (own / ".env").read_text())
tried("own new file", lambda: (own / "state.txt").write_text("x"))
tried("list of jobs", lambda: (house / "jobs.allowed").read_text())
tried("the machine's", lambda: Path("/etc/passwd").read_text())
tried("other's secrets", lambda: (other / ".env").read_text())
tried("by another way", lambda: open("../own/../other/.env").read())
tried("other's rows", lambda: sqlite3.connect(f"file:{other}/state.db?mode=ro", uri=True).execute("select 1"))
tried("other's folder", lambda: os.listdir(other))
tried("write beside", lambda: (other / "new").write_text("x"))
tried("by a link", lambda: (os.symlink(other, own / "way"), (own / "way" / ".env").read_text()))
tried("another process", lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes())
tried("a program", lambda: os.popen(f"cat {other}/.env").read() or None)
tried("the list, changed", lambda: os.open(house / "jobs.allowed", os.O_WRONLY))
tried("its group's", lambda: (house / "group").read_text() if (house / "group").exists() else None)
tried("a further group's", lambda: (house / "further").read_text() if (house / "further").exists() else None)
tried("a signal", lambda: os.kill(os.getppid(), 0) or True)
print(json.dumps([found, told]))
"""
DISKS = 6  # a group in which root is on some systems
FREE = ("own file", "own new file", "list of jobs", "the machine's")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    made_in(tmp_path, "own", "other")
    allowed.made_in(tmp_path)
    for name in ("own", "other"):
        (tmp_path / name / ".env").write_text("M365BOT_CLIENT_SECRET=secret\n")
        (tmp_path / name / "state.db").touch()
    return tmp_path


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """pytest's own folders are for one user."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def tried(house: Path, behind: str, groups: Sequence[int] = ()) -> tuple[dict[str, Any], list[list[str]]]:
    """groups: those in which the supervisor is beside its own."""
    command = [sys.executable, "-c", TRIES, str(house), behind]
    further = {"extra_groups": groups} if groups else {}
    done = subprocess.run(command, capture_output=True, check=True, text=True, **further)
    found, told = json.loads(done.stdout)
    return found, told


@pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
def test_behind_the_kernels_fence_nothing_of_anothers_is_within_reach(house: Path) -> None:
    found, _ = tried(house, "assert fence.by_the_kernel(own)")

    reached = {name for name, became in found.items() if became == "done"}
    signals = {"a signal"} if landlock.version() < 6 else set()
    assert reached == {*FREE} | signals
    assert not (house / "other" / "new").exists()


def test_behind_pythons_fence_nothing_is_reached_and_each_try_is_told(house: Path) -> None:
    found, told = tried(house, "fence.hook(own, lambda *what: told.append(what))")

    reached = {name for name, became in found.items() if became == "done"}
    assert reached == {*FREE, "the list, changed", "a signal"}  # which only the kernel refuses
    assert ["open", "other/.env"] in told
    assert ["sqlite3.connect", "other/state.db"] in told
    assert ["os.listdir", "other"] in told
    assert ["subprocess.Popen", ""] in told
    assert len(told) == 8


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_a_supervisor_that_is_root_has_each_worker_be_its_folders_owner(
    house: Path, open_to_all: Path
) -> None:
    house = shutil.copytree(house, open_to_all / "house")
    house.chmod(0o755)
    for name, owner in (("own", 4711), ("other", 4712)):
        for file in (house / name, *(house / name).rglob("*")):
            os.chown(file, owner, owner)
        (house / name / ".env").chmod(0o600)
        (house / name).chmod(0o700)

    for name, group in (("group", 0), ("further", DISKS)):
        (house / name).write_text("root's")
        os.chown(house / name, 0, group)
        (house / name).chmod(0o640)

    found, _ = tried(house, "assert fence.own_user(own) == ''", groups=[0, DISKS])

    reached = {name for name, became in found.items() if became == "done"}
    assert reached == set(FREE)


def test_one_that_root_owns_stays_root_and_says_so(house: Path) -> None:
    said = "not_root" if os.geteuid() else "owned_by_root"

    tried(house, f"assert fence.own_user(own) == {said!r}")
