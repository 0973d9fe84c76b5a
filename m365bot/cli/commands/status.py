"""`m365bot status`: at a glance, what waits, what went wrong and why, what was not run, and what comes next.

Called by the command line. Reads the database and config/; asks nothing of Microsoft 365.
"""

from typing import TYPE_CHECKING

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps

if TYPE_CHECKING:
    from m365bot.cli.screen.glance import Glance
    from m365bot.settings import Settings


@click.command(cls=helps.Command)
@options.as_json
def status(as_json: bool) -> int:
    """いまの様子: 承認待ち、失敗や不明、次の予定(通信はしません)。"""
    from m365bot import settings
    from m365bot.cli.commands import work

    read = settings.read()
    glance = _taken(read)
    if as_json:
        work.print_json(glance.to_json())
    else:
        from m365bot.cli.screen import glance as screen
        from m365bot.cli.screen import nothing

        screen.show(glance)
        nothing.told(read)
    return glance.exit


def _taken(read: "Settings") -> "Glance":
    from m365bot import app, clock
    from m365bot.cli.screen import daemon_words
    from m365bot.cli.screen.glance import Glance
    from m365bot.reading import needs_instance
    from m365bot.runs import alive, standing

    needs_instance(read.folder)
    programme = app.timetable(read).programme
    with app.books(read) as kept:
        found, pauses = standing.of(kept.runs.newest(500), programme), kept.pauses.all()
    rows = app.overview(read, programme, clock.asked()) if programme else []
    is_there = app.leases(read).a_daemon_is_at_work()
    return Glance(
        standing=found,
        pauses=pauses,
        a_daemon_is_at_work=is_there,
        daemon_seen=alive.seen(read.state),
        daemon_words=daemon_words.there(read) if is_there else daemon_words.none(read),
        coming=sorted((row for row in rows if row["next"]), key=lambda row: str(row["next"])),
        refusal=app.account_standing(read).refusal,
        certificate=app.certificates_end(read),
        zone=programme.timezone if programme else None,
    )
