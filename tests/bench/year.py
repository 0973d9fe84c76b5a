"""How long the rehearsed year takes: 20 trainees, every business day, every job at its minute, and the reader at its end."""

import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.place import show


def measure(folder: Path) -> None:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "m365bot", "demo", "--year", "--no-serve"],
        cwd=folder,
        env=os.environ | {"M365BOT_LANG": "ja"},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    runs, requests = _sum(r"実行 *(\d+)回", done.stdout), _sum(r"通信 *(\d+)回", done.stdout)
    show("a year, where two cores are free: seconds", f"{seconds:.0f}", "<= 60")
    show("a year, m365bot's and the practice tenant's: CPU, s", f"{cpu:.0f}", "")
    show("a year: runs; requests", f"{runs}; {requests}", "")
    show("a year, a run, the practice tenant's part too: CPU, ms", f"{cpu / max(runs, 1) * 1000:.0f}", "")
    good, wrong = (len(re.findall(rf"^  {mark} ", done.stdout, re.MULTILINE)) for mark in "✓!")
    show(
        "a year: what its reader found in order; not; exit code",
        f"{good}; {wrong}; {done.returncode}",
        "19; 0; 0",
    )


def _sum(pattern: str, text: str) -> int:
    return sum(map(int, re.findall(pattern, text)))
