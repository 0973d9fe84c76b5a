"""`m365bot pause` and `m365bot resume`: nothing is written until somebody resumes it.

Called by the command line. A run that is at work hears of it before its next write.
"""

from typing import TYPE_CHECKING

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps

if TYPE_CHECKING:
    from collections.abc import Callable

    from m365bot.runs.pausing import Switch


@click.command(cls=helps.Command)
@click.argument("job", metavar="[手順]", required=False)
@click.option("--reason", metavar="理由", default="", help="記録に残し、止められた実行にも示す理由")
@options.as_json
def pause(job: str | None, reason: str, as_json: bool) -> int:
    """手順を一時停止します。手順を書かなければ、すべてを止めます。"""
    from m365bot.cli.commands import user
    from m365bot.words import say

    already = say("すでに一時停止しています。")
    return _done(lambda switch: switch.pause(job, user.name(), reason.strip()), already, as_json=as_json)


@click.command(cls=helps.Command)
@click.argument("job", metavar="[手順]", required=False)
@options.as_json
def resume(job: str | None, as_json: bool) -> int:
    """一時停止した手順を再開します。手順を書かなければ、全体の停止を解きます。"""
    from m365bot.cli.commands import user
    from m365bot.words import say

    return _done(
        lambda switch: switch.resume(job, user.name()), say("それは一時停止していません。"), as_json=as_json
    )


def _done(change: "Callable[[Switch], bool]", already: str, *, as_json: bool) -> int:
    """Do it, and show what is paused then."""
    from m365bot import app, settings
    from m365bot.cli.commands import work
    from m365bot.cli.screen import door, paused
    from m365bot.words import say

    read = settings.read()
    with app.switch(read) as switch:
        if not change(switch):
            door.err(already)
        pauses = switch.pauses.all()
    if as_json:
        work.print_json([one.to_json() for one in pauses])
        return 0
    known = app.timetable(read).programme
    paused.told(pauses, known.timezone if known else None)
    if not pauses:
        door.out(say("一時停止しているものはありません。"))
    return 0
