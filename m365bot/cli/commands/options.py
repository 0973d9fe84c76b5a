"""Options that several commands share.

Called by the commands. Pure.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

Command = Callable[..., Any]


def cohort(command: Command) -> Command:
    return click.option("--cohort", metavar="期", help="この期だけ(例: R7)")(command)


def at(command: Command) -> Command:
    return click.option("--at", metavar="日時", help="この日時のつもりで計画する(例: 2025-06-02T09:00)")(
        command
    )


def whole(command: Command) -> Command:
    return click.option("--all", "whole", is_flag=True, help="長い変更案も、省かずにすべて示す")(command)


def as_json(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="結果を JSON で標準出力に出す")(command)


def way_to_sign_in(command: Command) -> Command:
    """Of a person at a screen, here or elsewhere."""
    port, seconds = click.IntRange(0, 65535), click.IntRange(1, 3600)
    for option in (
        click.option("--timeout", metavar="秒", type=seconds, default=600, help="サインインを待つ長さ"),
        click.option("--port", metavar="番号", type=port, default=0, help="答えを受け取るポート"),
        click.option("--no-browser", is_flag=True, help="ブラウザーを開かず、アドレスだけを示す"),
        click.option("--device-code", is_flag=True, help="別の端末で、コードを入れてサインインする"),
    ):
        command = option(command)
    return command


def moment(text: str | None, programme: Any) -> datetime | None:
    """The moment of --at; a date alone is the end of that day's working hours. Raises ConfigError."""
    from m365bot.errors import ConfigError
    from m365bot.programme import dates
    from m365bot.words import say

    if text is None:
        return None
    try:
        return dates.parse_at(text, programme.calendar, programme.timezone)
    except ValueError as error:
        raise ConfigError(
            say("--at『{text}』は日時として読めません。例: 2025-06-02T09:00", text=text)
        ) from error
