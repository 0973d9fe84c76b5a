"""The engine of an instance's daemons: its queue, and this process as one of its nodes.

Called by the daemon's command alone, for whom the engine's library is loaded.
"""

from typing import TYPE_CHECKING

from m365bot.app.keeping import KEEPING
from m365bot.app.stored import instance_of, leases
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.runs.engine.nodes import Fleet
    from m365bot.runs.engine.place import Place


def hands(settings: Settings) -> "Fleet":
    """The queue of this instance's runs, as one of its nodes. Takes half a second: for a daemon only."""
    from m365bot.runs.engine.nodes import Fleet
    from m365bot.runs.engine.queue import Queue

    KEEPING.database(settings)  # the state folder is there
    return Fleet(Queue(_place(settings), instance_of(settings)), leases(settings))


def _place(settings: Settings) -> "Place":
    from m365bot.runs.engine.place import File, Server

    if not settings.is_on_a_server:
        return File(settings.state / "engine.db")
    from m365bot.database.address import Address

    address = Address(settings.database)
    return Server(address.plain, f"{address.schema}_engine")
