"""`m365bot doctor`: is everything in order that m365bot stands on, and what to do where it is not.

Called by the command line. Changes nothing, and mends nothing by itself.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from m365bot import visible
from m365bot.cli.commands import options
from m365bot.cli.screen import helps

if TYPE_CHECKING:
    from m365bot.doctor.findings import Examination
    from m365bot.settings import Settings


@click.command(cls=helps.Command)
@options.as_json
@click.option(
    "--manifest",
    metavar="ファイル",
    type=click.Path(path_type=Path, allow_dash=True),
    is_flag=False,
    flag_value="-",
    help="アプリ登録の内容を書き出す(.json か .md)",
)
def doctor(as_json: bool, manifest: Path | None) -> int:
    """接続、権限、アカウント、端末が整っているかを調べます(何も変えません)。"""
    from m365bot import clock, settings
    from m365bot.cli import log
    from m365bot.cli.commands import work
    from m365bot.cli.screen import findings

    log.to_standard_error()
    if manifest is not None:
        return _manifest(settings.read(), manifest, as_json=as_json)
    found = clock.run(_examined(settings.read()))
    if as_json:
        work.print_json(found.to_json())
    else:
        findings.show(found)
    return found.exit


def _manifest(read: "Settings", file: Path, *, as_json: bool) -> int:
    """The page where the file is called .md, else JSON; on the screen the page, unless JSON is asked for."""
    from m365bot import app
    from m365bot.cli.screen import door
    from m365bot.words import say

    registration = app.registration(read)
    is_page = file.suffix == ".md" or (str(file) == "-" and not as_json)
    if str(file) == "-":
        door.out(registration.page.rstrip("\n")) if is_page else door.document(registration.document)
    else:
        file.write_text(
            registration.page if is_page else visible.dumps(registration.document, indent=2) + "\n", "utf-8"
        )
        door.err(say("{file} に書きました。", file=visible.line(str(file))))
    for name in registration.by_hand:
        door.err(say("権限 {name} は番号が分からないため、名前で加えてください。", name=name))
    return 0


async def _examined(read: "Settings") -> "Examination":
    from m365bot import app
    from m365bot.doctor import examination

    async with app.examined(read) as subject:
        return await examination.of(subject)
