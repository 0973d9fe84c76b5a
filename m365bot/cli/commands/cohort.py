"""`m365bot cohort new R8 --from R7`: next year's cohort from this one's.

Called by the command line. Never asks the network.
"""

import click

from m365bot import visible
from m365bot.cli.screen import door, helps
from m365bot.words import say


@click.group(cls=helps.Group)
def cohort() -> None:
    """期(年度ごとの研修)の用意。"""


@cohort.command()
@click.argument("key", metavar="新しい期")
@click.option("--from", "origin", metavar="期", help="もとにする期(例: R7)")
def new(key: str, origin: str | None) -> int:
    """前の期から、次の期のフォルダーを作ります。

    日付は曜日と休日に合わせて動かします。名簿と資料は写しません。
    """
    from m365bot import settings
    from m365bot.errors import ConfigError
    from m365bot.programme.dates import Unreadable
    from m365bot.setup import new_cohort, wish

    if origin is None:
        raise ConfigError(say("もとにする期を --from に書いてください。例: m365bot cohort new R8 --from R7"))
    try:
        key = wish.cohort_key(key)
    except Unreadable as error:
        raise ConfigError(f"{error.words} {error.hint}".strip()) from error
    made = new_cohort.made(settings.read_to_check().folder, key, origin)
    door.out(say("config/cohorts/{key} を作りました。確認すること:", key=key))
    for question in made.questions:
        door.out(visible.line(f"  - {question}"))
    for complaint in made.complaints:
        door.err(visible.line(str(complaint)))
    door.out(say("同じことが {file} にあります。", file=new_cohort.QUESTIONS))
    return 0
