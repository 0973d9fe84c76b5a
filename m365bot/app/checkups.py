"""`m365bot doctor`'s look, taken by a daemon because somebody at the desk asked for it, and remembered.

Called by the daemon. Reads only; what is kept is its words.
"""

from typing import TYPE_CHECKING

from m365bot import clock
from m365bot.app import offices
from m365bot.journal.checkup import NAME, Checkup, Finding
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.doctor.findings import Check


async def taken(settings: Settings, kept: "Books") -> None:
    """Raises M365BotError where nobody could look at all; the last one stays then."""
    from m365bot.doctor import examination

    async with offices.examined(settings) as subject:
        found = await examination.of(subject)
    kept.journals.remember({NAME: Checkup(clock.now(), [_finding(one) for one in found.checks]).memo()})


def _finding(check: "Check") -> Finding:
    return Finding(check.title, check.verdict.value, check.words, check.todo)
