"""`m365bot console`: the officers' desk, served to browsers on this machine, or behind TLS to others.

Called by the command line. Whoever comes signs in at Entra.
"""

import contextlib
import os
import signal
import socket
import threading

import click

from m365bot.cli import extras
from m365bot.cli.screen import helps


@click.command(cls=helps.Command)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="番号",
    help="ポート(0: 空いているもの、既定: 設定)",
)
@click.option("--beside", type=int, metavar="番号", hidden=True)
def console(port: int | None, beside: int | None) -> int:
    """ブラウザーで見て、決める画面を動かします(Ctrl-C で終わります)。"""
    extras.needs(extras.CONSOLE)
    from m365bot.runs import heap

    heap.leave_terminals_out()
    heap.keep_few()
    from m365bot import settings
    from m365bot.app import accounts, desks
    from m365bot.cli import log
    from m365bot.console import app, serving, warming
    from m365bot.console.door.door import EntraDoor

    log.to_standard_error()
    read = settings.read()
    serving.needs_tls(settings.place(read, port=port or None))  # what is wrong is told before a port is taken
    accounts.needs_credential(read)
    listening = serving.listening(read.console_host, read.console_port if port is None else port)
    place = settings.place(read, port=listening.getsockname()[1])
    with desks.desk(read) as desk, warming.kept(desk):
        heap.settle()
        served = app.create(desk, EntraDoor(desk, place))
        serving.serve(served, listening, told=lambda address: _told(address, beside), place=place)
    return 0


def _told(address: str, beside: int | None) -> None:
    from m365bot.cli.screen import door
    from m365bot.words import say

    door.out(say("{address} をブラウザーで開いてください。終えるには Ctrl-C を押します。", address=address))
    if beside is not None:
        _ends_with(socket.socket(fileno=beside))


def _ends_with(daemon: socket.socket) -> None:
    """Tells the daemon beside which this process was begun that it serves, and ends when that is gone, however it ended."""
    daemon.sendall(b"!")

    def waits() -> None:
        with contextlib.suppress(OSError):
            daemon.recv(1)  # nothing is ever said, so it returns when nobody is there
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=waits, daemon=True).start()
