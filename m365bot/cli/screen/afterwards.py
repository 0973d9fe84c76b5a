"""What a run was and did, told afterwards: who or what began it and why, and each change with its
moment, and what became of what it asked for.

Called by `m365bot runs show`.
"""

from datetime import datetime

from m365bot.cli.screen import show
from m365bot.cli.screen.console import Screen
from m365bot.journal import Run, Status
from m365bot.runs import documents
from m365bot.runs.documents.doings import Doing
from m365bot.runs.office import Office
from m365bot.words import say


def begun(run: Run, office: Office) -> None:
    """Who, when and why."""
    out = Screen()
    parts = [say("きっかけ: {trigger}", trigger=run.trigger.words)]
    parts.append(say("{at} のつもりで", at=_moment(run.at, office)))
    if run.actor:
        parts.append(say("{who} が実行", who=run.actor))
    if run.reason:
        parts.append(say("理由: {reason}", reason=run.reason))
    out.line("  " + say("、").join(parts))
    started = run.started or run.planned
    if run.ended:
        words = say(
            "  開始 {start}、終了 {end}", start=_moment(started, office), end=_moment(run.ended, office)
        )
        out.line(words)
    else:
        out.line(say("  開始 {start}", start=_moment(started, office)))


def became(run: Run, office: Office) -> None:
    """What came of what it asked for, once that was approved; or who asked for what it carried out."""
    out = Screen()
    if run.applies:
        out.line(say("  承認を求めた実行: {run_id}", run_id=run.applies))
    told = documents.applied.as_json(office.runs.applying(run.id), office)
    if told:
        status = Status(told["status"]).words
        out.line(say("  承認した内容の実行 {run_id}: {status}", run_id=told["run_id"], status=status))
        for words in told["words"]:
            out.line(f"    ! {words}")
        out.line(say("    詳しくは: m365bot runs show {run_id}", run_id=told["run_id"]))


def doings(run: Run, office: Office) -> None:
    """All it was to do, with the text that people read, and what became of each."""
    done = documents.doings.of(run, office)
    out, said = Screen(), set[str]()
    if done:
        out.line(say("  行ったこと: {count}件", count=sum(one.result is not None for one in done)))
    for one in done:
        out.line(_line(one, office), style=show.ACTIONS[one.change.action][2])
        show.text(one.change, out, said)
        if one.handed_over:
            out.line(f"      → {one.handed_over}")


def _line(one: Doing, office: Office) -> str:
    sign, _, _ = show.ACTIONS[one.change.action]
    when = _moment(one.at, office, seconds=True) if one.at else "—"
    why = documents.named(one.result.words, office) if one.result else ""
    told = f"    {when} {sign} {one.change.resource.title}: {one.words}"
    return f"{told}({why})" if why else told


def _moment(at: datetime, office: Office, *, seconds: bool = False) -> str:
    local = at.astimezone(office.programme.timezone)
    return f"{local:%m-%d %H:%M:%S}" if seconds else f"{local:%Y-%m-%d %H:%M}"
