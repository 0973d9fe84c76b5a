"""`m365bot config`: who changed which of the officers' files, what differs, and back to an earlier version.

Called by the command line. What somebody saved in the folder is noted first.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps
from m365bot.words import later

if TYPE_CHECKING:
    from m365bot.editing.cabinet import Cabinet
    from m365bot.editing.outcome import Outcome
    from m365bot.journal.version import Version

FILE = later("ファイル")


@click.group(cls=helps.Group)
def config() -> None:
    """設定ファイルの版: だれがいつ変えたか、違い、元に戻す。"""
    from m365bot.cli import log

    log.to_standard_error()


@config.command()
@click.argument("file", metavar="[ファイル]", required=False)
@options.as_json
def history(file: str | None, as_json: bool) -> int:
    """設定ファイルの版を、新しい順に示します(書かなければ、各ファイルの最新)。"""
    from m365bot import app, settings
    from m365bot.cli.commands import work

    read = settings.read()
    with app.cabinet(read) as cabinet:
        cabinet.look()
        found = _newest(cabinet) if file is None else cabinet.versions.history(_name(file, cabinet))
    if as_json:
        work.print_json([one.to_json() for one in found])
    else:
        known = app.timetable(read).programme
        _table(found, known.timezone if known else None)
    return 0


@config.command()
@click.argument("file", metavar=FILE)
@click.argument("version", metavar="[版]", type=int, required=False)
@click.argument("other", metavar="[版]", type=int, required=False)
def diff(file: str, version: int | None, other: int | None) -> int:
    """2つの版の違いを示します(1つなら、1つ前の版と比べます)。"""
    from m365bot import app, settings
    from m365bot.cli.screen import door
    from m365bot.editing import difference
    from m365bot.reading import plain
    from m365bot.words import say

    with app.cabinet(settings.read()) as cabinet:
        cabinet.look()
        name = _name(file, cabinet)
        before, after = _two(name, version, other, cabinet)
        lines = [plain.lines_of(name, cabinet.content(one) if one else None) for one in (before, after)]
    rows = difference.between(*lines)
    for row in rows:
        door.out(_safe(str(row)))
    if not rows:
        door.out(say("違いはありません。"))
    return 0


@config.command()
@click.argument("file", metavar=FILE)
@click.argument("version", metavar=later("版"), type=int)
@click.option("--reason", metavar="理由", default="", help="記録に残す理由")
@options.as_json
def undo(file: str, version: int, reason: str, as_json: bool) -> int:
    """ファイルを、その版の内容に戻します(新しい版になります)。"""
    from m365bot import app, settings
    from m365bot.cli.commands import user, work

    with app.cabinet(settings.read()) as cabinet:
        outcome = cabinet.undo(_name(file, cabinet), version, user.name(), reason.strip(), is_operators=True)
    if as_json:
        work.print_json(_document(outcome))
    else:
        _told(outcome)
    return {"held": 2, "collided": 1}.get(outcome.ending.value, 0)


@config.command()
@options.as_json
def pull(as_json: bool) -> int:
    """SharePoint に置いた設定を、いま取り込みます。"""
    import asyncio

    from m365bot import app, settings
    from m365bot.cli.commands import work
    from m365bot.cli.screen import door
    from m365bot.errors import ConfigError
    from m365bot.words import say

    read = settings.read()
    if not read.config_source:
        words = say(
            "設定はこの端末のフォルダーにあります(settings.toml の [config] に source がありません)。"
        )
        raise ConfigError(words)
    outcome = asyncio.run(app.pulled(read))
    if as_json:
        work.print_json(
            _document(outcome) if outcome else {"outcome": "same", "versions": [], "complaints": []}
        )
    elif outcome is None:
        door.out(say("変更はありません。"))
    else:
        for one in outcome.versions:
            door.out(_safe(f"{one.file} {one.state.words}"))
        _told(outcome)
    return 2 if outcome and outcome.faults else 0


def _name(file: str, cabinet: "Cabinet") -> str:
    """As it is known, also where somebody left config/ out, or wrote a path of this machine. Raises ConfigError."""
    from pathlib import Path

    from m365bot.editing import folder

    path = Path(file).absolute()
    if path.is_relative_to(cabinet.instance.absolute()):
        inside = path.relative_to(cabinet.instance.absolute()).as_posix()
        if folder.has_versions(inside) and path.exists():
            return inside
    name = file if file.startswith("config/") else f"config/{file}"
    folder.needs_versions(name)
    return name


def _newest(cabinet: "Cabinet") -> "list[Version]":
    return [one.newest for _, one in sorted(cabinet.versions.standing().items())]


def _two(
    name: str, version: int | None, other: int | None, cabinet: "Cabinet"
) -> "tuple[Version | None, Version | None]":
    if version is not None and other is not None:
        return cabinet.version(name, version), cabinet.version(name, other)
    found = list(cabinet.versions.history(name))
    after = cabinet.version(name, version if version is not None else found[0].number if found else 1)
    before = next((one for one in found if one.number < after.number and one.state.value != "collided"), None)
    return before, after


def _table(found: "Sequence[Version]", zone: Any) -> None:
    from m365bot.cli.screen import door, table
    from m365bot.words import say

    if not found:
        door.out(say("版はまだありません。"))
        return
    head = (say("ファイル"), say("版"), say("日時"), say("だれが"), say("方法"), say("状態"), say("理由"))
    rows = [
        (
            one.file,
            str(one.number),
            f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}",
            one.who or "—",
            one.how.words if one.of is None else say("版 {number} に戻した", number=one.of),
            _state(one),
            one.reason,
        )
        for one in found
    ]
    door.out(table.text(head, rows))


def _state(version: "Version") -> str:
    from m365bot.words import say

    removed = say("ファイルなし") if version.is_removal else ""
    erased = say("内容は消去済み") if version.is_erased else ""
    return say("、").join(filter(None, (version.state.words, removed, erased)))


def _told(outcome: "Outcome") -> None:
    from m365bot.cli.screen import door

    for fault in outcome.faults:
        door.err(_safe(str(fault)))
    shown = door.err if outcome.faults or outcome.theirs else door.out
    shown(outcome.ending.words)


def _document(outcome: "Outcome") -> dict[str, Any]:
    faults = [
        {name: getattr(one, name) for name in ("file", "line", "column", "words", "hint")}
        for one in outcome.faults
    ]
    return {
        "outcome": outcome.ending.value,
        "versions": [one.to_json() for one in outcome.versions],
        "complaints": faults,
    }


def _safe(words: str) -> str:
    from m365bot import visible

    return visible.line(words)
