"""How long the desk's pages take on an instance of five cohorts with ten thousand runs, and what its process holds.

Reads through the app as a browser would, without a network between.
"""

import os
import resource
import shutil
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from m365bot.cli import entry
from m365bot.console.roles import Role
from m365bot.database.tables import results, runs
from m365bot.journal import Status
from tests.bench.place import REPOSITORY, show
from tests.console import hall, rows
from tests.console.hall import Sitting

RUNS, CHANGES, ROUNDS = 10_000, 40, 7
COHORTS = ("R8", "R9", "R10", "R11")
JOBS = ("provision", "distribute", "collect", "remind", "results", "newsletter")
PAGES = (
    "/",
    "/jobs",
    "/jobs/provision",
    "/runs",
    "/runs?page=150",
    "/runs?status=failed",
    "/runs/run-00001",
    "/approvals",
)


def measure(folder: Path) -> None:
    instance = folder / "instance"
    for name in ("config", "jobs"):
        shutil.copytree(REPOSITORY / name, instance / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in [name for name in os.environ if name.startswith("M365BOT_")]:
        del os.environ[name]
    os.environ |= {"M365BOT_INSTANCE": str(instance), "M365BOT_STATE_DIR": str(folder / "state")}
    for key in COHORTS:
        entry.main(["cohort", "new", key, "--from", "R7"])
    with hall.sitting(hall.visitor(Role.OFFICER, Role.APPROVER)) as sitting:
        _filled(sitting)
        for path in (*PAGES, f"/approvals/{rows.asks(sitting, number=1).id}"):
            sitting.reads(path)
            taken = statistics.median(_seconds(sitting, path) for _ in range(ROUNDS))
            show(f"{path} with {RUNS} runs", f"{taken * 1000:.0f} ms", "<= 200 ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show(
        "memory of this process, tests and all, at most",
        f"{peak:.0f} MB",
        "(the console alone: <= 80 MB more)",
    )


def _seconds(sitting: Sitting, path: str) -> float:
    began = time.perf_counter()
    sitting.reads(path)
    return time.perf_counter() - began


def _filled(sitting: Sitting) -> None:
    """Runs of two years, each with a plan of some dozens of changes; the newest hundred with what became of them."""
    books, now = sitting.desk.books, datetime.now(UTC)
    changes = [rows.issue(key=f"dx-{number:03}") for number in range(CHANGES)]
    plan = rows.plan(*changes)
    statuses = (Status.DONE, Status.NOTHING_TO_DO, Status.DONE, Status.FAILED, Status.CANCELLED)
    made: list[dict[str, Any]] = []
    for number in range(RUNS):
        at = (now - timedelta(minutes=10 * (number + 1))).isoformat()
        made.append(
            {
                "instance": books.instance,
                "id": f"run-{number:05}",
                "job": JOBS[number % len(JOBS)],
                "cohort": ("R7", *COHORTS)[number % 5],
                "status": statuses[number % len(statuses)].value,
                "trigger": "schedule",
                **dict.fromkeys(("at", "planned", "started", "ended"), at),
                "plan": plan,
                "report": {},
                "actor": "",
                "reason": "",
            }
        )
    done = [
        {
            "instance": books.instance,
            "run_id": f"run-{number:05}",
            "key": change.key,
            "outcome": "made",
            "words": "",
            "error": "",
            "at": now.isoformat(),
        }
        for number in range(100)
        for change in changes
    ]
    with books.engine.begin() as connection:
        connection.execute(insert(runs), made)
        connection.execute(insert(results), done)
