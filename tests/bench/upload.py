"""A file of 60 MB, its connection cut off in the middle and its process killed once: bytes, and memory."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from m365bot.sandbox.server import Sandbox
from tests.bench import process
from tests.bench.place import show, tenant

KICKOFF, RELEASED = "2025-05-07T06:30", "2025-06-13T08:35"
SIZE, MIB = 60 * 1024 * 1024, 1024 * 1024
NAME = "講義.mp4"
RUN = ("run", "distribute", "--cohort", "R7", "--at", RELEASED)


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=True) as (sandbox, bot):
        bot.run("provision", at=KICKOFF)
        bot.run("distribute", at=RELEASED)
        usual = process.run(*RUN).peak
        content = file_in(folder / "instance")
        sandbox.faults([{"match": "PUT /_upload/*", "nth": 9, "then": {"receive": MIB}}])
        killed_at(sandbox, 20)
        peak = process.run(*RUN).peak
        sent = sum(row["received"] for row in pieces(sandbox))
        show("60 MB, cut off and killed once: every byte right", stored(sandbox) == [content], "True")
        show("bytes sent, of its size", f"{sent / SIZE:.3f}", "<= 1.1")
        show("memory beyond a run without it, MiB", f"{peak - usual:.1f}", "<= 40")
        again = bot.run("distribute", at=RELEASED)
        show("the next run, writes", sum(again["counts"][name] for name in ("create", "update")), "0")
        show("the next run, round trips", again["http"]["round_trips"], "<= 4")


def file_in(instance: Path) -> str:
    """Written among its materials; its sha256."""
    path = instance / "config/cohorts/R7/materials/powerbi" / NAME
    whole = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(SIZE // MIB):
            part = os.urandom(MIB)
            whole.update(part)
            file.write(part)
    return whole.hexdigest()


def killed_at(sandbox: Sandbox, number: int) -> None:
    """A run that is killed once so many pieces have come."""
    running = subprocess.Popen([sys.executable, "-m", "m365bot", *RUN, "--json"], stdout=subprocess.DEVNULL)
    while running.poll() is None:
        if len(pieces(sandbox)) >= number:
            running.send_signal(signal.SIGKILL)
        time.sleep(0.002)


def pieces(sandbox: Sandbox) -> list[dict[str, Any]]:
    """What came to the addresses of upload sessions."""
    return [row for row in sandbox.log() if row["path"].startswith("/_upload/")]


def stored(sandbox: Sandbox) -> list[str]:
    """The sha256 of each file of that name."""
    store = sandbox.tenant.sites
    found = [item for drive in store.drives.values() for item in drive.items.values() if item.name == NAME]
    return [hashlib.sha256(store.blobs[item.blob]).hexdigest() for item in found]
