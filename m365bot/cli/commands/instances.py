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


@instances.command()
@_folder
@options.as_json
def status(folder: Path | None, as_json: bool) -> int:
    """団体ごとの様子と困りごと(困りごとがあれば、終了コードは1です)。"""
    from m365bot import clock
    from m365bot.app import many
    from m365bot.cli.commands import work
    from m365bot.cli.screen import many as screen

    found = list(many.standing(_all(folder), clock.now()))
    if as_json:
        work.print_json([one.to_json() for one in found])
    else:
        screen.stands(found)
    return int(any(one.problems for one in found))


@instances.command()
@click.argument("names", metavar="[団体]...", nargs=-1)
@_folder
@options.as_json
def upgrade(names: tuple[str, ...], folder: Path | None, as_json: bool) -> int:
    """写しを取ってから、団体をこの版にします(常駐を止めてから)。"""
    from m365bot.app import many
    from m365bot.cli import log
    from m365bot.cli.commands import work
    from m365bot.cli.screen import many as screen

    log.to_standard_error()
    done = []
    for one in many.upgraded(_all(folder, names)):
        done.append(one)
        if not as_json:
            screen.upgraded(one)
    if as_json:
        work.print_json([one.to_json() for one in done])
    return int(any(one.fault for one in done))


@instances.command()
@click.argument("name", metavar="団体")
@_folder
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="団体に渡すファイル(必ず書きます)"
)
@click.option("--reason", metavar="理由", default="", help="手続きの記録に残す理由(必ず書きます)")
@click.option("--yes", is_flag=True, help="名前を打たずに進める")
@options.as_json
def offboard(name: str, folder: Path | None, out: Path | None, reason: str, yes: bool, as_json: bool) -> int:
    """団体の記録を返し、ここから消し、手続きの記録を残します。"""
    from m365bot.app import many
    from m365bot.cli import log
    from m365bot.cli.commands import user, work
    from m365bot.cli.screen import many as screen
    from m365bot.errors import ConfigError
    from m365bot.words import say

    log.to_standard_error()
    (one,) = _all(folder, (name,))
    if out is None or not reason.strip():
        raise ConfigError(say("--out に団体に渡すファイルを、--reason に理由を書いてください。"))
    _agreed(one, yes=yes)
    with many.let_go(one):
        found = many.left(one, out.absolute(), reason.strip(), user.name())
    if as_json:
        work.print_json(found.document | {"protocol": str(found.protocol)})
    else:
        screen.left(found)
    return 0


def _agreed(one: "Instance", *, yes: bool) -> None:
    """Typing the name is what nobody does by mistake. Raises ConfigError off a terminal, and where it is another name."""
    import sys

    from m365bot.errors import ConfigError
    from m365bot.words import say

    if yes:
        return
    if not sys.stdin.isatty():
        raise ConfigError(say("消してよいかを確かめられません。端末で行うか、--yes をつけてください。"))
    question = say("{name} の記録をここから消します。よければ団体の名前を打ってください", name=one.name)
    if click.prompt(question, err=True) != one.name:
        raise ConfigError(say("名前が違うため、何もしていません。"))


def _all(folder: Path | None, names: tuple[str, ...] = ()) -> "list[Instance]":
    """Those below the folder, or those of them that are named. Raises ConfigError."""
    from m365bot.errors import ConfigError
    from m365bot.instances import folder as folders
    from m365bot.words import say

    if folder is None:
        raise ConfigError(say("--instances で、団体のフォルダーを置いた場所を指定してください。"))
    if names:
        return [folders.named(folder.absolute(), name) for name in names]
    return folders.found_in(folder.absolute())


def _listed(folder: Path | None) -> "list[Listed]":
    from m365bot import settings
    from m365bot.app import many

    if folder is None:
        read = settings.read()
        return [many.listed(_itself(read.folder), read)]
    from m365bot.instances import folder as folders

    return [many.listed(one) for one in folders.found_in(folder.absolute())]


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
