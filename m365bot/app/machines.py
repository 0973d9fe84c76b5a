"""This machine beside the others that work on one database: whether they have the same files.

Called by a daemon's nights and by the examination, where the database is on a server.
"""

from typing import TYPE_CHECKING

from m365bot import clock
from m365bot.app import accounts, stored
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.doctor.findings import Check
    from m365bot.doctor.nodes import Nodes


def nodes(settings: Settings, kept: "Books") -> "Nodes":
    from m365bot.doctor.nodes import Nodes

    seed = settings.service_account_refresh_token
    return Nodes(
        settings.folder,
        kept.journals.memory,
        lambda: seed is not None or accounts.account_standing(settings).refreshed is not None,
    )


def others(settings: Settings) -> "Check":
    """Whether they have the same files. Raises M365BotError."""
    with stored.books(settings) as kept:
        return nodes(settings, kept).check(clock.now())
