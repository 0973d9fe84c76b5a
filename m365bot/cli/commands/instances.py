"""`m365bot instances`: many instances on one machine, as their operator sees them.

Called by the command line.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps
from m365bot.words import later

if TYPE_CHECKING:
    from m365bot.app.many import Listed
    from m365bot.instances.folder import Instance


@click.group(cls=helps.Group)
def instances() -> None:
    """多くの団体をまとめて見ます(運用事業者向け)。"""


def _folder(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--instances",
        "folder",
        type=click.Path(path_type=Path),
        metavar=later("フォルダー"),
        help=later("団体のフォルダーを置いた場所(なければ、いまの団体だけ)"),
    )(command)


@instances.command("list")
@_folder
@options.as_json
def list_(folder: Path | None, as_json: bool) -> int:
    """団体の一覧: 場所、データベース、常駐、最後の実行。"""
    from m365bot.cli.commands import work

    found = _listed(folder)
    if as_json:
        work.print_json([one.to_json() for one in found])
    else:
        _table(found)
    return 0


def _listed(folder: Path | None) -> "list[Listed]":
    from m365bot import app, settings

    if folder is None:
        read = settings.read()
        return [app.listed(_itself(read.folder), read)]
    from m365bot.instances import folder as folders

    return [app.listed(one) for one in folders.found_in(folder.absolute())]


def _itself(folder: Path) -> "Instance":
    from m365bot.instances.folder import Instance
    from m365bot.reading import needs_instance

    needs_instance(folder)
    return Instance(folder.name, folder)


def _table(found: "list[Listed]") -> None:
    from m365bot.cli.screen import door, table
    from m365bot.words import say

    head = [say("団体"), say("常駐"), say("最後の実行"), say("結果"), say("終わり"), say("データベース")]
    if not found:
        door.out(say("団体はありません。"))
        return
    door.out(table.text(head, [_cells(one) for one in found]))


def _cells(one: "Listed") -> list[str]:
    from m365bot.words import say

    last = one.last
    ended = f"{last.ended.astimezone():%Y-%m-%d %H:%M}" if last and last.ended else "—"
    ran = [last.job, last.status.words, ended] if last else ["—", "—", "—"]
    return [one.instance.name, "○" if one.daemon else "—", *ran, one.database or say("(設定を読めません)")]
