"""`m365bot daemon`: work through the schedule until told to stop; of one instance, or of all below a folder.

Called by the command line.
"""

from pathlib import Path

import click

from m365bot.cli import extras
from m365bot.cli.screen import helps
from m365bot.errors import ConfigError
from m365bot.words import later, say


@click.command(cls=helps.Command)
@click.option(
    "--instances",
    "folder",
    type=click.Path(path_type=Path),
    metavar=later("フォルダー"),
    help=later("このフォルダーのすべての団体を、別々に動かします"),
)
@click.option(
    "--console", "has_console", is_flag=True, help=later("ブラウザーの画面も、いっしょに動かします")
)
def daemon(folder: Path | None, has_console: bool) -> int:
    """予定どおりに動き続けます(SIGTERM か Ctrl-C で終わります)。"""
    import os
    import sys

    if folder is None:
        _one(has_console=has_console)
    elif has_console:
        raise ConfigError(
            say(
                "--console は一つの団体で使います。--instances では、団体ごとに m365bot console を動かします。"
            )
        )
    else:
        _many(folder)
    # Not closed: a sign-in may hang in its thread for half a minute more, and all that counts is in the database.
    sys.stderr.flush()
    os._exit(0)


def _one(*, has_console: bool) -> None:
    import logging
    import sys

    from m365bot.runs import heap

    heap.leave_terminals_out()
    if has_console:
        extras.needs(extras.CONSOLE)
        from m365bot.cli import beside

        beside.begun()

    from m365bot import app, settings
    from m365bot.cli import log
    from m365bot.cli.screen import door
    from m365bot.runs import daemon_words

    log.to_standard_error(logging.INFO)

    found = settings.read()

    def begun() -> None:
        if sys.stdout.isatty():
            if app.leases(found).a_daemon_is_at_work():
                door.out(daemon_words.another())
            door.out(
                say(
                    "予定どおりに動き続けます。記録は標準エラーに出ます。終えるには Ctrl-C を押してください。"
                )
            )

    app.worked(found, begun=begun)


def _many(folder: Path) -> None:
    import asyncio
    import logging

    from m365bot.app import many
    from m365bot.cli import log, worker
    from m365bot.instances import environment
    from m365bot.instances.processes import Processes
    from m365bot.instances.supervisor import Supervisor

    log.to_standard_error(logging.INFO)
    environment.cleaned()
    asyncio.run(Supervisor(folder.absolute(), Processes(worker.main), many.collisions).work())
