"""What `doctor` found, as an administrator reads it: a line for each thing, and what to do below where there is something.

Called by the command. Never shows a secret: none is in what it is given.
"""

from m365bot.cli.screen import table
from m365bot.cli.screen.console import Screen
from m365bot.doctor.findings import Check, Examination, Verdict
from m365bot.words import say

STYLES = {Verdict.WARN: "yellow", Verdict.FAIL: "bold red", Verdict.UNKNOWN: "cyan", Verdict.SKIPPED: "dim"}


def show(found: Examination) -> None:
    out = Screen()
    room = max(table.width(check.title) for check in found.checks)
    for check in found.checks:
        _check(check, room, out)
    out.line("")
    out.line(_sum(found))


def _check(check: Check, room: int, out: Screen) -> None:
    first, *others = check.words.split("\n")
    blanks = " " * (room - table.width(check.title))
    verdict = f"[{check.verdict.words}]"
    verdict += " " * (8 - table.width(verdict))
    out.line(f"{verdict} {check.title}{blanks}  {first}", STYLES.get(check.verdict, ""))
    for line in others:
        out.line(f"         {line}")
    if check.todo:
        out.line(f"         → {check.todo}")


def _sum(found: Examination) -> str:
    failed, warned = (
        sum(check.verdict is verdict for check in found.checks) for verdict in (Verdict.FAIL, Verdict.WARN)
    )
    if failed:
        return say(
            "不備が{failed}件、注意が{warned}件あります。上から順に直し、もう一度 `m365bot doctor` を実行してください。",
            failed=failed,
            warned=warned,
        )
    if warned:
        return say("不備はありません(注意 {warned}件)。", warned=warned)
    return say("整っています。")
