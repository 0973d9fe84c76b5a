"""`m365bot status`: at a glance, what waits, what went wrong and why, what was not run, and what comes next.

Called by the command line. Reads the database and config/; asks nothing of Microsoft 365.
"""

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps


@click.command(cls=helps.Command)
@options.as_json
def status(as_json: bool) -> int:
    """いまの様子: 承認待ち、失敗や不明、次の予定(通信はしません)。"""
    from m365bot import settings
    from m365bot.app import glances
    from m365bot.cli.commands import work

    read = settings.read()
    glance = glances.glance(read)
    if as_json:
        work.print_json(glance.to_json())
    else:
        from m365bot.cli.screen import glance as screen
        from m365bot.cli.screen import nothing

        screen.show(glance)
        nothing.told(read)
    return glance.exit
