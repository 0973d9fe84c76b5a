"""`m365bot records`: the way in for others to what trainees answered.

Called by the command line.
"""

import sys

import click

from m365bot.cli import options


@click.group()
def records() -> None:
    """集めた回答。"""


@records.command()
@options.cohort
@click.option("--format", "as_", type=click.Choice(["json", "csv", "xlsx"]), default="json", help="形式")
def export(cohort: str | None, as_: str) -> int:
    """回答を標準出力に書き出します(CSV と XLSX では、式が動かない形にします)。"""
    from m365bot import app, settings
    from m365bot.records import export as exports

    found = settings.read()
    programme = app.usable(app.reading(found))
    cohorts = [programme.cohort(cohort)] if cohort else list(programme.unfinished)
    if None in cohorts:
        raise click.UsageError(f"『{cohort}』という期はありません。")
    with app.records(found, programme) as stored:
        rows = [row for one in cohorts if one for row in stored.rows_of(one)]
    if as_ == "json":
        from m365bot.cli import work

        keys = [one.key for one in cohorts if one]
        work.print_json(exports.document(rows, programme) | {"sources": app.freshness(found, keys)})
    else:
        write = exports.to_csv if as_ == "csv" else exports.to_xlsx
        sys.stdout.buffer.write(write(exports.table(rows, programme)))
    return 0
