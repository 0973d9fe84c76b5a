"""`m365bot check`: read config/ offline and print every complaint at once.

Called by the command line. Never asks the network.
"""

from pathlib import Path

import click

from m365bot import visible
from m365bot.cli.commands import options
from m365bot.cli.screen import door, helps


@click.command(cls=helps.Command)
@options.as_json
@click.option(
    "--schema",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="フォルダー",
    help="調べずに、JSON Schema を書き出す",
)
def check(as_json: bool, schema: Path | None) -> int:
    """config/ を調べ、不備をすべて示します(通信はしません)。"""
    from m365bot import app, settings
    from m365bot.words import say

    if schema is not None:
        return _export(schema)
    reading = app.checked(settings.read_to_check())
    if as_json:
        from m365bot.cli.commands import work

        document = {"complaints": reading.complaints, "remarks": reading.remarks}
        work.print_json({name: [_row(one) for one in found] for name, found in document.items()})
    else:
        for remark in reading.remarks:
            door.err(say("[参考] {words}", words=visible.line(str(remark))))
        for complaint in reading.complaints:
            door.err(visible.line(str(complaint)))
        door.err(_sum(len(reading.complaints), len(reading.remarks)))
    return 2 if reading.complaints else 0


def _export(folder: Path) -> int:
    """Raises ConfigError where nothing can be written there."""
    from m365bot.errors import ConfigError
    from m365bot.reading import schema
    from m365bot.words import say

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in schema.names():
            (folder / f"{name}.json").write_text(schema.text_of(name), "utf-8")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError(say("{folder} に書き込めません({why})。", folder=folder, why=why)) from error
    door.out(say("{folder} に書き出しました。", folder=visible.line(str(folder))))
    return 0


def _row(complaint: object) -> dict[str, object]:
    return {name: getattr(complaint, name) for name in ("file", "line", "column", "words", "hint")}


def _sum(complaints: int, remarks: int) -> str:
    from m365bot.words import say

    if complaints:
        return say("設定の不備が{complaints}件あります。", complaints=complaints)
    return say("設定に不備はありません(参考 {remarks}件)。", remarks=remarks)
