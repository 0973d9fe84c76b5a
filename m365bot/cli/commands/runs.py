"""`m365bot runs`: what was run, and a person's word on what waits.

Called by the command line.
"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps

if TYPE_CHECKING:
    from m365bot.database.verifying import Verdict
    from m365bot.graph.account import Refusal
    from m365bot.journal import Run
    from m365bot.runs.office import Office


@click.group(cls=helps.Group)
def runs() -> None:
    """実行の一覧・詳細・承認・却下・取消・再開・確かめ。"""


@runs.command("list")
@options.as_json
def list_(as_json: bool) -> int:
    """新しい順の一覧。"""
    from m365bot import app, settings
    from m365bot.cli.commands import work
    from m365bot.cli.screen import door, nothing, paused
    from m365bot.reading import needs_instance
    from m365bot.runs.documents import applied

    read = settings.read()
    needs_instance(read.folder)
    with app.books(read) as kept:
        found, pauses = kept.runs.newest(200), kept.pauses.all()
    if as_json:
        applying = applied.among(found)
        short = [{"applied": applied.in_short(applying.get(run.id))} for run in found]
        work.print_json([_row(run) | more for run, more in zip(found, short, strict=True)])
    else:
        programme = app.timetable(read).programme
        zone = programme.timezone if programme else None
        _table(found, zone)
        nothing.told(read)
        paused.told(pauses, zone)
        _tell_of_the_account(app.account_standing(read).refusal, zone)
        if near := app.certificates_end(read):
            door.err(near.words + near.todo)
    return 0


def _tell_of_the_account(refusal: "Refusal | None", zone: Any) -> None:
    """Posts wait while it is signed out: said here, too, for that makes no run fail."""
    from m365bot.cli.screen import door
    from m365bot.words import say

    if refusal:
        door.err(
            say(
                "広報用アカウントのサインインは、{at} から受け付けられていません({why})。投稿は待っています。"
                "`m365bot login` でサインインし直してください。",
                at=f"{refusal.at.astimezone(zone):%Y-%m-%d %H:%M}",
                why=refusal.why,
            )
        )


def _row(run: "Run") -> dict[str, Any]:
    moments = {"scheduled": run.at, "started": run.started or run.planned, "ended": run.ended}
    return {
        "run_id": run.id,
        "job": run.job,
        "cohort": run.cohort,
        "status": run.status.value,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        "trigger": run.trigger.value,
        "actor": run.actor,
        "reason": run.reason,
        "applies": run.applies,
    }


def _table(found: Any, zone: Any) -> None:
    from m365bot.cli.screen import door, table
    from m365bot.cli.screen import terminal as terminal
    from m365bot.runs.documents import applied
    from m365bot.words import say

    applying = applied.among(found)

    head = (
        say("実行"),
        say("手順"),
        say("期"),
        say("結果"),
        say("予定"),
        say("きっかけ"),
        say("だれが"),
        say("理由"),
    )
    lines = [
        (
            run.id,
            run.job,
            run.cohort or "—",
            applied.status_words(run, applying.get(run.id)),
            f"{run.at.astimezone(zone):%Y-%m-%d %H:%M}",
            run.trigger.words,
            run.actor,
            run.reason,
        )
        for run in found
    ]
    # What a run's id says goes before what only its row says.
    door.out(table.fitted(head, lines, terminal.room(), idle=(7, 2), spare=(1, 2, 5, 7, 6)))


@runs.command()
@click.argument("run_id")
@options.as_json
@click.option(
    "--pdf",
    metavar="ファイル",
    type=click.Path(path_type=Path, dir_okay=False),
    help="承認を待つ内容を、紙の決裁や電子決裁に回す PDF にする",
)
def show(run_id: str, as_json: bool, pdf: Path | None) -> int:
    """一つの実行の詳細。"""
    from m365bot import clock, settings

    if pdf is not None:
        from m365bot.cli.commands import printing

        return printing.printed(settings.read(), run_id, pdf)
    return clock.run(_show(settings.read(), run_id, as_json=as_json))


async def _show(found: Any, run_id: str, *, as_json: bool) -> int:
    from m365bot import app
    from m365bot.cli.commands import printing, work
    from m365bot.cli.screen import afterwards
    from m365bot.cli.screen import show as shows
    from m365bot.runs import documents, earlier

    async with app.office(found, app.LOOKING) as office:
        run = office.run(run_id)
        waiting = printing.what_waits(run, office)
        if as_json:
            extra = {"plan": documents.of_plan(waiting, office)} if waiting else {}
            decided = {
                "approval": documents.of_approval(run, office),
                "applied": documents.applied.as_json(office.runs.applying(run.id), office),
            }
            done = {"doings": documents.doings.as_json(run, office)}
            work.print_json(documents.of_run(run, office) | _row(run) | decided | done | extra)
        else:
            shows.run(run, office, whole=True)
            afterwards.begun(run, office)
            shows.approval(run, office)
            afterwards.became(run, office)
            afterwards.doings(run, office)
            if waiting:
                compared = earlier.approved(office, run, waiting)
                shows.plan(waiting, office, before=earlier.texts(compared, waiting.changes))
    return 0


@runs.command()
@options.as_json
def verify(as_json: bool) -> int:
    """実行・承認・集計の公開の記録が、残したときのままかを確かめます。"""
    from m365bot import app, settings
    from m365bot.cli.commands import work
    from m365bot.cli.screen import door
    from m365bot.reading import needs_instance

    read = settings.read()
    needs_instance(read.folder)
    with app.books(read) as kept:
        verdict = kept.verdict()
    if as_json:
        work.print_json({"whole": verdict.fault is None} | asdict(verdict))
    else:
        door.out(_verdict_words(verdict))
    return 1 if verdict.fault else 0


def _verdict_words(verdict: "Verdict") -> str:
    from m365bot.words import say

    if verdict.fault is None:
        words = say("記録はすべて、残したときのままです({count}件)。", count=verdict.entries)
        return words + say("\n最後の記録の値: {last}", last=verdict.last) if verdict.entries else words
    number = verdict.fault.number or say("なし")
    if not verdict.fault.run_id:
        return say(
            "残したときのままでない記録があります。最初のもの: 番号 {number}。{words}",
            number=number,
            words=verdict.fault.words,
        )
    return say(
        "残したときのままでない記録があります。最初のもの: 番号 {number}、実行 {run_id}。{words}",
        number=number,
        run_id=verdict.fault.run_id,
        words=verdict.fault.words,
    )


def _decision(command: Any) -> Any:
    for option in (
        click.argument("run_id"),
        click.option("--kessai", metavar="番号", default=None, help="庁内の決裁番号"),
        click.option("--reason", metavar="理由", default="", help="実行記録に残す理由"),
        options.as_json,
    ):
        command = option(command)
    return command


@runs.command()
@_decision
@click.option("--sign-in", is_flag=True, help="承認する人がサインインし、本人と確かめて承認する")
@options.way_to_sign_in
def approve(run_id: str, kessai: str | None, reason: str, as_json: bool, sign_in: bool, **way: Any) -> int:
    """承認して実行します(公開時刻のあるものはその時刻に)。"""
    from m365bot import settings
    from m365bot.cli.commands import approving

    typed = approving.Typed(run_id, kessai, reason, approving.SignIn(sign_in, **way), as_json)
    return approving.approve(settings.read(), typed)


@runs.command()
@_decision
@click.option("--sign-in", is_flag=True, help="承認する人がサインインし、本人と確かめて却下する")
@options.way_to_sign_in
def reject(run_id: str, kessai: str | None, reason: str, as_json: bool, sign_in: bool, **way: Any) -> int:
    """却下します。何も実行しません。"""
    from m365bot import settings
    from m365bot.cli.commands import approving

    typed = approving.Typed(run_id, kessai, reason, approving.SignIn(sign_in, **way), as_json)
    return approving.reject(settings.read(), typed)


@runs.command()
@_decision
def resume(run_id: str, kessai: str | None, reason: str, as_json: bool) -> int:
    """途中で止まった実行の続きを行います。"""
    return _decide("resume", run_id, kessai, reason, as_json=as_json)


@runs.command()
@_decision
def cancel(run_id: str, kessai: str | None, reason: str, as_json: bool) -> int:
    """取り消します。実行中のものも、次の書き込みの前で止まります。"""
    return _decide("cancel", run_id, kessai, reason, as_json=as_json)


@runs.command()
@_decision
def retry(run_id: str, kessai: str | None, reason: str, as_json: bool) -> int:
    """終わった実行を、いまの設定と状態で、もう一度行います。"""
    return _decide("retry", run_id, kessai, reason, as_json=as_json)


@runs.command()
@_decision
def undo(run_id: str, kessai: str | None, reason: str, as_json: bool) -> int:
    """実行が作ったものを取り消します(要承認)。"""
    return _decide("undo", run_id, kessai, reason, as_json=as_json)


def _decide(what: str, run_id: str, kessai: str | None, reason: str, *, as_json: bool) -> int:
    from m365bot import clock, settings
    from m365bot.cli import log
    from m365bot.cli.commands import user, work
    from m365bot.runs import deciding, over, taking

    log.to_standard_error()
    word = deciding.Word(user.name(), kessai=kessai, reason=reason)

    async def decide(office: "Office") -> "Run":
        if what == "cancel":
            return over.cancel(office, run_id, word.who, reason)
        if what == "undo":
            return await _undone(office, run_id, word.who, reason)
        if what == "retry":
            return await over.retry(office, run_id, word.who, reason)
        return await taking.up(office, run_id, taking.By.PERSON)

    code = clock.run(work.with_office(settings.read(), decide, as_json=as_json))
    return 0 if what == "cancel" else code


async def _undone(office: "Office", run_id: str, who: str, reason: str) -> "Run":
    from m365bot import visible
    from m365bot.cli.screen import door
    from m365bot.runs import undoing
    from m365bot.words import say

    run, left = await undoing.undo(office, run_id, who, reason)
    if left:
        door.err(say("取り消せないため、そのままにするもの: {count}件", count=len(left)))
        for title in left:
            door.err("  " + visible.line(title))
    door.err(
        say(
            "設定がまだ求めているものは、次の実行でまた作られます。先に設定を直すか、手順を一時停止してください。"
        )
    )
    return run
