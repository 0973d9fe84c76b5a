"""`m365bot backup` and `m365bot restore`: one instance's records as one file, and back.

Called by the command line. Never asks Graph.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from m365bot.cli.screen import helps

if TYPE_CHECKING:
    from m365bot.database.backups.manifest import Manifest
    from m365bot.database.backups.restore import Restored


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


@click.command(cls=helps.Command)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="いまの記録を、控えの内容に置き換える")
def restore(file: Path, replace: bool) -> int:
    """控えから記録を戻します(daemon を止めてから)。"""
    from m365bot import app, settings
    from m365bot.cli import log
    from m365bot.cli.screen import door
    from m365bot.database.backups.restore import Replace

    log.to_standard_error()
    found = app.restored(settings.read(), file.absolute(), Replace.YES if replace else Replace.NO)
    for line in _restored(file, found):
        door.out(line)
    return 0


def _restored(file: Path, found: "Restored") -> Iterator[str]:
    from m365bot.words import say

    made = found.manifest.made.astimezone()
    yield say(
        "記録を {made:%Y-%m-%d %H:%M} の控えに戻しました: {file}({what})",
        made=made,
        file=_shown(file),
        what=_contents(found.manifest),
    )
    if found.aside:
        yield say("戻す前の記録は {file} に残しました。", file=_shown(found.aside))
    if found.forgotten:
        yield say("控えのあとに消去した記録は、もう一度消しました({count}件)。", count=found.forgotten)
    yield say(
        "控えのあとに作ったものは、Microsoft 365 の側を見て見つけるため、二重には作りません。"
        "控えのあとの承認・却下・消去の求めは、もう一度行ってください。"
    )


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
