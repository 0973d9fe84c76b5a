"""A file of 60 MB, its connection cut off in the middle and its process killed once: bytes, and memory."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from m365bot.sandbox.server import Sandbox
from tests.bench.place import show, tenant

KICKOFF, RELEASED = "2025-05-07T06:30", "2025-06-13T08:35"
SIZE, MIB = 60 * 1024 * 1024, 1024 * 1024
NAME = "講義.mp4"
RUN = ("run", "distribute", "--cohort", "R7", "--at", RELEASED, "--json")
# The same command in a process that tells how much memory it took at most, in KiB: getrusage would tell its parent's.
TELLING = (
    "import sys; from pathlib import Path; from m365bot.cli import entry; code = entry.main(sys.argv[1:]);"
    "told = Path('/proc/self/status').read_text().split(); print(told[told.index('VmHWM:') + 1], file=sys.stderr);"
    "sys.exit(code)"
)


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=True) as (sandbox, bot):
        bot.run("provision", at=KICKOFF)
        bot.run("distribute", at=RELEASED)
        usual = _peak()
        content = _file(folder)
        sandbox.faults([{"match": "PUT /_upload/*", "nth": 9, "then": {"receive": MIB}}])
        _killed_at(sandbox, 20)
        peak = _peak()
        sent = sum(row["received"] for row in sandbox.log() if row["path"].startswith("/_upload/"))
        show("60 MB, cut off and killed once: every byte right", _stored(sandbox) == content, "True")
        show("bytes sent, of its size", f"{sent / SIZE:.3f}", "<= 1.1")
        show("memory beyond a run without it, MiB", f"{(peak - usual) / 1024:.1f}", "<= 40")
        again = bot.run("distribute", at=RELEASED)
        show("the next run, writes", sum(again["counts"][name] for name in ("create", "update")), "0")
        show("the next run, round trips", again["http"]["round_trips"], "<= 4")


def _file(folder: Path) -> str:
    """Written into the instance; its sha256."""
    path = folder / "instance/config/cohorts/R7/materials/powerbi" / NAME
    whole = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(SIZE // MIB):
            part = os.urandom(MIB)
            whole.update(part)
            file.write(part)
    return whole.hexdigest()


def _killed_at(sandbox: Sandbox, number: int) -> None:
    process = subprocess.Popen([sys.executable, "-m", "m365bot", *RUN], stdout=subprocess.DEVNULL)
    while process.poll() is None:
        if sum(row["path"].startswith("/_upload/") for row in sandbox.log()) >= number:
            process.send_signal(signal.SIGKILL)
        time.sleep(0.002)


def _peak() -> int:
    """KiB at most, of one run."""
    ended = subprocess.run(
        [sys.executable, "-c", TELLING, *RUN], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
    )
    return int(ended.stderr.split()[-1])


def _stored(sandbox: Sandbox) -> str:
    store = sandbox.tenant.sites
    found = [item for drive in store.drives.values() for item in drive.items.values() if item.name == NAME]
    return hashlib.sha256(store.blobs[found[0].blob]).hexdigest() if found else ""
