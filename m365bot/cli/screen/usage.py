"""What an officer is told who typed a command wrongly; click speaks English.

Called by commands. Pure.
"""

import re

import click

from m365bot.words import say


def words(error: click.ClickException) -> str:
    """What is wrong, and how to see what would be right."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "m365bot"
    return "\n".join([_wrong(error), say("使い方は `{path} --help` で見られます。", path=path)])


def _wrong(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            near = "、".join(error.possibilities or ())
            return say("{name} というオプションはありません。", name=error.option_name) + _near(near)
        case click.MissingParameter():
            return say("{name}を書いてください。", name=_called(error))
        case click.BadParameter():
            return say("{name} の値を使えません。", name=_name(error)) + _choices(error)
        case click.BadOptionUsage():
            return say("オプション {name} の使い方が違います。", name=error.option_name)
    message = error.format_message()
    if command := re.match(r"No such command '([^']*)'\.(?: Did you mean '([^']*)'\?)?", message):
        return say("『{name}』というコマンドはありません。", name=command[1]) + _near(command[2])
    if extra := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", message):
        return say("余分な語があります: {words}", words=extra[1])
    return message


def _near(name: str | None) -> str:
    return say("{near} ではありませんか?", near=name) if name else ""


def _choices(error: click.BadParameter) -> str:
    match error.param.type if error.param else None:
        case click.Choice() as kind:
            return say("書けるもの: {choices}", choices="、".join(map(str, kind.choices)))
        case click.IntRange() as kind:
            return say("{least} から {most} までの整数を書きます。", least=kind.min, most=kind.max)
    return error.message


WORDS = {
    "job": "手順の名前(`m365bot jobs` で見られます)",
    "run_id": "実行の番号(`m365bot runs list` で見られます)",
    "file": "ファイルの名前",
}


def _called(error: click.BadParameter) -> str:
    """What is missing, as an officer calls it."""
    own = error.param.name if error.param else None
    return say(WORDS[own]) if own in WORDS else _name(error) + " "


def _name(error: click.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "?")
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(error.ctx) if error.ctx else str(parameter.name)
    return parameter.opts[0]
