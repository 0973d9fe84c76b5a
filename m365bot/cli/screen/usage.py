"""What an officer is told who typed a command wrongly; click speaks English.

Called by commands. Pure.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable

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
            near = say("、").join(error.possibilities or ())
            known = _options(error.ctx)
            wrong = say("{name} というオプションはありません。", name=error.option_name)
            return wrong + (_near(near) or _nearest(error.option_name, known))
        case click.MissingParameter():
            return say("{name}を書いてください。", name=_called(error))
        case click.BadParameter():
            return say("{name} の値を使えません。", name=_name(error)) + _choices(error)
        case click.BadOptionUsage() if "does not take" in error.message:
            return say("オプション {name} に値は付けません。", name=error.option_name)
        case click.BadOptionUsage():
            return say("オプション {name} のあとに値を書いてください。", name=error.option_name)
    message = error.format_message()
    if command := re.match(r"No such command '([^']*)'\.(?: Did you mean '([^']*)'\?)?", message):
        wrong = say("『{name}』というコマンドはありません。", name=command[1])
        return wrong + (_near(command[2]) or _nearest(command[1], _commands(getattr(error, "ctx", None))))
    if extra := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", message):
        return say("余分な語があります: {words}", words=extra[1])
    return say("この書き方は読み取れません。")


def _near(name: str | None) -> str:
    return say("{near} ではありませんか?", near=name) if name else ""


def _nearest(word: str, known: Iterable[str]) -> str:
    """Full-width letters, capitals and two letters turned round are no other words."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return _near(next(iter(difflib.get_close_matches(folded, list(known), n=1)), None))


def _commands(context: click.Context | None) -> list[str]:
    group = context.command if context else None
    return group.list_commands(context) if context and isinstance(group, click.Group) else []


def _options(context: click.Context | None) -> list[str]:
    return [name for param in context.command.params for name in param.opts] if context else []


def _choices(error: click.BadParameter) -> str:
    match error.param.type if error.param else None:
        case click.Choice() as kind:
            listed = say("書けるもの: {choices}。", choices=say("、").join(map(str, kind.choices)))
            return listed + _nearest(_written(error), map(str, kind.choices))
        case click.IntRange() as kind:
            return say("{least} から {most} までの整数を書きます。", least=kind.min, most=kind.max)
    return error.message


def _written(error: click.BadParameter) -> str:
    """What stands in place of a choice; click has it in its words only."""
    found = re.match(r"'([^']*)'", error.message)
    return found[1] if found else ""


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
