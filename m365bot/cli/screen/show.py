"""How plans and runs look to an officer, as text.

Called by the commands. On a terminal colours and progress; in a pipe neither.
"""

import itertools
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from m365bot import visible
from m365bot.cli.screen import table
from m365bot.cli.screen import terminal as terminal
from m365bot.cli.screen.console import Screen
from m365bot.cli.screen.sending import Sending
from m365bot.content import difference
from m365bot.journal import Decision, Result, Run, Status
from m365bot.reconcile import cost
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Extra
from m365bot.runs import documents, expiring
from m365bot.runs.office import Office
from m365bot.words import say

ACTIONS = {
    Action.CREATE: ("+", "作成", "green"),
    Action.UPDATE: ("~", "更新", "yellow"),
    Action.REMOVE: ("-", "削除", "red"),
    Action.STORE: ("+", "取込", "green"),
}
COLUMNS = ("手順", "期", "結果", "作成", "更新", "削除", "取込", "変更なし", "保留", "失敗", "結果不明", "秒")
# Which of them may go where a terminal is narrow: where they count nothing, and in any case; least important first.
IDLE = tuple(
    COLUMNS.index(name) for name in ("取込", "削除", "結果不明", "失敗", "保留", "更新", "作成", "期")
)
SPARE = tuple(COLUMNS.index(name) for name in ("秒", "変更なし", "期"))
MANY = 12  # changes of one kind that are listed one by one


def plan(
    plan: Plan, office: Office, *, whole: bool = False, before: Mapping[str, str] = MappingProxyType({})
) -> None:
    """A plan as an officer reads it; what asks for approval is told in full, the rest where `whole` says so.

    before: key → the text that a change is compared with, where that is not what is there now.
    """
    out = Screen()
    head = " ".join(part for part in (say(office.jobs[plan.job].title), plan.cohort) if part)
    at = plan.at.astimezone(office.programme.timezone)
    out.line(say("変更案: {head}({at:%Y-%m-%d %H:%M}、{digest})", head=head, at=at, digest=plan.digest[:12]))
    if not plan.changes:
        out.line(say("  変更はありません。設定どおりのもの: {count}件", count=plan.unchanged))
    changes(plan, out, whole=whole, before=before)
    many = None if whole else MANY
    _extras(out, say("保留(そのままにします)"), plan.withheld, office, many)
    _extras(out, say("結果不明(確認が必要です)"), plan.unknown, office, many)
    if plan.changes:
        price = cost.of(plan)
        out.line(say("  見込み: 通信 約{requests}回、所要 約{seconds}秒", **price))


def begun(now: Plan, asking: Plan, office: Office, *, whole: bool = False) -> bool:
    """The plans of a run that begins: what is done now, and what waits for approval."""
    plan(now, office, whole=whole)
    if asking.changes:
        plan(asking, office, whole=whole)
    return True


def changes(
    plan: Plan, out: Screen, *, whole: bool = False, before: Mapping[str, str] = MappingProxyType({})
) -> None:
    left: Counter[tuple[Action, str]] = Counter()
    said: set[str] = set()
    for change in plan.changes:
        group = (change.action, change.resource.kind)
        left[group] += not (change.asks or whole)  # nobody approves what they have not seen
        if left[group] > MANY and not (change.asks or whole):
            continue
        out.line(_line(change), style=ACTIONS[change.action][2])
        text(change, out, said, before.get(change.key, ""))
    for (action, _), count in left.items():
        if count > MANY:
            out.line(_and_more(count - MANY, say(ACTIONS[action][1])))


def _and_more(count: int, verb: str = "", way: str = "") -> str:
    told = f"{verb} " if verb else ""
    way = way or say("--all をつけると、")
    return say("    … {verb}ほか {count}件({way}すべて示します)", verb=told, count=count, way=way)


def text(change: Change, out: Screen, said: set[str], before: str = "") -> None:
    """What people read, marked where it is a correction; an issue for several channels is printed once."""
    words = change.resource.preview
    was = before or change.before
    if words and was and was != words:
        words = difference.marked(was, words)
    if words in said:
        out.line(say("      │ (本文は上と同じです)"))
    elif words:
        said.add(words)
        for line in words.split("\n"):
            out.line(f"      │ {line}")


def _line(change: Change) -> str:
    sign, verb, _ = ACTIONS[change.action]
    notes = [change.reason if change.action is not Action.CREATE else "", change.asks]
    if change.not_before:
        notes.append(say("{at:%m-%d %H:%M} から", at=change.not_before))
    if change.action is Action.STORE:
        notes = [say("{count}行", count=change.rows) if change.rows else ""]
        notes.append(say("消された回答{count}件", count=change.deletions) if change.deletions else "")
    told = " ".join(note for note in notes if note)
    return f"  {sign} {say(verb)} {change.resource.title}" + (f" — {told}" if told else "")


def _extras(
    out: Screen, head: str, extras: tuple[Extra, ...], office: Office, many: int | None, way: str = ""
) -> None:
    if extras:
        out.line(f"  {head}: {len(extras)}")
    told = documents.alike.once(extras)
    for extra in told[:many]:
        out.line("    " + say("・") + f"{extra.title or extra.key}: {documents.named(extra.reason, office)}")
    if many and len(told) > many:
        out.line(_and_more(len(told) - many, way=way))


def run(run: Run, office: Office, *, whole: bool = False, plan_was_shown: bool = False) -> None:
    """What a run came to, as a table, what it left as it was and why, and what a person should do next."""
    out = Screen()
    shown = documents.of_run(run, office)
    counts = shown["counts"]
    numbers = ("create", "update", "remove", "store", "none", "withheld", "failed", "unknown")
    title = say(office.jobs[run.job].title) if run.job in office.jobs else run.job
    status = documents.applied.status_words(run, office.runs.applying(run.id))
    row = [title, run.cohort or "—", status, *(str(counts[name]) for name in numbers)]
    row.append(f"{shown['seconds']:.1f}")
    out.block(table.fitted(tuple(map(say, COLUMNS)), [row], terminal.room(), idle=IDLE, spare=SPARE))
    _errors(shown["errors"], out)
    if not plan_was_shown:
        _withheld(run, office, out, whole=whole)
    if counts["quarantined"]:
        count = counts["quarantined"]
        out.line(
            say(
                "  要確認の行が{count}行あります。`m365bot records correct` で理由を見て、直せます。",
                count=count,
            )
        )
    _next_step(run, office, out)


def _withheld(run: Run, office: Office, out: Screen, *, whole: bool) -> None:
    extras = documents.doings.withheld(run, office)
    way = say("`m365bot runs show {run_id}` で", run_id=run.id)
    _extras(out, say("保留(そのままにしました)"), extras, office, None if whole else MANY, way)


def approval(run: Run, office: Office) -> None:
    """Who decided, and on what authority."""
    found = documents.of_approval(run, office)
    if found is None:
        return
    at = datetime.fromisoformat(found["at"]).astimezone(office.programme.timezone)
    parts = [f"{at:%Y-%m-%d %H:%M}", found["who"] + _how_sure(found)]
    if found["kessai"]:
        parts.append(say("決裁番号 {kessai}", kessai=found["kessai"]))
    parts.append(found["reason"])
    verb = say("承認") if found["decision"] == Decision.APPROVED else say("却下")
    Screen().line(f"  {verb}: " + say("、").join(part for part in parts if part))


def _how_sure(found: dict[str, Any]) -> str:
    """How it is known who decided."""
    if not found["verified"]:
        return say("(未確認)")
    if found["single_officer"]:
        return say("(サインインで確認。起案した人か、実行を求めた人が、自分で決めました: single_officer)")
    return say("(サインインで確認)") if found["account"] else ""


def _errors(errors: list[dict[str, str]], out: Screen) -> None:
    """What went wrong, said once for all that it befell."""
    befell: dict[str, list[str]] = {}
    for error in errors:
        befell.setdefault(error["words"], []).append(error.get("title") or error["key"])
    for words, places in befell.items():
        more = say(" ほか{count}件", count=len(places) - 1) if len(places) > 1 else ""
        head = f"{places[0]}{more}: " if places[0] else ""
        out.line(f"  ! {head}{words}")


def _next_step(run: Run, office: Office, out: Screen) -> None:
    if run.status is Status.AWAITING_APPROVAL:
        way = "" if office.programme.unverified_approvals else say(" --sign-in(または --kessai 決裁番号)")
        out.line(say("  承認するには: m365bot runs approve {run_id}", run_id=run.id) + way)
        out.line(say("  内容を見るには: m365bot runs show {run_id}", run_id=run.id))
        if until := expiring.moment(office.programme, run):
            zone = office.programme.timezone
            out.line(say("  承認の期限: {until:%Y-%m-%d %H:%M}", until=until.astimezone(zone)))
        for other in documents.beside(run, office):
            out.line(say("  ほかにも承認を待っています: m365bot runs show {run_id}", run_id=other))
    elif run.status is Status.REQUESTED and run.report.errors:
        words = say("  承認は有効です。上のことが片づいたら、もう一度: m365bot run {job}", job=run.job)
        out.line(words)
    elif run.status is Status.REQUESTED and not run.applies:
        words = say("  常駐の m365bot が、いまの実行のあとに行います(実行 {run_id})。", run_id=run.id)
        out.line(words)
    elif run.status is Status.REQUESTED and run.due:
        due = run.due.astimezone(office.programme.timezone)
        out.line(say("  {due:%Y-%m-%d %H:%M} になったら実行します(実行 {run_id})。", due=due, run_id=run.id))


# progress


@contextmanager
def progress(office: Office) -> Iterator[Office]:
    """A bar on a terminal, on standard error; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield office
        return
    told_as = TextColumn("{task.fields[told]}", markup=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), told_as)
    # Nothing periodic may tick in a loop on a lent clock, so the bar is drawn only when a change is settled.
    bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    task = bar.add_task("", total=None, told="")
    done = itertools.count(1)

    def told(change: Change, result: Result, count: int) -> None:
        bar.start()
        words, title = f"{next(done)}/{count}", visible.line(change.resource.title)[:40]
        bar.update(task, advance=1, total=count, description=title, told=words, refresh=True)

    sending = Sending(bar, lambda: office.graph.traffic.moving)
    sending.start()
    try:
        yield replace(office, told=told)
    finally:
        sending.end()
        bar.stop()
