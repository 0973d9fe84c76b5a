"""Collecting a hundred thousand answers from a list: the first time, with nothing new, and with one more."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from m365bot.sandbox.control import forms
from m365bot.sandbox.server import Sandbox
from tests.bench import process
from tests.bench.place import show, tenant

KICKOFF, COLLECTED = "2025-05-07T06:30", "2025-06-23T08:40"
ANSWERS = 100_000
PEOPLE = ["a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada", "k.hasegawa"]
COLLECT = ("run", "collect", "--cohort", "R7", "--at", COLLECTED)


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=True) as (sandbox, bot):
        bot.run("provision", at=KICKOFF)
        sandbox.tenant.sites.settings.delta_page = 2000
        _answer(sandbox, range(ANSWERS))
        first = process.run(*COLLECT)
        show(f"first collect of {ANSWERS:,} answers, CPU seconds", f"{first.cpu:.1f}", "<= 10")
        show("its rows in records", first.document["counts"]["store"], f"{ANSWERS}")
        show("its peak of memory, MB", f"{first.peak:.0f}", "")
        again = process.run(*COLLECT)
        show("with nothing new, requests", again.document["http"]["requests"], "1")
        show("with nothing new, CPU seconds", f"{again.cpu:.1f}", "")
        _answer(sandbox, range(ANSWERS, ANSWERS + 1))
        more = process.run(*COLLECT)
        show("with one more answer, rows stored", more.document["counts"]["store"], "1")
        show("with one more answer, requests", more.document["http"]["requests"], "1")
        show("with one more answer, CPU seconds", f"{more.cpu:.1f}", "")


def answers(numbers: Iterable[int]) -> Iterator[dict[str, str | int]]:
    """One each, of people who take turns."""
    for n in numbers:
        yield {
            "完了時刻": f"2025-06-19T17:{n % 60:02}:{n // 60 % 60:02}+09:00",
            "メール": f"{PEOPLE[n % len(PEOPLE)]}@example.jp",
            "研修の満足度": n % 5 + 1,
            "研修の満足理由": "よい",
            "業務で使えそうな場面": f"橋の点検 {n}",
        }


def _answer(sandbox: Sandbox, numbers: range) -> None:
    forms.submit(sandbox.tenant, {"list": "フォーム回答/R7 powerbi-1", "answers": list(answers(numbers))})
