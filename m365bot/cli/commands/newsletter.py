"""`m365bot newsletter …`: write an issue of DX通信, see it as its readers will, give it to who has no Microsoft 365.

Called by the command line. Never asks the network; sends nothing to anybody.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from m365bot import visible
from m365bot.cli.commands.newsletter_sending import send_test
from m365bot.cli.commands.newsletter_status import status
from m365bot.cli.screen import door, helps
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.setup.new_issue import NewIssue


@click.group(cls=helps.Group)
def newsletter() -> None:
    """DX通信の原稿: 書き始める、読者に見えるとおりに見る、書き出す。"""


@newsletter.command()
@click.option(
    "--from",
    "source",
    metavar="ファイル",
    type=click.Path(path_type=Path),
    help="もとにする Word 文書(.docx)",
)
@click.option("--title", metavar="題名", default="", help="この号の題名")
def new(source: Path | None, title: str) -> int:
    """次の号の原稿を作ります。

    番号は続きから、宛先などは前の号から取ります。ある原稿には触れません。
    """
    from m365bot import clock, settings
    from m365bot.app import configured
    from m365bot.setup import new_issue

    brought = new_issue.source_of(source) if source else None
    current = settings.read_to_check()
    programme = configured.reading(current).usable()
    _tell_new(new_issue.made(current.folder, programme, clock.now(), title=title.strip(), source=brought))
    return 0


def _tell_new(made: "NewIssue") -> None:
    from m365bot.setup.new_issue import FOLDER

    name = visible.line(f"{FOLDER}/{made.path.name}")
    door.out(say("第{number}号の原稿を作りました: {file}", number=made.number, file=name))
    for picture in made.pictures:
        door.out(visible.line(f"  {FOLDER}/{picture.name}"))
    for remark in made.remarks:
        door.err(visible.line(say("[参考] {words}", words=remark)))
    for complaint in made.complaints:
        door.err(visible.line(str(complaint)))


@newsletter.command()
@click.argument("which", metavar="番号かファイル")
@click.option("--out", metavar="ファイル", type=click.Path(path_type=Path), help="下見を書くファイル(.html)")
def preview(which: str, out: Path | None) -> int:
    """読者に見える姿を、すべての公開先について並べて見ます。

    端末ではブラウザーを開きます。だれにも送りません。
    """
    from m365bot import settings
    from m365bot.app import proofs
    from m365bot.cli.screen import browser, terminal

    current = settings.read_to_check()
    proof = proofs.found(current, which)
    usual = current.state / "previews" / f"dx-{proof.issue.number:03}.html"
    path = proofs.written(out or usual, proofs.preview(proof).encode())
    for complaint in proof.complaints:
        door.err(visible.line(str(complaint)))
    is_shown = out is None and terminal.room() is not None and browser.opened(path.absolute().as_uri())
    told = say("ブラウザーで開きました: {file}") if is_shown else say("下見を書きました: {file}")
    door.out(visible.line(told.format(file=path)))
    return 2 if proof.complaints else 0


@newsletter.command()
@click.argument("which", metavar="番号かファイル")
@click.option(
    "--out",
    metavar="フォルダー",
    type=click.Path(path_type=Path),
    required=True,
    help="書き出すフォルダー(必ず書きます)",
)
def export(which: str, out: Path) -> int:
    """Microsoft 365 の外のグループウェアのために、HTML と PDF を書き出します。"""
    from m365bot import settings
    from m365bot.app import proofs
    from m365bot.cli import extras

    extras.needs(extras.PDF)
    proof = proofs.found(settings.read_to_check(), which)
    for path in proofs.exported(proof, out):
        door.out(visible.line(say("書き出しました: {file}", file=path)))
    return 0


newsletter.add_command(status)
newsletter.add_command(send_test)
