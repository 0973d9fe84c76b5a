"""How things stand, as an officer reads it: what needs them first, and what comes next last.

Called by the command `status`.
"""

from collections.abc import Sequence
from datetime import datetime

from m365bot.app.glances import Glance
from m365bot.cli.screen.console import Screen
from m365bot.runs.standing import Matter
from m365bot.words import say

SOON = 5  # of the jobs that come next


def show(glance: Glance) -> None:
    out = Screen()
    for pause in glance.pauses:
        out.line(pause.words(glance.zone), "bold")
    _account(glance, out)
    if glance.certificate:
        out.line(glance.certificate.words, "bold")
        out.line(f"      → {glance.certificate.todo}")
    standing = glance.standing
    _part(say("承認を待っています"), standing.waiting, glance, out, "m365bot runs show {run_id}")
    _part(
        say("失敗、または不明なところがあります"),
        standing.troubled,
        glance,
        out,
        "m365bot runs show {run_id}",
    )
    _part(say("実行されませんでした"), standing.not_run, glance, out, "m365bot run {job}")
    _part(say("実行中、または予約済みです"), standing.under_way, glance, out, "")
    if not (standing.waiting or standing.troubled or standing.not_run or glance.refusal):
        out.line(say("待っているもの、失敗したものはありません。"), "green")
    _next(glance, out)
    _daemon(glance, out)


def _part(head: str, matters: Sequence[Matter], glance: Glance, out: Screen, way: str) -> None:
    if not matters:
        return
    out.line(f"{head}: {len(matters)}", "bold")
    for matter in matters:
        run = matter.run
        place = f"{run.job} {run.cohort}" if run.cohort else run.job
        times = say("({times}回)", times=matter.times) if matter.times > 1 else ""
        out.line("  " + say("・") + f"{place} {_moment(run.at, glance)} {run.status.words}{times}")
        for words in (line for each in matter.words for line in each.split("\n")):
            out.line(f"      {words}")
        if way:
            out.line(f"      → {way.format(run_id=run.id, job=run.job)}")


def _account(glance: Glance, out: Screen) -> None:
    if glance.refusal:
        at = _moment(glance.refusal.at, glance)
        words = say(
            "広報用アカウントのサインインが {at} から無効です({why})。投稿は待っています。",
            at=at,
            why=glance.refusal.why,
        )
        out.line(words, "bold")
        out.line("      → m365bot login")


def _next(glance: Glance, out: Screen) -> None:
    if glance.coming:
        out.line(say("次の予定"), "bold")
    for row in glance.coming[:SOON]:
        out.line("  " + say("・") + f"{row['next'][:16].replace('T', ' ')} {say(row['title'])}({row['job']})")


def _daemon(glance: Glance, out: Screen) -> None:
    if glance.a_daemon_is_at_work:
        out.line(glance.daemon_words)
    else:
        out.line(glance.daemon_words, "yellow")
        if glance.daemon_seen:
            at = _moment(glance.daemon_seen, glance)
            out.line(say("最後に動いていたのは {at} です。", at=at), "yellow")


def _moment(at: datetime, glance: Glance) -> str:
    return f"{at.astimezone(glance.zone):%Y-%m-%d %H:%M}"
