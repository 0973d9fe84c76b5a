"""`m365bot doctor`: is everything in order that m365bot stands on, and what to do where it is not.

Called by the command line. Changes nothing, and mends nothing by itself.
"""

from typing import TYPE_CHECKING

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps

if TYPE_CHECKING:
    from m365bot.doctor.findings import Examination
    from m365bot.settings import Settings


@click.command(cls=helps.Command)
@options.as_json
def doctor(as_json: bool) -> int:
    """つながり、権限、アカウント、この端末が整っているかを調べます(何も変えません)。"""
    from m365bot import clock, settings
    from m365bot.cli import log
    from m365bot.cli.commands import work
    from m365bot.cli.screen import findings

    log.to_standard_error()
    found = clock.run(_examined(settings.read()))
    if as_json:
        work.print_json(found.to_json())
    else:
        findings.show(found)
    return found.exit


async def _examined(read: "Settings") -> "Examination":
    from m365bot import app
    from m365bot.doctor import examination

    async with app.examined(read) as subject:
        return await examination.of(subject)
