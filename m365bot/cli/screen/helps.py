"""How a command's help looks: click's own headings, in an officer's words.

Used by every command. Pure.
"""

import copy
import inspect

import click

from m365bot.cli.screen import table
from m365bot.words import say


class Command(click.Command):
    """A command whose help is all in one language."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        own = {"[OPTIONS]": say("[オプション]"), "COMMAND [ARGS]...": say("コマンド …")}
        return [own.get(piece) or _words(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("使い方: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        shown = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = [row for param in map(_told, shown) if (row := param.get_help_record(ctx))]
        _list(formatter, say("オプション"), rows)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own, self.help = self.help, _words(self.help)
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = own

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = say("この説明を表示して終わります")
        return option


class Group(Command, click.Group):
    """A command that holds others, which look likewise."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _list(formatter, say("コマンド"), self.words_of_commands(ctx))

    def words_of_commands(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Each command with the first line of its help."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, _words(command.help).partition("\n")[0]) for name, command in found if command]


def _words(help: str | None) -> str:
    """What a decorator or a docstring holds is looked up when it is shown."""
    return say(inspect.cleandoc(help)) if help else ""


def _told(option: click.Option) -> click.Option:
    """The option as it is shown; the one that is parsed stays as it is."""
    shown = copy.copy(option)
    shown.required = False  # click would say so in English; the words of such an option do
    shown.help, shown.metavar = _words(option.help), _words(option.metavar).upper() or None
    return shown


def _list(formatter: click.HelpFormatter, head: str, rows: list[tuple[str, str]]) -> None:
    """Click's own lists know nothing of full-width letters."""
    with formatter.section(head):
        for line in table.text(rows[0], rows[1:]).splitlines():
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")
