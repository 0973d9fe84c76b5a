"""config/ fetched from SharePoint, where the settings say that it lies there.

Called by the command line and by daemons. Asks Graph.
"""

from typing import TYPE_CHECKING

from m365bot.app import cabinets, offices, stored
from m365bot.app.cabinets import Force
from m365bot.app.keeping import KEEPING
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.editing.outcome import Outcome
    from m365bot.runs.fetching import Fetching


async def pulled(settings: Settings) -> "Outcome | None":
    """None: nothing had changed. Raises M365BotError; then nothing was laid."""
    from m365bot.runs.pulling import Pull, Source

    async with offices.office(settings, force=Force.LAST_GOOD) as office:
        with stored.books(settings, KEEPING) as kept:
            cabinet = cabinets.cabinet_of(settings, kept)
            return await Pull(office, cabinet, Source.of(settings.config_source)).done()


def regularly(settings: Settings) -> "Fetching | None":
    """For a daemon; None where config/ lies here."""
    from m365bot.runs.fetching import Fetching

    return Fetching(lambda: pulled(settings)) if settings.config_source else None
