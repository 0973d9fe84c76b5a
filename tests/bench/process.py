"""A command of m365bot in a process of its own: its document, its seconds of CPU, its memory at most.

Called by the measurements.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

# The process itself tells how much memory it took at most, in KiB: getrusage would tell its parent's.
TELLING = (
    "import gc, sys; gc.set_threshold(100_000); from pathlib import Path; from m365bot.cli import entry;"
    "code = entry.main(sys.argv[1:]); told = Path('/proc/self/status').read_text().split();"
    "print(told[told.index('VmHWM:') + 1], file=sys.stderr, flush=True); import os; sys.stdout.flush(); os._exit(code)"
)


@dataclass(frozen=True)
class Ran:
    """cpu: seconds, imports included. peak: MiB of memory."""

    document: Any
    cpu: float
    peak: float


def run(*words: str) -> Ran:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", TELLING, *words, "--json"],
        check=True,
        capture_output=True,
        env=dict(os.environ),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(json.loads(done.stdout), seconds, int(done.stderr.split()[-1]) / 1024)
