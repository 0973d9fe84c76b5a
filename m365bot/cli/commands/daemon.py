"""`m365bot daemon`: work through the schedule until told to stop.

Called by the command line.
"""

import click

from m365bot.cli.screen import helps


@click.command(cls=helps.Command)
def daemon() -> int:
    """予定どおりに動き続けます(SIGTERM か Ctrl-C で終わります)。"""
    import asyncio
    import logging
    import os
    import sys

    from m365bot.runs import heap

    heap.leave_terminals_out()

    from m365bot import app, settings
    from m365bot.cli import log
    from m365bot.cli.screen import door
    from m365bot.runs import alive, notices
    from m365bot.runs.daemon import Daemon
    from m365bot.runs.watched import Watched
    from m365bot.words import say, telling

    log.to_standard_error(logging.INFO)
    found = settings.read()
    app.reading(found).usable()
    app.needs_credential(found)
    if sys.stdout.isatty():
        door.out(
            say("予定どおりに動き続けます。記録は標準エラーに出ます。終えるには Ctrl-C を押してください。")
        )
    # On the machine's own clock, also where one is lent: a daemon would never let it rest.
    with app.books(found, app.KEEPING) as kept:
        figures, pulse = app.metrics(found, kept), app.pulse_of(found, kept)
        told = [figures.ended] if figures else []
        app.returned(found, kept)
        daemon = Daemon(
            lambda: app.office(found, told=told),
            Watched(kept.runs, *told, pulse.note),
            app.leases(found),
            found.folder,
            tell=notices.told,
            nightly=app.nightly(found, kept),
            account=app.account_upkeep(found),
            hands=app.hands(found),
        )
        signs = alive.signs(found.state, pulse.live)
        with telling():  # nobody looks at its screen: what it keeps and posts is for the office
            asyncio.Runner().run(alive.beside(daemon.work(), signs))
    # Not closed: a sign-in may hang in its thread for half a minute more, and all that counts is in the database.
    sys.stderr.flush()
    os._exit(0)
