"""`runs show --pdf`: what waits for a person's word, as a paper to be signed.

Called by the command `runs show`. Writes the file that is named, and nothing else.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from m365bot.errors import ConfigError
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.journal import Run
    from m365bot.reconcile.plan import Plan
    from m365bot.runs.office import Office
    from m365bot.settings import Settings


def printed(settings: "Settings", run_id: str, file: Path) -> int:
    """Raises ConfigError where the run waits for nobody, or nothing can be drawn or written."""
    from m365bot import clock
    from m365bot.cli.screen import door

    content = clock.run(_drawn(settings, run_id))
    try:
        file.write_bytes(content)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError(say("{file} に書けません({why})。", file=file, why=why)) from error
    door.out(say("{file} に書きました。", file=file))
    return 0


async def _drawn(settings: "Settings", run_id: str) -> bytes:
    from m365bot import app
    from m365bot.content import pdf
    from m365bot.runs import earlier, paper

    async with app.office(settings, app.LOOKING) as office:
        run = office.run(run_id)
        waiting = what_waits(run, office)
        if waiting is None:
            raise ConfigError(say("実行 {run_id} は、承認を待っていません。", run_id=run_id))
        before = earlier.texts(earlier.approved(office, run, waiting), waiting.changes)
        return pdf.of(paper.sheet(run, waiting, before, office))


def what_waits(run: "Run", office: "Office") -> "Plan | None":
    """What it asks for; where another version asked, the words stand among its troubles once it is over."""
    from m365bot.reconcile.plan import Unreadable

    try:
        return office.plan(run.asking) if run.asking else None
    except Unreadable as error:
        from m365bot.cli.screen import door

        door.err(str(error))
        return None
