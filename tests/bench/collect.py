"""Collecting a hundred thousand answers from a list: the first time, with nothing new, and with one more."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from m365bot.sandbox.control import forms
from m365bot.sandbox.server import Sandbox
from tests.bench.place import show, tenant

KICKOFF, COLLECTED = "2025-05-07T06:30", "2025-06-23T08:40"
ANSWERS = 100_000
PEOPLE = ["a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada", "k.hasegawa"]


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=True) as (sandbox, bot):
        bot.run("provision", at=KICKOFF)
        sandbox.tenant.sites.settings.delta_page = 2000
        answer(sandbox, ANSWERS)
        cpu, _ = collect()
        show(f"first collect of {ANSWERS:,} answers, CPU seconds", f"{cpu:.1f}", "<= 10")
        show("peak of memory, MB", f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f}", "")
        cpu, requests = collect()
        show("with nothing new, requests", requests, "1")
        show("with nothing new, CPU seconds", f"{cpu:.1f}", "")
        answer(sandbox, 1, first=ANSWERS)
        show("with one more answer, CPU seconds", f"{collect()[0]:.1f}", "")


def answer(sandbox: Sandbox, number: int, *, first: int = 0) -> None:
    lines = [
        {
            "完了時刻": f"2025-06-19T17:{n % 60:02}:{n // 60 % 60:02}+09:00",
            "メール": f"{PEOPLE[n % len(PEOPLE)]}@example.jp",
            "研修の満足度": n % 5 + 1,
            "研修の満足理由": "よい",
            "業務で使えそうな場面": f"橋の点検 {n}",
        }
        for n in range(first, first + number)
    ]
    forms.submit(sandbox.tenant, {"list": "フォーム回答/R7 powerbi-1", "answers": lines})


def collect() -> tuple[float, int]:
    """CPU seconds of a process of its own, imports included, and how much it asked of Graph."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [
        sys.executable,
        "-m",
        "m365bot",
        "run",
        "collect",
        "--cohort",
        "R7",
        "--at",
        COLLECTED,
        "--json",
    ]
    done = subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, json.loads(done.stdout)["http"]["requests"]
