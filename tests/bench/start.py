"""How long the command line takes to start, against an empty Python in the same run."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.place import REPOSITORY, show

ROUNDS = 15


def measure(folder: Path) -> None:
    os.environ["M365BOT_STATE_DIR"] = str(folder / "state")
    os.environ["M365BOT_INSTANCE"] = str(REPOSITORY)
    python = sys.executable
    subprocess.run(
        [python, "-m", "m365bot", "run", "results"], check=False, capture_output=True, env=_nowhere()
    )
    commands = {
        "pass": [python, "-c", "pass"],
        "help": [python, "-m", "m365bot", "--help"],
        "jobs": [python, "-m", "m365bot", "jobs"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):  # side by side: the machine's speed drifts
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=REPOSITORY)
            times[name].append(time.perf_counter() - began)
    base = statistics.median(times["pass"])
    for name, limit in (("help", 10), ("jobs", 40)):
        ratio = statistics.median(times[name]) / base
        show(f"m365bot {name} / python -c pass ({base * 1000:.0f} ms)", f"{ratio:.1f}x", f"<= {limit}x")


def _nowhere() -> dict[str, str]:
    """Settings that reach no tenant: the run fails, and leaves a database with a last result."""
    nowhere = {"TENANT_ID": "t", "CLIENT_ID": "c", "CLIENT_SECRET": "s"}
    urls = {"GRAPH_URL": "http://127.0.0.1:9/v1.0", "AUTHORITY_URL": "http://127.0.0.1:9"}
    return os.environ | {f"M365BOT_{name}": value for name, value in (nowhere | urls).items()}
