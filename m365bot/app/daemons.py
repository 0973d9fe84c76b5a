"""A daemon of one instance, from its settings to its end.

Called by the command `daemon`, and by the worker of one of many instances.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from m365bot.app import accounts, backups, checkups, configured, nodes, offices, pulls, stored, watching
from m365bot.app.cabinets import Force
from m365bot.app.keeping import KEEPING, LOOKING
from m365bot.reading import WrongConfig
from m365bot.settings import Settings
from m365bot.words import telling

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.runs.daemon import Daemon
    from m365bot.runs.pulse import Pulse
    from m365bot.runs.sleeping import Rest


def worked(
    settings: Settings,
    rest: "Rest | None" = None,
    live: Callable[[], None] | None = None,
    begun: Callable[[], None] = lambda: None,
) -> datetime | None:
    """Until it is told to end, or may rest: then, when it is to be woken. Raises M365BotError before it begins.

    live: told each minute that the loop goes round, where that is to be said to somebody else than the watcher of the
    settings. begun: told once nothing of config is in the way. On the machine's own clock, also where one is lent: a
    daemon would never let it rest.
    """
    from m365bot.runs import alive

    _needs_config(settings)
    accounts.needs_credential(settings)
    begun()
    with stored.books(settings, KEEPING) as kept:
        pulse = watching.pulse_of(settings, kept)
        made = _daemon(settings, kept, pulse, rest)
        signs = alive.signs(settings.state, _said(pulse, live))
        with telling():  # nobody looks at its screen: what it keeps and posts is for the office
            return asyncio.Runner().run(alive.beside(made.work(), signs))


def _needs_config(settings: Settings) -> None:
    """Raises ConfigError where config/ cannot be used, and never could."""
    try:
        configured.reading(settings).usable()
    except WrongConfig:
        if not LOOKING.finds_a_database(settings):
            raise
        with stored.books(settings, KEEPING) as kept:
            folder = Force.LAST_GOOD.folder(settings, kept)
            configured.reading(settings, folder=folder).usable()


def _said(pulse: "Pulse", live: Callable[[], None] | None) -> Callable[[], None]:
    if live is None:
        return pulse.live

    def said() -> None:
        live()
        pulse.give()

    return said


def _daemon(settings: Settings, kept: "Books", pulse: "Pulse", rest: "Rest | None") -> "Daemon":
    from m365bot.runs import notices
    from m365bot.runs.daemon import Daemon
    from m365bot.runs.watched import Watched

    figures = watching.metrics(settings, kept)
    told = [figures.ended] if figures else []
    watching.returned(settings, kept)
    watched = Watched(kept.runs, *told, pulse.note)
    return Daemon(
        lambda: offices.office(settings, told=told, force=Force.LAST_GOOD),
        watched,
        stored.leases(settings),
        settings.folder,
        tell=notices.told,
        nightly=backups.nightly(settings, kept, watched),
        account=accounts.account_upkeep(settings),
        hands=nodes.hands(settings),
        trials=kept.trials,
        examine=lambda: checkups.taken(settings, kept),
        rest=rest,
        config=pulls.regularly(settings),
    )
