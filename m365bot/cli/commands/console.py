"""`m365bot console`: the officers' desk, served to browsers on this machine.

Called by the command line. Nobody is let in without a door that knows them.
"""

import click

from m365bot.cli import extras
from m365bot.cli.screen import helps

PORT = 8640
HERE = "127.0.0.1"


@click.command(cls=helps.Command)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="番号",
    default=PORT,
    help="ポート(既定: 8640、0: 空いているもの)",
)
def console(port: int) -> int:
    """ブラウザーで見て、決める画面を動かします(Ctrl-C で終わります)。"""
    extras.needs(extras.CONSOLE)
    from m365bot import settings
    from m365bot.app import desks
    from m365bot.cli import log
    from m365bot.console import app, serving
    from m365bot.console.entrance import Closed

    log.to_standard_error()
    read = settings.read()
    listening = serving.listening(HERE, port)
    with desks.desk(read) as desk:
        serving.serve(app.create(desk, Closed()), listening, told=_told)
    return 0


def _told(address: str) -> None:
    from m365bot.cli.screen import door
    from m365bot.words import say

    door.out(say("{address} をブラウザーで開いてください。終えるには Ctrl-C を押します。", address=address))
