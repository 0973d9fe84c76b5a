"""The command `m365bot`: which commands there are; each is imported only when it is called.

Called by __main__. Turns every error into words and an exit status: never a traceback for an officer.
"""

import importlib
import os
import sys

import click

# command → (module, words of the help); the module has a click command of the same name.
COMMANDS = {
    "demo": ("demo", "練習環境で、プログラム全体を最初から動かして見せます"),
    "check": ("check", "config/ を調べ、不備を行番号つきですべて示します"),
    "jobs": ("jobs", "手順の一覧: 予定、次の実行、前回の結果"),
    "plan": ("plan", "何が変わるかを示します(何も変えません)"),
    "run": ("run", "手順をいま実行します"),
    "apply": ("plan", "保存した変更案をそのまま実行します"),
    "runs": ("runs", "実行の一覧・詳細・承認・却下・再開"),
    "records": ("records", "集めた回答を書き出します"),
    "daemon": ("daemon", "予定どおりに動き続けます"),
    "sandbox": ("sandbox", "練習環境(模擬のMicrosoft 365)"),
}


class Commands(click.Group):
    """A group that knows its commands by name and loads one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"m365bot.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="m365bot", help="版を表示して終わります")
def m365bot() -> None:
    """研修プログラムを Microsoft 365 で自動運営します。"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status of design.md §7."""
    try:
        code = m365bot.main(arguments, prog_name="m365bot", standalone_mode=False)
    except click.exceptions.Abort:
        return 1
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        from m365bot.cli import usage

        click.echo(usage.words(error), err=True)
        return 2
    except Exception as error:
        return _told(error)
    return int(code or 0)


def _told(error: Exception) -> int:
    from m365bot.errors import M365BotError

    if isinstance(error, M365BotError):
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | BrokenPipeError):
        return 1
    if isinstance(error, OSError):
        return _of_the_machine(error)
    return _reported(error)


def _of_the_machine(error: OSError) -> int:
    """A file or an address that this machine does not give us."""
    from m365bot.words import say

    why = error.strerror or type(error).__name__
    if error.filename:
        words = say(
            "{path} を扱えません({why})。場所、空き容量、書き込みの権限を確かめてください。",
            path=error.filename,
            why=why,
        )
    elif os.environ.get("M365BOT_CLOCK_URL"):
        words = say("M365BOT_CLOCK_URL の時計に接続できません。練習環境が動いているか確かめてください。")
    else:
        words = say("この端末で読み書きや接続ができません({why})。", why=why)
    sys.stderr.write(words + "\n")
    return 1


def _reported(error: Exception) -> int:
    """A mistake of ours: the trace goes where its maker can find it, words go to the officer."""
    import traceback

    from m365bot.words import say

    sys.stderr.write(say("思わぬエラーで止まりました({kind})。", kind=type(error).__name__) + "\n")
    if os.environ.get("M365BOT_DEBUG"):
        traceback.print_exception(error)
    else:
        sys.stderr.write(
            say("運用の担当者に知らせてください(M365BOT_DEBUG=1 をつけて実行すると、詳しい内容が出ます)。")
            + "\n"
        )
    return 1
