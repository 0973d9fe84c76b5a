"""`m365bot jobs`: jobs, schedule, next run, last result.

Called by the command line.
"""

from typing import Any

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps
from m365bot.journal import Status


@click.command(cls=helps.Command)
@options.as_json
def jobs(as_json: bool) -> int:
    """手順の一覧: 予定、次の実行、前回の結果。"""
    from m365bot import app, clock, settings, visible
    from m365bot.cli.screen import door, nothing, paused
    from m365bot.job import JobFailed
    from m365bot.runs import daemon_words
    from m365bot.words import say

    found = settings.read()
    programme = app.timetable(found).usable()
    rows = app.overview(found, programme, clock.asked())
    if as_json:
        from m365bot.cli.commands import work

        work.print_json(rows)
    else:
        is_there = app.leases(found).a_daemon_is_at_work()
        _table(rows, runs_by_itself=is_there)
        if not is_there:
            door.out(daemon_words.none(found) + say("手で実行するには: m365bot run 手順"))
        nothing.told(found)
        paused.told(app.pauses(found), programme.timezone)
    faults = [row["fault"] for row in rows if "fault" in row]
    for fault in faults:
        door.err(visible.text(fault))
    return JobFailed.exit_code if faults else 0


def _table(rows: list[dict[str, Any]], *, runs_by_itself: bool) -> None:
    from m365bot.cli.screen import door, table
    from m365bot.cli.screen import terminal as terminal
    from m365bot.runs import schedule_words
    from m365bot.words import say

    head = (say("手順"), "", say("予定"), say("次の実行"), say("前回の結果"), "", "")
    lines = [
        (
            row["job"],
            say(row["title"]),
            schedule_words.of(row["when"]),
            _next(row) if runs_by_itself else "—",
            *_last(row),
            say("一時停止中") if row["paused"] else "",
        )
        for row in rows
    ]
    door.out(table.fitted(head, lines, terminal.room(), idle=(5,), spare=(5, 1)))


def _next(row: dict[str, Any]) -> str:
    return (row["next"] or "—")[:16].replace("T", " ")


def _last(row: dict[str, Any]) -> tuple[str, str]:
    last = row["last"]
    return (Status(last["status"]).words, (last["ended"] or "")[:16].replace("T", " ")) if last else ("—", "")
