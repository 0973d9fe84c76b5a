"""`m365bot jobs`: jobs, schedule, next run, last result.

Called by the command line.
"""

from typing import Any

import click

from m365bot.cli import options


@click.command()
@options.as_json
def jobs(as_json: bool) -> int:
    """手順の一覧: 予定、次の実行、前回の結果。"""
    from m365bot import app, clock, settings

    found = settings.read()
    programme = app.usable(app.reading(found))
    rows = app.overview(found, programme, clock.now())
    if as_json:
        from m365bot.cli import work

        work.print_json(rows)
    else:
        _table(rows, programme)
    return 0


def _table(rows: list[dict[str, Any]], programme: Any) -> None:
    from rich.table import Table

    from m365bot.cli import show

    table = Table()
    for column in ("手順", "", "予定", "次の実行", "前回の結果"):
        table.add_column(column)
    for row in rows:
        words = [row["job"], row["title"], row["when"], (row["next"] or "—")[:16].replace("T", " ")]
        last = row["last"]
        table.add_row(*words, f"{last['status']} {last['ended'] or ''}" if last else "—")
    show.console().print(table)
