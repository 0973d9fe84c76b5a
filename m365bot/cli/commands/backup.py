"""`m365bot backup` and `m365bot restore`: one instance's records as one file, and back.

Called by the command line. Never asks Graph.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from m365bot.cli.screen import helps

if TYPE_CHECKING:
    from m365bot.database.backups.manifest import Manifest


@click.command(cls=helps.Command)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def backup(file: Path) -> int:
    """記録の控えを一つのファイルに作ります(動いている間でも作れます)。"""
    from m365bot import app, settings
    from m365bot.cli import log
    from m365bot.cli.screen import door
    from m365bot.words import say

    log.to_standard_error()
    manifest = app.backed_up(settings.read(), file.absolute())
    door.out(say("控えを作りました: {file}({what})", file=_shown(file), what=_contents(manifest)))
    door.out(say("受講者の回答と氏名が入っています。ほかの人が読めない場所に置いてください。"))
    return 0


def _shown(file: Path) -> str:
    from m365bot import visible

    return visible.line(str(file))


def _contents(manifest: "Manifest") -> str:
    from m365bot.words import say

    return say(
        "実行 {runs}件、回答 {rows}件",
        runs=manifest.rows.get("runs", 0),
        rows=manifest.rows.get("rows", 0),
    )
