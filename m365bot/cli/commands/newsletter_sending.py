"""`m365bot newsletter send-test`: an issue's mail to one of those who have to do with it, marked as a test.

Called by the group of `newsletter`.
"""

from typing import TYPE_CHECKING

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps

if TYPE_CHECKING:
    from m365bot.journal import Run
    from m365bot.runs.office import Office


@click.command("send-test", cls=helps.Command)
@click.argument("number", metavar="番号", type=int)
@click.option("--to", "mail", metavar="メール", required=True, help="研修担当、承認する人、書いた人のだれか")
@options.as_json
def send_test(number: int, mail: str, as_json: bool) -> int:
    """一つの号のメールを、関係する一人にテストとして送ります(同じ内容は一度)。"""
    from m365bot import clock, settings
    from m365bot.cli import log
    from m365bot.cli.commands import user, work
    from m365bot.errors import ConfigError
    from m365bot.runs import sending_tests
    from m365bot.words import say

    log.to_standard_error()

    async def sent(office: "Office") -> "Run":
        programme = office.programme
        issue = next((one for one in programme.issues if one.number == number), None)
        if issue is None:
            raise ConfigError(say("第{number}号はありません。", number=number))
        to = sending_tests.reader(programme, issue, mail, office.now(None).date())
        return await sending_tests.send(office, issue, to, user.name())

    return clock.run(work.with_office(settings.read(), sent, as_json=as_json))
