"""`m365bot plan` and `m365bot apply`: show what would change, save it, and carry out what was saved.

Called by the command line. Planning writes nothing to the tenant.
"""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from m365bot import visible
from m365bot.cli.commands import options
from m365bot.cli.screen import door, helps

if TYPE_CHECKING:
    from m365bot.journal import Run
    from m365bot.runs.office import Office


@click.command(cls=helps.Command)
@click.argument("job")
@options.cohort
@options.at
@options.as_json
@options.whole
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="ファイル", help="変更案をファイルに保存(apply で使う)"
)
@click.option("--detailed-exitcode", is_flag=True, help="0: 変更なし、2: 変更あり、1: エラー")
@click.option("--calendar", is_flag=True, help="distribute の公開と引き上げの予定を、期を通して表で示す")
def plan(
    job: str,
    cohort: str | None,
    at: str | None,
    as_json: bool,
    whole: bool,
    out: Path | None,
    detailed_exitcode: bool,
    calendar: bool,
) -> int:
    """JOB が何を変えるかを示します。"""
    from m365bot import app, clock, settings
    from m365bot.cli import log
    from m365bot.cli.commands import work
    from m365bot.cli.screen import ending
    from m365bot.errors import M365BotError

    log.to_standard_error()
    if calendar:
        from m365bot.cli.commands import season

        return season.show(settings.read(), job, cohort, at, as_json=as_json)
    wish = work.Wish(job, cohort, at, whole=whole)
    try:
        return clock.run(
            work.show_plans(
                settings.read(),
                wish,
                app.KEEPING,
                as_json=as_json,
                save=lambda shown: _save(out, shown),
                detailed=detailed_exitcode,
            )
        )
    except M365BotError as error:
        if not detailed_exitcode:
            raise
        ending.told(error, as_json=as_json)
        return 1


def _save(out: Path | None, shown: Any) -> None:
    if out:
        from m365bot import clock
        from m365bot.errors import ConfigError
        from m365bot.words import say

        if "plans" in shown:
            raise ConfigError(
                say("--out で保存できるのは、一つの期の変更案です。--cohort を付けてください。")
            )
        kept = shown | {"planned": clock.now().isoformat()}
        text = visible.dumps(kept, indent=2) + "\n"
        _put(out, text)


def _put(out: Path, text: str) -> None:
    """It names people: for its owner alone, and put in the place of whatever lay there, never through a link."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.replace(out)


@click.command(cls=helps.Command)
@click.argument("file", type=click.Path(path_type=Path))
@options.as_json
def apply(file: Path, as_json: bool) -> int:
    """保存した変更案 FILE を、そのまま実行します。"""
    from m365bot import clock, settings
    from m365bot.cli import log
    from m365bot.cli.commands import user, work

    log.to_standard_error()
    saved, found = _read(file), settings.read()

    async def carry_out(office: "Office") -> "Run":
        from m365bot.runs import saved as saved_plans

        work.not_ahead(saved_plans.now_of(saved), found)
        return await saved_plans.carry_out(office, saved, actor=user.name(), tell=_tell)

    return clock.run(work.with_office(found, carry_out, as_json=as_json))


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        door.err(visible.line(line))


def _whole(saved: dict[str, Any]) -> dict[str, Any]:
    """What of the file is used. Raises KeyError, TypeError, ValueError where something in it is not what was saved."""
    texts = {name: saved[name] for name in ("job", "at", "planned", "digest")}
    changes = [{name: change[name] for name in ("key", "title", "digest")} for change in saved["changes"]]
    read = [saved["cohort"] or "", *texts.values(), *(word for change in changes for word in change.values())]
    if not all(isinstance(word, str) for word in read):
        raise TypeError("no text")
    moments = [datetime.fromisoformat(texts[name]) for name in ("at", "planned")]
    if None in (moment.tzinfo for moment in moments):
        raise ValueError("no offset")
    return {**texts, "cohort": saved["cohort"], "changes": changes}


def _read(file: Path) -> dict[str, Any]:
    from m365bot.errors import ConfigError
    from m365bot.words import say

    try:
        return _whole(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ConfigError(say("{file} がありません。", file=file)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            say(
                "{file} は `m365bot plan JOB --cohort 期 --out FILE` で作った変更案ではありません。",
                file=file,
            )
        ) from error
