"""The command `m365bot`: which commands there are; each is imported only when it is called.

Called by __main__. Turns every error into words and an exit status: never a traceback for an officer.
"""

import importlib
import sys

import click

from m365bot.cli.screen import helps
from m365bot.words import later, say

# command → (module, words of the help); the module has a click command of the same name.
COMMANDS = {
    "demo": ("demo", "練習環境で、プログラム全体を最初から動かして見せます"),
    "init": ("init", "新しい団体の設定一式を、いまある名簿と日程表から作ります"),
    "cohort": ("cohort", "次の期を、前の期から用意します"),
    "check": ("check", "config/ を調べ、不備を行番号つきですべて示します"),
    "config": ("config", "設定ファイルの版: だれがいつ変えたか、違い、元に戻す"),
    "doctor": ("doctor", "整っているかを調べます: 接続、権限、端末"),
    "status": ("status", "いまの様子: 承認待ち、失敗、次の予定"),
    "jobs": ("jobs", "手順の一覧: 予定、次の実行、前回の結果"),
    "plan": ("plan", "何が変わるかを示します(何も変えません)"),
    "run": ("run", "手順をいま実行します"),
    "apply": ("plan", "保存した変更案をそのまま実行します"),
    "runs": ("runs", "実行の一覧・詳細・承認・却下・取消・再開・確かめ"),
    "newsletter": ("newsletter", "DX通信の原稿を作り、読者に見えるとおりに見て、書き出します"),
    "records": ("records", "集めた回答を書き出し、消します"),
    "login": ("login", "広報用アカウントでサインインします"),
    "logout": ("login", "広報用アカウントのサインインを、この端末から消します"),
    "backup": ("backup", "記録の控えを作ります"),
    "restore": ("backup", "記録を控えに戻します"),
    "pause": ("pause", "手順を一時停止します(何も書き込まなくなります)"),
    "resume": ("pause", "一時停止した手順を再開します"),
    "daemon": ("daemon", "予定どおりに動き続けます"),
    "console": ("console", "ブラウザーで見て、決める画面を動かします"),
    "instances": ("instances", "多くの団体をまとめて見ます(運用事業者向け)"),
    "sandbox": ("sandbox", "練習環境(模擬のMicrosoft 365)"),
}


class Commands(helps.Group):
    """A group that knows its commands by name and loads one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"m365bot.cli.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def words_of_commands(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Without loading any of them."""
        return [(name, say(words)) for name, (_, words) in COMMANDS.items()]


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="m365bot", message="%(prog)s %(version)s", help=later("版を表示して終わります")
)
def m365bot() -> None:
    """研修プログラムを Microsoft 365 で自動運営します。"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status of docs/operator.md."""
    from m365bot.cli.screen import door

    door.takes_any_letter()
    try:
        code = m365bot.main(arguments, prog_name="m365bot", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except BrokenPipeError:  # whoever read us has gone: there is nobody to tell
        return 1
    except Exception as error:
        from m365bot.cli.screen import ending

        return ending.told(error, as_json=_asks_for_json(arguments))
    return int(code or 0)


def _asks_for_json(arguments: list[str] | None) -> bool:
    """Also where the command line is not understood as a whole."""
    return "--json" in (sys.argv[1:] if arguments is None else arguments)
