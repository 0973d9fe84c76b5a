"""`m365bot run`: run a job now and follow it to the end.

Called by the command line. Exit status: the most telling of all runs made.
"""

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps


@click.command(cls=helps.Command)
@click.argument("job")
@options.cohort
@options.at
@click.option("--dry-run", is_flag=True, help="何が変わるかを示すだけ")
@click.option("--yes", is_flag=True, help="端末での確認に「はい」と答える(承認の代わりにはなりません)")
@click.option("--reason", metavar="理由", default="", help="実行記録に残す理由")
@click.option("--follow", is_flag=True, help="常駐に任せた実行も、終わりまで見届ける(端末ではいつも)")
@options.whole
@options.as_json
def run(
    job: str,
    cohort: str | None,
    at: str | None,
    dry_run: bool,
    yes: bool,
    reason: str,
    follow: bool,
    whole: bool,
    as_json: bool,
) -> int:
    """JOB をいま実行し、終わりまで見届けます。"""
    from m365bot import app, clock, settings
    from m365bot.cli import log
    from m365bot.cli.commands import work

    log.to_standard_error()
    wish = work.Wish(job, cohort, at, reason=reason, whole=whole, follow=follow)
    if dry_run:
        return clock.run(work.show_plans(settings.read(), wish, app.LOOKING, as_json=as_json))
    return clock.run(work.run_and_show(settings.read(), wish, as_json=as_json, yes=yes))
