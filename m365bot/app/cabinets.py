"""The officers' files with their versions, as the settings have them.

Called by the command line, the console and the rest of app. Never asks Graph.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from m365bot import reading as config
from m365bot.app import stored
from m365bot.app.keeping import KEEPING
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.editing.cabinet import Cabinet

log = structlog.get_logger("m365bot.app")


class Force(Enum):
    """Which config/ a run goes by. Who sits before a terminal is told what is wrong in the folder, and mends it; what
    runs while nobody looks goes on by what was last good.
    """

    AS_IT_LIES = "as it lies"
    LAST_GOOD = "last good"

    def folder(self, settings: Settings, kept: "Books") -> Path:
        """The one to read. What was saved in the instance's is noted on the way."""
        if self is Force.AS_IT_LIES:
            return settings.folder
        try:
            return cabinet_of(settings, kept).in_force()
        except OSError as error:  # a full disk, say
            log.warning("config.not_judged", error=type(error).__name__)
            return settings.folder


@contextmanager
def cabinet(settings: Settings) -> "Iterator[Cabinet]":
    """The database is closed at the end."""
    config.needs_instance(settings.folder)
    with stored.books(settings, KEEPING) as kept:
        yield cabinet_of(settings, kept)


def cabinet_of(settings: Settings, kept: "Books") -> "Cabinet":
    """With books that are open already."""
    from m365bot.database.config_versions import StoredVersions
    from m365bot.editing.cabinet import Cabinet

    key = KEEPING.person_key(settings, kept)
    return Cabinet(
        settings.folder,
        settings.state,
        StoredVersions(kept.engine, kept.instance, key),
        partial(config.read, key=key),
        is_shared=settings.is_on_a_server,
        source=settings.config_source,
    )
